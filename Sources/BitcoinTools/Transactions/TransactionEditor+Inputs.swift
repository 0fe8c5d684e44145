import BitcoinPrimitives
import BitcoinSupport

extension TransactionEditor {
    /// An input with this number or a lower one says that the transaction may be replaced (BIP125).
    private static let replaceableSequence = TransactionInput.finalSequence - 2

    /// So many outputs of nine bytes, the smallest there are, fit into a block of a million bytes without witnesses.
    private static let maximumOutputIndex: UInt32 = 4_000_000 / (4 * 9)

    /// Marks one input, or all if none is named, as those of a transaction that may be replaced (BIP125).
    mutating func makeReplaceable(_ text: String) throws(ToolError) {
        let chosen: Range<Int>
        if text.isEmpty {
            chosen = inputs.indices
        } else {
            let position = try position(text, in: inputs.indices, "input")
            chosen = position..<position + 1
        }
        for position in chosen {
            inputs[position].sequence = min(inputs[position].sequence, Self.replaceableSequence)
        }
    }

    /// Adds the input `TXID:VOUT[:SEQUENCE]`.
    mutating func addInput(_ text: String) throws(ToolError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2 else { throw ToolError("TX input missing separator") }
        guard parts[0].utf8.count == 64, let txid = Hash256(hex: String(parts[0])) else {
            throw ToolError("invalid TX input txid")
        }
        guard let index = UInt32(digits: parts[1]), index <= Self.maximumOutputIndex else {
            throw ToolError("invalid TX input vout '\(parts[1])'")
        }
        var sequence = TransactionInput.finalSequence
        if parts.count > 2 {
            guard let given = UInt32(digits: parts[2].trimmed()) else {
                throw ToolError("invalid TX sequence id '\(parts[2])'")
            }
            sequence = given
        }
        inputs.append(
            TransactionInput(
                previousOutput: OutPoint(txid: Txid(txid), index: index), sequence: sequence))
    }
}

extension UInt32 {
    /// The number that decimal digits give, with no sign and nothing around them.
    init?(digits text: some StringProtocol) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(text)
    }
}
