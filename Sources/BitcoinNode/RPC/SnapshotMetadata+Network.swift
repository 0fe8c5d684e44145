import BitcoinConsensus
import BitcoinStorage
import BitcoinSupport

/// Why the beginning of a snapshot cannot be used, as users read it: upstream's words, with what its standard library
/// adds to each of them.
struct UnusableMetadata: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        description = "\(text): iostream error"
    }

    init(_ malformation: SnapshotMetadata.Malformation) {
        switch malformation {
        case .truncated:
            self.init("AutoFile::read: end of file")
        case .wrongFileMagic:
            self.init(
                "Invalid UTXO set snapshot magic bytes. Please check if this is indeed a snapshot file or if you are "
                    + "using an outdated snapshot format.")
        case .unknownVersion(let version):
            self.init("Version of snapshot \(version) does not match any of the supported versions.")
        }
    }
}

extension SnapshotMetadata {
    /// Throws if the snapshot is one of another network.
    func check(for parameters: ChainParameters) throws(UnusableMetadata) {
        guard networkMagic != parameters.messageStart else { return }
        let other = ChainType.allCases.first {
            ChainParameters.parameters(for: $0).messageStart == networkMagic
        }
        guard let other else {
            throw UnusableMetadata(
                "This snapshot has been created for an unrecognized network. This could be a custom signet, a new "
                    + "testnet or possibly caused by data corruption.")
        }
        throw UnusableMetadata(
            "The network of the snapshot (\(other.name)) does not match the network of this node "
                + "(\(parameters.chain.name)).")
    }
}
