/// Why a script fails. The raw values are the names that upstream's test vectors use.
public enum ScriptError: String, Error, Sendable, Hashable, CaseIterable {
    /// Script evaluated without error but finished with a false/empty top stack element.
    case evalFalse = "EVAL_FALSE"
    /// Script failed an OP_VERIFY operation.
    case verify = "VERIFY"
    /// Script failed an OP_EQUALVERIFY operation.
    case equalVerify = "EQUALVERIFY"
    /// Script failed an OP_CHECKMULTISIGVERIFY operation.
    case checkMultiSigVerify = "CHECKMULTISIGVERIFY"
    /// Script failed an OP_CHECKSIGVERIFY operation.
    case checkSigVerify = "CHECKSIGVERIFY"
    /// Script failed an OP_NUMEQUALVERIFY operation.
    case numEqualVerify = "NUMEQUALVERIFY"
    /// Script is too big.
    case scriptSize = "SCRIPT_SIZE"
    /// Push value size limit exceeded.
    case pushSize = "PUSH_SIZE"
    /// Operation limit exceeded.
    case operationCount = "OP_COUNT"
    /// Stack size limit exceeded.
    case stackSize = "STACK_SIZE"
    /// Signature count negative or greater than pubkey count.
    case signatureCount = "SIG_COUNT"
    /// Pubkey count negative or limit exceeded.
    case publicKeyCount = "PUBKEY_COUNT"
    /// Opcode missing or not understood.
    case badOpcode = "BAD_OPCODE"
    /// Attempted to use a disabled opcode.
    case disabledOpcode = "DISABLED_OPCODE"
    /// Operation not valid with the current stack size.
    case invalidStackOperation = "INVALID_STACK_OPERATION"
    /// Operation not valid with the current altstack size.
    case invalidAltstackOperation = "INVALID_ALTSTACK_OPERATION"
    /// OP_RETURN was encountered.
    case opReturn = "OP_RETURN"
    /// Invalid OP_IF construction.
    case unbalancedConditional = "UNBALANCED_CONDITIONAL"
    /// Negative locktime.
    case negativeLocktime = "NEGATIVE_LOCKTIME"
    /// Locktime requirement not satisfied.
    case unsatisfiedLocktime = "UNSATISFIED_LOCKTIME"
    /// Signature hash type missing or not understood.
    case signatureHashType = "SIG_HASHTYPE"
    /// Non-canonical DER signature.
    case signatureDER = "SIG_DER"
    /// Data push larger than necessary.
    case minimalData = "MINIMALDATA"
    /// Only push operators allowed in signatures.
    case signaturePushOnly = "SIG_PUSHONLY"
    /// Non-canonical signature: S value is unnecessarily high.
    case signatureHighS = "SIG_HIGH_S"
    /// Dummy CHECKMULTISIG argument must be zero.
    case signatureNullDummy = "SIG_NULLDUMMY"
    /// OP_IF/NOTIF argument must be minimal.
    case minimalIf = "MINIMALIF"
    /// Signature must be zero for failed CHECK(MULTI)SIG operation.
    case nullFail = "NULLFAIL"
    /// NOPx reserved for soft-fork upgrades.
    case discourageUpgradableNOPs = "DISCOURAGE_UPGRADABLE_NOPS"
    /// Witness version reserved for soft-fork upgrades.
    case discourageUpgradableWitnessProgram = "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"
    /// Taproot version reserved for soft-fork upgrades.
    case discourageUpgradableTaprootVersion = "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION"
    /// OP_SUCCESSx reserved for soft-fork upgrades.
    case discourageOpSuccess = "DISCOURAGE_OP_SUCCESS"
    /// Public key version reserved for soft-fork upgrades.
    case discourageUpgradablePublicKeyType = "DISCOURAGE_UPGRADABLE_PUBKEYTYPE"
    /// Public key is neither compressed or uncompressed.
    case publicKeyType = "PUBKEYTYPE"
    /// Stack size must be exactly one after execution.
    case cleanStack = "CLEANSTACK"
    /// Witness program has incorrect length.
    case witnessProgramWrongLength = "WITNESS_PROGRAM_WRONG_LENGTH"
    /// Witness program was passed an empty witness.
    case witnessProgramWitnessEmpty = "WITNESS_PROGRAM_WITNESS_EMPTY"
    /// Witness program hash mismatch.
    case witnessProgramMismatch = "WITNESS_PROGRAM_MISMATCH"
    /// Witness requires empty scriptSig.
    case witnessMalleated = "WITNESS_MALLEATED"
    /// Witness requires only-redeemscript scriptSig.
    case witnessMalleatedP2SH = "WITNESS_MALLEATED_P2SH"
    /// Witness provided for non-witness script.
    case witnessUnexpected = "WITNESS_UNEXPECTED"
    /// Using non-compressed keys in segwit.
    case witnessPublicKeyType = "WITNESS_PUBKEYTYPE"
    /// Invalid Schnorr signature size.
    case schnorrSignatureSize = "SCHNORR_SIG_SIZE"
    /// Invalid Schnorr signature hash type.
    case schnorrSignatureHashType = "SCHNORR_SIG_HASHTYPE"
    /// Invalid Schnorr signature.
    case schnorrSignature = "SCHNORR_SIG"
    /// Invalid Taproot control block size.
    case taprootWrongControlSize = "TAPROOT_WRONG_CONTROL_SIZE"
    /// Too much signature validation relative to witness weight.
    case tapscriptValidationWeight = "TAPSCRIPT_VALIDATION_WEIGHT"
    /// OP_CHECKMULTISIG(VERIFY) is not available in tapscript.
    case tapscriptCheckMultiSig = "TAPSCRIPT_CHECKMULTISIG"
    /// OP_IF/NOTIF argument must be minimal in tapscript.
    case tapscriptMinimalIf = "TAPSCRIPT_MINIMALIF"
    /// Empty public key in tapscript.
    case tapscriptEmptyPublicKey = "TAPSCRIPT_EMPTY_PUBKEY"
    /// Using OP_CODESEPARATOR in non-witness script.
    case opCodeSeparator = "OP_CODESEPARATOR"
    /// Signature is found in scriptCode.
    case signatureFindAndDelete = "SIG_FINDANDDELETE"
    /// Script number overflowed or is non-minimally encoded.
    case scriptNumber = "SCRIPTNUM"
}

extension ScriptError: CustomStringConvertible {
    /// The text that upstream gives in reject reasons.
    public var description: String {
        switch self {
        case .evalFalse: "Script evaluated without error but finished with a false/empty top stack element"
        case .verify: "Script failed an OP_VERIFY operation"
        case .equalVerify: "Script failed an OP_EQUALVERIFY operation"
        case .checkMultiSigVerify: "Script failed an OP_CHECKMULTISIGVERIFY operation"
        case .checkSigVerify: "Script failed an OP_CHECKSIGVERIFY operation"
        case .numEqualVerify: "Script failed an OP_NUMEQUALVERIFY operation"
        case .scriptSize: "Script is too big"
        case .pushSize: "Push value size limit exceeded"
        case .operationCount: "Operation limit exceeded"
        case .stackSize: "Stack size limit exceeded"
        case .signatureCount: "Signature count negative or greater than pubkey count"
        case .publicKeyCount: "Pubkey count negative or limit exceeded"
        case .badOpcode: "Opcode missing or not understood"
        case .disabledOpcode: "Attempted to use a disabled opcode"
        case .invalidStackOperation: "Operation not valid with the current stack size"
        case .invalidAltstackOperation: "Operation not valid with the current altstack size"
        case .opReturn: "OP_RETURN was encountered"
        case .unbalancedConditional: "Invalid OP_IF construction"
        case .negativeLocktime: "Negative locktime"
        case .unsatisfiedLocktime: "Locktime requirement not satisfied"
        case .signatureHashType: "Signature hash type missing or not understood"
        case .signatureDER: "Non-canonical DER signature"
        case .minimalData: "Data push larger than necessary"
        case .signaturePushOnly: "Only push operators allowed in signatures"
        case .signatureHighS: "Non-canonical signature: S value is unnecessarily high"
        case .signatureNullDummy: "Dummy CHECKMULTISIG argument must be zero"
        case .minimalIf: "OP_IF/NOTIF argument must be minimal"
        case .nullFail: "Signature must be zero for failed CHECK(MULTI)SIG operation"
        case .discourageUpgradableNOPs: "NOPx reserved for soft-fork upgrades"
        case .discourageUpgradableWitnessProgram: "Witness version reserved for soft-fork upgrades"
        case .discourageUpgradableTaprootVersion: "Taproot version reserved for soft-fork upgrades"
        case .discourageOpSuccess: "OP_SUCCESSx reserved for soft-fork upgrades"
        case .discourageUpgradablePublicKeyType: "Public key version reserved for soft-fork upgrades"
        case .publicKeyType: "Public key is neither compressed or uncompressed"
        case .cleanStack: "Stack size must be exactly one after execution"
        case .witnessProgramWrongLength: "Witness program has incorrect length"
        case .witnessProgramWitnessEmpty: "Witness program was passed an empty witness"
        case .witnessProgramMismatch: "Witness program hash mismatch"
        case .witnessMalleated: "Witness requires empty scriptSig"
        case .witnessMalleatedP2SH: "Witness requires only-redeemscript scriptSig"
        case .witnessUnexpected: "Witness provided for non-witness script"
        case .witnessPublicKeyType: "Using non-compressed keys in segwit"
        case .schnorrSignatureSize: "Invalid Schnorr signature size"
        case .schnorrSignatureHashType: "Invalid Schnorr signature hash type"
        case .schnorrSignature: "Invalid Schnorr signature"
        case .taprootWrongControlSize: "Invalid Taproot control block size"
        case .tapscriptValidationWeight: "Too much signature validation relative to witness weight"
        case .tapscriptCheckMultiSig: "OP_CHECKMULTISIG(VERIFY) is not available in tapscript"
        case .tapscriptMinimalIf: "OP_IF/NOTIF argument must be minimal in tapscript"
        case .tapscriptEmptyPublicKey: "Empty public key in tapscript"
        case .opCodeSeparator: "Using OP_CODESEPARATOR in non-witness script"
        case .signatureFindAndDelete: "Signature is found in scriptCode"
        case .scriptNumber: "Script number overflowed or is non-minimally encoded"
        }
    }
}
