extension Bech32 {
    /// What is wrong with a text, and at which characters as far as that can be told.
    public struct Problem: Error, Sendable, Hashable {
        /// The message for the user.
        public let message: String
        /// The positions of characters that are wrong.
        public let positions: [Int]
    }

    /// Finds out why a text cannot be decoded; nil if it can.
    ///
    /// Up to two wrong characters are located. Corrections are never offered: whoever takes one may send money
    /// to a stranger.
    public static func problem(in text: some StringProtocol) -> Problem? {
        let characters = Array(text.utf8)
        guard characters.count <= maximumLength else {
            return Problem(
                message: "Bech32 string too long", positions: Array(maximumLength..<characters.count))
        }
        let invalid = invalidCharacters(characters)
        guard invalid.isEmpty else {
            return Problem(message: "Invalid character or mixed case", positions: invalid)
        }
        guard let split = characters.lastIndex(of: separator) else {
            return Problem(message: "Missing separator", positions: [])
        }
        guard split > 0, split + checksumLength < characters.count else {
            return Problem(message: "Invalid separator position", positions: [split])
        }
        var values: [UInt8] = []
        for index in split + 1..<characters.count {
            guard let value = value(of: characters[index]) else {
                return Problem(message: "Invalid Base 32 character", positions: [index])
            }
            values.append(value)
        }
        let residue = polynomialModulus(expand(characters[..<split].map(lowercased)) + values)

        // Both checksums are tried, since the version may be what is wrong; fewer errors win.
        var message = "Invalid checksum"
        var positions: [Int] = []
        for encoding in Encoding.allCases {
            guard residue != encoding.constant else { return nil }
            let found = locate(residue ^ encoding.constant, count: values.count)
            if positions.isEmpty || (!found.isEmpty && found.count < positions.count) {
                positions = found
                if !found.isEmpty {
                    message =
                        encoding == .bech32 ? "Invalid Bech32 checksum" : "Invalid Bech32m checksum"
                }
            }
        }
        return Problem(message: message, positions: positions.map { $0 + split + 1 })
    }

    /// One or two positions among `count` values where changes explain `difference`; none if it takes more.
    ///
    /// The checksum is linear: a change of one value changes the remainder in a way that depends on its
    /// position alone. So each single change is looked up, and then each pair, by the remainder it leaves. The
    /// code's distance is five: what is found with two changes is the only solution.
    private static func locate(_ difference: UInt32, count: Int) -> [Int] {
        var positionOfChange: [UInt32: Int] = [:]
        for position in 0..<count {
            for change in UInt8(1)..<32 {
                positionOfChange[effect(of: change, at: position, count: count)] = position
            }
        }
        if let position = positionOfChange[difference] { return [position] }
        for (effect, first) in positionOfChange {
            if let second = positionOfChange[difference ^ effect], second != first {
                return [min(first, second), max(first, second)]
            }
        }
        return []
    }

    /// How the remainder changes if the value at `position` of `count` is changed by `change`.
    private static func effect(of change: UInt8, at position: Int, count: Int) -> UInt32 {
        var zeroes = [UInt8](repeating: 0, count: count)
        let base = polynomialModulus(zeroes)
        zeroes[position] = change
        return polynomialModulus(zeroes) ^ base
    }
}
