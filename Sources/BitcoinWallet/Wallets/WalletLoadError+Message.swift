import BitcoinSupport

extension WalletLoadError {
    /// What the user is told about a file that cannot be used.
    func message(file: String) -> String {
        switch self {
        case .corrupt(let detail):
            Log.error(detail)
            return "Error loading \(file): Wallet corrupted"
        case .tooNew:
            return "Error loading \(file): Wallet requires newer version of \(ClientVersion.clientName)"
        case .unknownDescriptor(let detail):
            Log.error(detail)
            return """
                Unrecognized descriptor found. Loading wallet \(file)

                The wallet might have been created on a newer version.
                Please try running the latest software version.

                """
        case .legacy:
            return """
                Error loading \(file): Wallet is a legacy wallet. Please migrate to a descriptor wallet using the \
                migration tool (migratewallet RPC).
                """
        case .unexpectedLegacyEntry:
            return """
                Unexpected legacy entry in descriptor wallet found. Loading wallet \(file)

                The wallet might have been tampered with or created with malicious intent.

                """
        case .externalSigner:
            return """
                Error loading \(file): External signer wallet being loaded without external signer support compiled
                """
        }
    }
}
