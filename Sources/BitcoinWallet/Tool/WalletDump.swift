/// The text that `bitcoin-wallet dump` writes and `createfromdump` reads, which is Bitcoin Core's: a line for each
/// record, its key and its value in hexadecimal with a comma between them. Two lines stand before them, the name of the
/// form with its version and the kind of database, and one behind them, the double SHA-256 of all lines above.
enum WalletDump {
    /// How every dump begins.
    static let magic = "BITCOIN_CORE_WALLET_DUMP"
    /// The only version there is.
    static let version: UInt32 = 1
    /// The only kind of database whose records are of use here.
    static let format = "sqlite"
    static let formatKey = "format"
    static let checksumKey = "checksum"
}
