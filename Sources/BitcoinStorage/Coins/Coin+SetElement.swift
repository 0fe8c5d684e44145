import BitcoinPrimitives

extension Coin {
    /// What hashes over sets of coins take in of a coin.
    public func setElement(at outPoint: OutPoint) -> [UInt8] {
        var writer = ByteWriter(capacity: 60 + output.scriptPubKey.count)
        writer.write(outPoint)
        writer.write(code)
        writer.write(output)
        return writer.bytes
    }

    /// A measure of its size that no database has a part in: outpoint, height and origin, amount and script, with
    /// lengths of fixed size.
    public var bogoSize: UInt64 { 32 + 4 + 4 + 8 + 2 + UInt64(output.scriptPubKey.count) }
}
