import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Reads the functions of a descriptor.
struct DescriptorParser {
    /// Where a function stands, on which it depends which ones are allowed.
    enum Context { case top, scriptHash, witnessScriptHash }

    /// What a function means.
    struct Expression {
        var text: String
        var scripts: [Script]
        var isSolvable = true
    }

    private let keys: DescriptorKeys
    private let format: AddressFormat
    private(set) var hasPrivateKeys = false

    init(format: AddressFormat) {
        self.format = format
        keys = DescriptorKeys(format: format)
    }

    mutating func parse(_ text: String, in context: Context) throws(DescriptorError) -> Expression {
        guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else {
            throw Self.unknown(text, context)
        }
        let name = String(text[..<open])
        let argument = String(text[text.index(after: open)...].dropLast())
        switch name {
        case "pk", "pkh": return try single(name, argument, context)
        case "combo":
            try Self.require(context == .top, "Can only have combo() at top level")
            return try combo(argument)
        case "multi", "sortedmulti": return try multisig(name, argument, context)
        case "wpkh":
            try Self.require(
                context != .witnessScriptHash, "Can only have wpkh() at top level or inside sh()")
            let key = try self.key(argument, of: name, allowsUncompressed: false)
            return Expression(
                text: "wpkh(\(key.text))", scripts: [Destination.witnessKeyHash(key.key.hash).script])
        case "sh":
            try Self.require(context == .top, "Can only have sh() at top level")
            let inner = try parse(argument, in: .scriptHash)
            return wrap(inner, "sh") { Destination.scriptHash(of: $0).script }
        case "wsh":
            try Self.require(
                context != .witnessScriptHash, "Can only have wsh() at top level or inside sh()")
            let inner = try parse(argument, in: .witnessScriptHash)
            return wrap(inner, "wsh") { Destination.witnessScriptHash(of: $0).script }
        case "addr":
            try Self.require(context == .top, "Can only have addr() at top level")
            guard let destination = try? Destination(address: argument, format) else {
                throw DescriptorError("Address is not valid")
            }
            return Expression(
                text: "addr(\(destination.address(format)))", scripts: [destination.script],
                isSolvable: false)
        case "raw":
            try Self.require(context == .top, "Can only have raw() at top level")
            guard let bytes = argument.isEmpty ? [] : Hex.decode(argument) else {
                throw DescriptorError("Raw script is not hex")
            }
            return Expression(text: "raw(\(Hex.encode(bytes)))", scripts: [Script(bytes)], isSolvable: false)
        case "tr", "rawtr":
            try Self.require(context == .top, "Can only have \(name) at top level")
            return try taproot(name, argument)
        default: throw Self.unknown(text, context)
        }
    }

    // MARK: Functions

    private mutating func single(
        _ name: String, _ argument: String, _ context: Context
    ) throws(DescriptorError) -> Expression {
        let key = try self.key(argument, of: name, allowsUncompressed: context != .witnessScriptHash)
        let script = name == "pk" ? key.key.payToKey : Destination.publicKeyHash(key.key.hash).script
        return Expression(text: "\(name)(\(key.text))", scripts: [script])
    }

    private mutating func combo(_ argument: String) throws(DescriptorError) -> Expression {
        let key = try self.key(argument, of: "combo", allowsUncompressed: true)
        var scripts = [key.key.payToKey, Destination.publicKeyHash(key.key.hash).script]
        if key.key.isCompressed {
            let witness = Destination.witnessKeyHash(key.key.hash).script
            scripts += [witness, Destination.scriptHash(of: witness).script]
        }
        return Expression(text: "combo(\(key.text))", scripts: scripts)
    }

    private mutating func multisig(
        _ name: String, _ argument: String, _ context: Context
    ) throws(DescriptorError) -> Expression {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let required = Int32(parts[0]) else {
            throw DescriptorError("Multi threshold '\(parts[0])' is not valid")
        }
        var keys: [DescriptorKeys.Key] = []
        for part in parts.dropFirst() {
            keys.append(try key(part, of: "Multi", allowsUncompressed: context != .witnessScriptHash))
        }
        try Self.checkMultisig(required: required, keyCount: keys.count, context)
        var written = keys.map(\.key.bytes)
        if name == "sortedmulti" { written.sort { $0.lexicographicallyPrecedes($1) } }
        var builder = ScriptBuilder()
        builder.append(number: Int64(required))
        for key in written { builder.append(push: key) }
        builder.append(number: Int64(written.count))
        builder.append(.checkMultiSig)
        if context == .scriptHash, builder.script.count > 520 {
            throw DescriptorError(
                "P2SH script is too large, \(builder.script.count) bytes is larger than 520 bytes")
        }
        let list = ["\(required)"] + keys.map(\.text)
        return Expression(text: "\(name)(\(list.joined(separator: ",")))", scripts: [builder.script])
    }

    private static func checkMultisig(
        required: Int32, keyCount: Int, _ context: Context
    ) throws(DescriptorError) {
        try require(
            (1...20).contains(keyCount),
            "Cannot have \(keyCount) keys in multisig; must have between 1 and 20 keys, inclusive")
        try require(required >= 1, "Multisig threshold cannot be \(required), must be at least 1")
        try require(
            Int(required) <= keyCount,
            "Multisig threshold cannot be larger than the number of keys; threshold is \(required) but only "
                + "\(keyCount) keys specified")
        try require(
            context != .top || keyCount <= 3,
            "Cannot have \(keyCount) pubkeys in bare multisig; only at most 3 pubkeys")
    }

    private mutating func taproot(_ name: String, _ argument: String) throws(DescriptorError) -> Expression {
        let (key, text, isPrivate) = try keys.xOnly(argument, of: name)
        if isPrivate { hasPrivateKeys = true }
        let output =
            name == "rawtr"
            ? key : key.adding(tweak: TaprootTree.tweak(internalKey: key.bytes, root: nil))?.key
        guard let output else { throw DescriptorError("\(name)(): Pubkey '\(text)' is invalid") }
        return Expression(text: "\(name)(\(text))", scripts: [Destination.taproot(output.bytes).script])
    }

    // MARK: Parts

    private mutating func key(
        _ text: String, of function: String, allowsUncompressed: Bool
    ) throws(DescriptorError) -> DescriptorKeys.Key {
        let prefix = function == "Multi" ? function : "\(function)()"
        let key = try keys.parse(text, prefix: prefix, allowsUncompressed: allowsUncompressed)
        if key.isPrivate { hasPrivateKeys = true }
        return key
    }

    private func wrap(_ inner: Expression, _ name: String, _ hash: (Script) -> Script) -> Expression {
        Expression(text: "\(name)(\(inner.text))", scripts: inner.scripts.map(hash))
    }

    private static func require(_ condition: Bool, _ message: String) throws(DescriptorError) {
        if !condition { throw DescriptorError(message) }
    }

    private static func unknown(_ text: String, _ context: Context) -> DescriptorError {
        switch context {
        case .scriptHash: DescriptorError("A function is needed within P2SH")
        case .witnessScriptHash: DescriptorError("A function is needed within P2WSH")
        case .top: DescriptorError("'\(text)' is not a valid descriptor function")
        }
    }
}

extension PublicKey {
    /// `<key> OP_CHECKSIG`.
    fileprivate var payToKey: Script {
        var builder = ScriptBuilder()
        builder.append(push: bytes)
        builder.append(.checkSig)
        return builder.script
    }
}
