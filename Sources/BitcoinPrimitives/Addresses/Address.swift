import BitcoinCrypto

/// A text that is no address, and why.
public struct AddressError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for the user, in upstream's words.
    public let description: String
    /// The positions of characters that are wrong, as far as that can be told.
    public let positions: [Int]

    init(_ description: String, positions: [Int] = []) {
        self.description = description
        self.positions = positions
    }
}

extension Destination {
    /// The address of this destination in a network.
    public func address(_ format: AddressFormat) -> String {
        switch self {
        case .publicKeyHash(let hash):
            return Base58.encodeChecked([format.publicKeyHashPrefix] + hash.bytes)
        case .scriptHash(let hash):
            return Base58.encodeChecked([format.scriptHashPrefix] + hash.bytes)
        default:
            guard let program = witnessProgram,
                let values = Bech32.regroup(program.program.array, from: 8, to: 5, pad: true)
            else { return "" }
            return Bech32.encode(
                program.version == 0 ? .bech32 : .bech32m, prefix: format.segwitPrefix,
                values: [UInt8(program.version)] + values)
        }
    }

    /// Reads an address of a network.
    public init(address text: String, _ format: AddressFormat) throws(AddressError) {
        // An address with the segwit prefix of another network goes the way of Base58, and fails there.
        if text.utf8.prefix(format.segwitPrefix.utf8.count).map(Bech32.lowercased)
            .elementsEqual(format.segwitPrefix.utf8)
        {
            self = try Self.segwit(text, format)
        } else {
            self = try Self.base58(text, format)
        }
    }

    private static func base58(_ text: String, _ format: AddressFormat) throws(AddressError) -> Destination {
        guard let bytes = Base58.decodeChecked(text, maximum: 21) else {
            guard Base58.decode(text, maximum: 100) != nil else {
                throw AddressError("Invalid or unsupported Segwit (Bech32) or Base58 encoding.")
            }
            throw AddressError("Invalid checksum or length of Base58 address (P2PKH or P2SH)")
        }
        guard let prefix = bytes.first,
            [format.publicKeyHashPrefix, format.scriptHashPrefix].contains(prefix)
        else {
            throw AddressError("Invalid or unsupported Base58-encoded address.")
        }
        guard let hash = Bytes20(Array(bytes.dropFirst())) else {
            throw AddressError("Invalid length for Base58 address (P2PKH or P2SH)")
        }
        return prefix == format.publicKeyHashPrefix ? .publicKeyHash(hash) : .scriptHash(hash)
    }

    private static func segwit(_ text: String, _ format: AddressFormat) throws(AddressError) -> Destination {
        guard let decoded = Bech32.decode(text) else {
            let problem = Bech32.problem(in: text)
            throw AddressError(problem?.message ?? "", positions: problem?.positions ?? [])
        }
        guard let version = decoded.values.first.map({ Int($0) }) else {
            throw AddressError("Empty Bech32 data section")
        }
        guard decoded.prefix == format.segwitPrefix else {
            throw AddressError(
                "Invalid or unsupported prefix for Segwit (Bech32) address "
                    + "(expected \(format.segwitPrefix), got \(decoded.prefix)).")
        }
        if version == 0 && decoded.encoding != .bech32 {
            throw AddressError("Version 0 witness address must use Bech32 checksum")
        }
        if version != 0 && decoded.encoding != .bech32m {
            throw AddressError("Version 1+ witness address must use Bech32m checksum")
        }
        guard let program = Bech32.regroup(decoded.values.dropFirst(), from: 5, to: 8, pad: false) else {
            throw AddressError("Invalid padding in Bech32 data section")
        }
        let size = "\(program.count) \(program.count == 1 ? "byte" : "bytes")"
        if version == 0 && program.count != 20 && program.count != 32 {
            throw AddressError("Invalid Bech32 v0 address program size (\(size)), per BIP141")
        }
        guard version <= 16 else { throw AddressError("Invalid Bech32 address witness version") }
        guard (2...40).contains(program.count),
            let destination = Destination(WitnessProgram(version: version, program: Bytes(program)))
        else {
            throw AddressError("Invalid Bech32 address program size (\(size))")
        }
        return destination
    }
}

extension PrivateKey {
    /// Reads a key in the form that wallets export; nil if it is none of this network.
    public init?(walletImport text: String, _ format: AddressFormat) {
        guard let bytes = Base58.decodeChecked(text, maximum: 34), bytes.first == format.privateKeyPrefix
        else { return nil }
        switch bytes.count {
        case 33: self.init(Array(bytes[1..<33]), isCompressed: false)
        case 34 where bytes[33] == 1: self.init(Array(bytes[1..<33]), isCompressed: true)
        default: return nil
        }
    }

    /// The key in the form that wallets export.
    public func walletImportText(_ format: AddressFormat) -> String {
        Base58.encodeChecked([format.privateKeyPrefix] + bytes + (isCompressed ? [1] : []))
    }
}
