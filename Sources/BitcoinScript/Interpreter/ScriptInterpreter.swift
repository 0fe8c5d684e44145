import BitcoinCrypto
import BitcoinPrimitives

/// Runs scripts. Each thread that checks scripts has one of its own and keeps it: its stacks grow to what scripts
/// need and are then used again, so that checking an input allocates nothing.
public struct ScriptInterpreter: Sendable {
    var stack = ScriptStack()
    var flags: ScriptFlags = []

    /// The input that is checked; nil if there is no transaction, and every signature check fails.
    var spending: SpendingTransaction?
    var inputIndex = 0

    /// The state of the script that is running.
    var version = SignatureVersion.base
    var conditions = ConditionStack()
    var operationCount = 0
    /// Where the code that signatures commit to starts: after the last executed `OP_CODESEPARATOR`.
    var codeStart = 0
    /// The instruction that is executed, counted from zero.
    var instructionIndex: UInt32 = 0
    /// Taproot's commitments, and the budget for signatures that is left (BIP342).
    var taproot = TaprootContext()
    var validationWeight = 0

    var midstates = SignatureHashMidstates()
    let cache: SignatureCache?
    let storesInCache: Bool

    /// What is done with signatures and lock times.
    enum Checking: Sendable {
        /// They are checked.
        case strict
        /// They are checked, and valid signatures of keys are kept in `validSignatures`.
        case recording
        /// Whatever is not empty is taken for valid: to find out what a spending input will look like.
        case acceptingAll
    }

    var checking = Checking.strict
    /// What was found while `checking` was `recording`.
    var validSignatures: [(key: [UInt8], signature: [UInt8])] = []

    /// An interpreter. With a cache, valid signatures are looked up there; they are kept there if `storesInCache`,
    /// and taken out otherwise.
    public init(cache: SignatureCache? = nil, storesInCache: Bool = true) {
        self.cache = cache
        self.storesInCache = storesInCache
    }

    /// Runs a script on the stack as it is.
    mutating func evaluate(_ script: RawSpan, _ version: SignatureVersion) throws(ScriptError) {
        self.version = version
        conditions = ConditionStack()
        operationCount = 0
        codeStart = 0
        instructionIndex = 0
        taproot.codeSeparatorPosition = .max
        midstates.forget()
        stack.removeAlternative()
        let isTapscript = version == .tapscript
        guard isTapscript || script.byteCount <= Script.maximumSize else { throw .scriptSize }

        var position = 0
        while position < script.byteCount {
            guard let instruction = ScriptInstruction.next(in: script, at: &position) else {
                throw .badOpcode
            }
            let data = instruction.data
            guard data.count <= ScriptLimits.elementSize else { throw .pushSize }
            let code = instruction.opcode.rawValue
            if code > 0x60 && !isTapscript {
                operationCount += 1
                guard operationCount <= ScriptLimits.operations else { throw .operationCount }
            }
            if Self.isDisabled(code) { throw .disabledOpcode }
            if instruction.opcode == .codeSeparator, version == .base, flags.contains(.constantScriptCode) {
                throw .opCodeSeparator
            }

            let isExecuting = conditions.isExecuting
            if code <= 0x4e {
                if isExecuting {
                    let bytes = script.extracting(data)
                    if flags.contains(.minimalData), !SignatureEncoding.isMinimalPush(code, bytes) {
                        throw .minimalData
                    }
                    stack.push(bytes)
                }
            } else if isExecuting || (0x63...0x68).contains(code) {
                try execute(instruction.opcode, script, end: position)
            }
            guard stack.count + stack.alternativeCount <= ScriptLimits.stackSize else { throw .stackSize }
            instructionIndex &+= 1
        }
        guard conditions.isEmpty else { throw .unbalancedConditional }
    }

    /// CVE-2010-5137: these are refused even where they are not executed.
    private static func isDisabled(_ code: UInt8) -> Bool {
        switch code {
        case 0x7e...0x81, 0x83...0x86, 0x8d, 0x8e, 0x95...0x99: true
        default: false
        }
    }

    /// Executes what is no push of bytes. `end` is where the next instruction starts.
    private mutating func execute(
        _ opcode: Opcode, _ script: RawSpan, end: Int
    ) throws(ScriptError) {
        switch opcode.rawValue {
        case 0x4f: stack.push(number: -1)
        case 0x51...0x60: stack.push(byte: opcode.rawValue - 0x50)
        case 0x61, 0x63...0x6a, 0xb0...0xb9: try executeControl(opcode)
        case 0x6b...0x7d, 0x82: try executeStack(opcode)
        case 0x87, 0x88, 0x8b...0xa5: try executeNumeric(opcode)
        case 0xa6...0xaa: try executeHash(opcode)
        case 0xab:
            codeStart = end
            taproot.codeSeparatorPosition = instructionIndex
        case 0xac, 0xad: try executeCheckSig(opcode, script)
        case 0xae, 0xaf: try executeCheckMultiSig(opcode, script)
        case 0xba: try executeCheckSigAdd(script)
        default: throw .badOpcode
        }
    }

    /// Fails unless there are at least `count` items.
    func require(_ count: Int) throws(ScriptError) {
        guard stack.count >= count else { throw .invalidStackOperation }
    }

    /// A number from the stack, as short as the flags ask.
    func number(_ depth: Int) throws(ScriptError) -> Int64 {
        try stack.number(depth, requireMinimal: flags.contains(.minimalData))
    }

    private mutating func executeHash(_ opcode: Opcode) throws(ScriptError) {
        try require(1)
        switch opcode {
        case .ripemd160: replaceTop(with: RIPEMD160.hash(stack[0]))
        case .sha1: replaceTop(with: SHA1.hash(stack[0]))
        case .sha256: replaceTop(with: SHA256.hash(stack[0]))
        case .hash160: replaceTop(with: Hash160.hash(stack[0]))
        default: replaceTop(with: DoubleSHA256.hash(stack[0]))
        }
    }

    private mutating func replaceTop(with digest: Bytes20) {
        stack.pop()
        stack.push(digest.rawSpan)
    }

    private mutating func replaceTop(with digest: Bytes32) {
        stack.pop()
        stack.push(digest.rawSpan)
    }
}
