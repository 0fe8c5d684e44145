import BitcoinPrimitives

/// Two early blocks whose coinbases repeat those of two earlier ones, byte for byte (BIP30). The
/// earlier outputs were lost.
public enum RepeatedCoinbases {
    private static func isBlock(_ hash: BlockHash, _ height: Int, in table: [(Int, String)]) -> Bool {
        table.contains { $0.0 == height && BlockHash(hex: $0.1) == hash }
    }

    /// Whether a block repeats an earlier coinbase, which is not held against it.
    public static func isRepeat(_ hash: BlockHash, height: Int) -> Bool {
        isBlock(
            hash, height,
            in: [
                (91_842, "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec"),
                (91_880, "00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721"),
            ])
    }

    /// Whether the coinbase of a block is repeated later, so that its output is not there to be undone.
    public static func isRepeatedLater(_ hash: BlockHash, height: Int) -> Bool {
        isBlock(
            hash, height,
            in: [
                (91_722, "00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e"),
                (91_812, "00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f"),
            ])
    }

    /// From this height on a coinbase with its height (BIP34) might repeat an early one that has a
    /// future height by chance.
    public static let heightCommitmentLimit = 1_983_702
}
