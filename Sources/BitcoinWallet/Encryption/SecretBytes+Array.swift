import BitcoinCrypto

extension SecretBytes {
    /// Lends the bytes as an array that is cleared afterwards.
    func withBytes<Result, Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var bytes = withUnsafeBytes { Array($0) }
        defer { bytes.wipe() }
        return try body(bytes)
    }
}

extension [UInt8] {
    /// Overwrites the bytes with zeroes and forgets them.
    mutating func wipe() {
        clear()
        removeAll()
    }
}
