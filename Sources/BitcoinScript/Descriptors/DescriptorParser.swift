import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

extension Descriptor {
    /// Reads a descriptor. One whose keys have several paths (BIP389) gives as many descriptors.
    ///
    /// - Parameters:
    ///   - format: how addresses and keys of the network are written.
    ///   - keys: learns the private keys that are in the text.
    ///   - requiresChecksum: whether one without checksum is refused.
    public static func parse(
        _ text: String, format: AddressFormat, keys: inout FlatSigningProvider,
        requiresChecksum: Bool = false
    ) throws(DescriptorError) -> [Descriptor] {
        let (body, _) = try DescriptorChecksum.verified(text, requiresChecksum: requiresChecksum)
        var parser = DescriptorParser(format: format)
        var rest = Substring(body).utf8
        let nodes = try parser.parse(&rest, .top)
        guard rest.isEmpty else { throw DescriptorError("") }
        keys.merge(parser.found)
        return nodes.map { Descriptor($0, format) }
    }

    /// Reads a descriptor whose private keys are of no interest.
    public static func parse(
        _ text: String, format: AddressFormat, requiresChecksum: Bool = false
    ) throws(DescriptorError) -> [Descriptor] {
        var keys = FlatSigningProvider()
        return try parse(text, format: format, keys: &keys, requiresChecksum: requiresChecksum)
    }
}

/// Reads the functions of a descriptor.
struct DescriptorParser {
    typealias Context = KeyExpressionParser.Context

    let format: AddressFormat
    var keys: KeyExpressionParser

    init(format: AddressFormat) {
        self.format = format
        keys = KeyExpressionParser(format: format)
    }

    /// The private keys that were met.
    var found: FlatSigningProvider { keys.found }

    /// Takes the next function from `rest`.
    mutating func parse(
        _ rest: inout DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode] {
        let slice = rest.takeExpression()
        if let nodes = try keyFunction(slice, context) { return nodes }
        if let nodes = try multisig(slice, context) { return nodes }
        if let nodes = try wrapper(slice, context) { return nodes }
        if let nodes = try taproot(slice, context) { return nodes }
        if let nodes = try keyless(slice, context) { return nodes }
        return try miniscript(slice, context)
    }

    static func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(DescriptorError) {
        guard condition else { throw DescriptorError(message()) }
    }

    // MARK: One key

    private mutating func keyFunction(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode]? {
        if let argument = slice.argument(of: "pk") {
            return try single(context == .taproot ? .leafKey : .pk, argument, context, "pk(): ")
        }
        // In a taproot tree it is miniscript's.
        if context != .taproot, let argument = slice.argument(of: "pkh") {
            return try single(.pkh, argument, context, "pkh(): ")
        }
        if let argument = slice.argument(of: "combo") {
            try Self.require(context == .top, "Can only have combo() at top level")
            return try single(.combo, argument, context, "combo(): ")
        }
        if let argument = slice.argument(of: "wpkh") {
            try Self.require(
                context == .top || context == .scriptHash, "Can only have wpkh() at top level or inside sh()")
            return try single(.wpkh, argument, .witnessKeyHash, "wpkh(): ")
        }
        return nil
    }

    private mutating func single(
        _ function: DescriptorNode.KeyFunction, _ argument: DescriptorSlice, _ context: Context,
        _ prefix: String
    ) throws(DescriptorError) -> [DescriptorNode] {
        try key(argument, context, prefix).map { .key(function, $0) }
    }

    mutating func key(
        _ slice: DescriptorSlice, _ context: Context, _ prefix: String
    ) throws(DescriptorError) -> [KeyExpression] {
        do throws(DescriptorError) {
            return try keys.parse(slice, context)
        } catch {
            throw DescriptorError(prefix + error.description)
        }
    }

    // MARK: Functions of functions

    private mutating func wrapper(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode]? {
        if var argument = slice.argument(of: "sh") {
            try Self.require(context == .top, "Can only have sh() at top level")
            let nodes = try parse(&argument, .scriptHash)
            try Self.require(argument.isEmpty, "")
            return nodes.map { .scriptHash($0) }
        }
        if var argument = slice.argument(of: "wsh") {
            try Self.require(
                context == .top || context == .scriptHash, "Can only have wsh() at top level or inside sh()")
            let nodes = try parse(&argument, .witnessScriptHash)
            try Self.require(argument.isEmpty, "")
            return nodes.map { .witnessScriptHash($0) }
        }
        return nil
    }

    // MARK: No keys, or keys of outputs

    private mutating func keyless(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [DescriptorNode]? {
        if let argument = slice.argument(of: "addr") {
            try Self.require(context == .top, "Can only have addr() at top level")
            guard let destination = try? Destination(address: argument.text, format) else {
                throw DescriptorError("Address is not valid")
            }
            return [.address(destination)]
        }
        if var argument = slice.argument(of: "rawtr") {
            try Self.require(context == .top, "Can only have rawtr at top level")
            let key = argument.takeExpression()
            try Self.require(argument.isEmpty, "rawtr(): only one key expected.")
            return try single(.rawtr, key, .taproot, "rawtr(): ")
        }
        if var argument = slice.argument(of: "unused") {
            try Self.require(context == .top, "Can only have unused at top level")
            let key = argument.takeExpression()
            try Self.require(argument.isEmpty, "unused(): only one key expected")
            let keys = try self.key(key, context, "")
            try Self.require(!keys.contains(where: \.isRange), "unused(): key cannot be ranged")
            return keys.map { .key(.unused, $0) }
        }
        if let argument = slice.argument(of: "raw") {
            try Self.require(context == .top, "Can only have raw() at top level")
            guard !argument.isEmpty, let bytes = Hex.decode(argument.text) else {
                throw DescriptorError("Raw script is not hex")
            }
            return [.raw(Script(bytes))]
        }
        return nil
    }
}
