extension Amount {
    /// The amount that a person writes in coins: digits, and perhaps a point with up to eight decimals, with white
    /// space around. Nil for anything else, and for more money than there can be.
    public init?(coins text: some StringProtocol) {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        let bytes = Array(text.utf8).drop(while: isSpace)
        guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return nil }
        var reader = CoinsReader(rest: bytes[...last].makeIterator())
        guard let satoshis = reader.satoshis() else { return nil }
        self.init(satoshis: satoshis)
        guard isValid else { return nil }
    }
}

/// Reads coins digit by digit.
private struct CoinsReader<Rest: IteratorProtocol<UInt8>> {
    var rest: Rest

    mutating func satoshis() -> Int64? {
        // Ten digits before the point are more than there are coins, and far from overflowing.
        var (whole, digits): (Int64, Int) = (0, 0)
        while let byte = rest.next() {
            if byte == UInt8(ascii: ".") { return fraction().map { whole * 100_000_000 + $0 } }
            guard let digit = digit(byte), digits < 10 else { return nil }
            whole = whole * 10 + digit
            digits += 1
        }
        return whole * 100_000_000
    }

    private mutating func fraction() -> Int64? {
        var (value, unit): (Int64, Int64) = (0, 10_000_000)
        while let byte = rest.next() {
            guard let digit = digit(byte), unit > 0 else { return nil }
            value += digit * unit
            unit /= 10
        }
        return value
    }

    private func digit(_ byte: UInt8) -> Int64? {
        (0x30...0x39).contains(byte) ? Int64(byte - 0x30) : nil
    }
}
