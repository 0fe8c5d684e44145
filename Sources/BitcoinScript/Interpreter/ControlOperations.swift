import BitcoinPrimitives

extension ScriptInterpreter {
    /// Branches, `OP_VERIFY`, `OP_RETURN`, lock times and NOPs.
    mutating func executeControl(_ opcode: Opcode) throws(ScriptError) {
        switch opcode {
        case .nop: break
        case .if, .notIf: try executeIf(isNegated: opcode == .notIf)
        case .else:
            guard !conditions.isEmpty else { throw .unbalancedConditional }
            conditions.toggle()
        case .endIf:
            guard !conditions.isEmpty else { throw .unbalancedConditional }
            conditions.pop()
        case .verify:
            try require(1)
            guard stack.isTrue() else { throw .verify }
            stack.pop()
        case .return: throw .opReturn
        case .checkLockTimeVerify:
            if flags.contains(.checkLockTimeVerify) { try checkLockTime() }
        case .checkSequenceVerify:
            if flags.contains(.checkSequenceVerify) { try checkSequence() }
        case .verIf, .verNotIf: throw .badOpcode
        default:
            if flags.contains(.discourageUpgradableNOPs) { throw .discourageUpgradableNOPs }
        }
    }

    private mutating func executeIf(isNegated: Bool) throws(ScriptError) {
        guard conditions.isExecuting else { return conditions.push(false) }
        try require(1)
        let size = stack.size(at: 0)
        let isMinimal = size == 0 || (size == 1 && stack[0].byte(0) == 1)
        // A consensus rule in tapscript, policy in version 0.
        if version == .tapscript && !isMinimal { throw .tapscriptMinimalIf }
        if version == .witnessV0 && flags.contains(.minimalIf) && !isMinimal { throw .minimalIf }
        let isTrue = stack.isTrue()
        stack.pop()
        conditions.push(isTrue != isNegated)
    }

    /// BIP65. The number may have five bytes, since lock times are unsigned.
    private func checkLockTime() throws(ScriptError) {
        try require(1)
        let wanted = try stack.number(
            0, requireMinimal: flags.contains(.minimalData), maximumSize: 5)
        guard wanted >= 0 else { throw .negativeLocktime }
        if checking == .acceptingAll { return }
        guard let transaction = spending?.transaction else { throw .unsatisfiedLocktime }
        let lockTime = Int64(transaction.lockTime)
        let threshold: Int64 = 500_000_000
        guard (lockTime < threshold) == (wanted < threshold), wanted <= lockTime,
            transaction.inputs[inputIndex].sequence != TransactionInput.finalSequence
        else { throw .unsatisfiedLocktime }
    }

    /// BIP112.
    private func checkSequence() throws(ScriptError) {
        try require(1)
        let wanted = try stack.number(
            0, requireMinimal: flags.contains(.minimalData), maximumSize: 5)
        guard wanted >= 0 else { throw .negativeLocktime }
        let disabled: Int64 = 1 << 31
        let isTime: Int64 = 1 << 22
        if wanted & disabled != 0 || checking == .acceptingAll { return }
        guard let transaction = spending?.transaction, transaction.version >= 2 else {
            throw .unsatisfiedLocktime
        }
        let sequence = Int64(transaction.inputs[inputIndex].sequence)
        guard sequence & disabled == 0, sequence & isTime == wanted & isTime,
            wanted & 0xffff <= sequence & 0xffff
        else { throw .unsatisfiedLocktime }
    }
}
