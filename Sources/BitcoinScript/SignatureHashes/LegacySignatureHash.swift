import BitcoinCrypto
import BitcoinPrimitives

extension SpendingTransaction {
    /// The hash that signatures without witness commit to.
    ///
    /// `scriptCode` is the script from the last executed `OP_CODESEPARATOR` on, without the signature.
    public func legacySignatureHash(input index: Int, scriptCode: RawSpan, type: UInt32) -> Bytes32 {
        if isSingleWithoutOutput(input: index, type: type) { return Self.one }
        return legacyMidstate(input: index, scriptCode: scriptCode, type: type).finalizeDouble(type: type)
    }

    /// Satoshi's bug: `single` for an input without an output of the same index signs the number one.
    func isSingleWithoutOutput(input index: Int, type: UInt32) -> Bool {
        UInt8(truncatingIfNeeded: type) & SignatureHashType.outputMask == SignatureHashType.single
            && index >= transaction.outputs.count
    }

    static let one = Bytes32(words: [UInt64(1).littleEndian, 0, 0, 0])

    /// Everything but the hash type, which comes last.
    func legacyMidstate(input index: Int, scriptCode: RawSpan, type: UInt32) -> SHA256 {
        let kind = UInt8(truncatingIfNeeded: type) & SignatureHashType.outputMask
        let inputs = transaction.inputs
        let outputs = transaction.outputs
        var hasher = SHA256()
        hasher.update(littleEndian: transaction.version)
        if UInt8(truncatingIfNeeded: type) & SignatureHashType.anyoneCanPay != 0 {
            hasher.update(compactSize: 1)
            hasher.updateSigned(inputs[index], scriptCode)
        } else {
            hasher.update(compactSize: inputs.count)
            updateInputs(before: index, &hasher, kind)
            hasher.updateSigned(inputs[index], scriptCode)
            updateInputs(after: index, &hasher, kind)
        }
        switch kind {
        case SignatureHashType.none:
            hasher.update(compactSize: 0)
        case SignatureHashType.single:
            // The outputs before are blank: an amount of -1 and no script.
            hasher.update(compactSize: index + 1)
            for _ in 0..<index {
                hasher.update(littleEndian: -1 as Int64)
                hasher.update(byte: 0)
            }
            hasher.update(outputs[index])
        default:
            hasher.update(compactSize: outputs.count)
            hasher.update(transaction.serializedOutputs.rawSpan)
        }
        hasher.update(littleEndian: transaction.lockTime)
        return hasher
    }

    private func updateInputs(before index: Int, _ hasher: inout SHA256, _ kind: UInt8) {
        updateInputs(0..<index, &hasher, kind)
    }

    private func updateInputs(after index: Int, _ hasher: inout SHA256, _ kind: UInt8) {
        updateInputs(index + 1..<transaction.inputs.count, &hasher, kind)
    }

    private func updateInputs(_ range: Range<Int>, _ hasher: inout SHA256, _ kind: UInt8) {
        let leavesSequences = kind == SignatureHashType.none || kind == SignatureHashType.single
        if !leavesSequences && !blankInputs.isEmpty {
            let size = Self.blankInputSize
            let blank = blankInputs
            hasher.update(
                blank.span.bytes.extracting(size * range.lowerBound..<size * range.upperBound))
            return
        }
        let inputs = transaction.inputs
        for index in range {
            hasher.update(inputs[index].previousOutput)
            hasher.update(byte: 0)
            hasher.update(littleEndian: leavesSequences ? 0 : inputs[index].sequence)
        }
    }
}

extension SHA256 {
    /// Appends the input that is signed, with the script in place of its scriptSig.
    fileprivate mutating func updateSigned(_ input: TransactionInput, _ scriptCode: RawSpan) {
        update(input.previousOutput)
        updateWithoutSeparators(scriptCode)
        update(littleEndian: input.sequence)
    }

    /// Appends a script and its length, leaving out every `OP_CODESEPARATOR`.
    private mutating func updateWithoutSeparators(_ script: RawSpan) {
        var separators = 0
        var position = 0
        while let instruction = ScriptInstruction.next(in: script, at: &position) {
            if instruction.opcode == .codeSeparator { separators += 1 }
        }
        update(compactSize: script.byteCount - separators)
        guard separators > 0 else { return update(script) }
        position = 0
        var start = 0
        while let instruction = ScriptInstruction.next(in: script, at: &position) {
            if instruction.opcode == .codeSeparator {
                update(script.extracting(start..<position - 1))
                start = position
            }
        }
        // What comes after an instruction that is cut short is not looked at, but it is hashed.
        update(script.extracting(start..<script.byteCount))
    }

    /// The hash of what was appended and of the hash type.
    consuming func finalizeDouble(type: UInt32) -> Bytes32 {
        update(littleEndian: type)
        return finalizeDouble()
    }
}
