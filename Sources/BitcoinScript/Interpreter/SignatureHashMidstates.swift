import BitcoinCrypto

/// Signature hashes of the running script before their hash type is appended.
///
/// Several checks in one script often sign the same: then only the last few bytes are hashed again. There is room for
/// one code for each way of leaving out inputs and outputs.
struct SignatureHashMidstates: Sendable {
    private struct Entry {
        var codeStart = -1
        var state = SHA256()
    }

    private var entries = InlineArray<6, Entry>(repeating: Entry())

    /// Forgets all, since another script runs.
    mutating func forget() {
        for index in 0..<6 { entries[index].codeStart = -1 }
    }

    /// The state for the code from `codeStart` on.
    func state(type: UInt8, codeStart: Int) -> SHA256? {
        let entry = entries[Self.index(type)]
        return entry.codeStart == codeStart ? entry.state : nil
    }

    /// Keeps a state.
    mutating func store(_ state: SHA256, type: UInt8, codeStart: Int) {
        entries[Self.index(type)] = Entry(codeStart: codeStart, state: state)
    }

    private static func index(_ type: UInt8) -> Int {
        let base = type & SignatureHashType.anyoneCanPay != 0 ? 3 : 0
        switch type & SignatureHashType.outputMask {
        case SignatureHashType.single: return base + 2
        case SignatureHashType.none: return base + 1
        default: return base
        }
    }
}
