import BitcoinPrimitives

/// How addresses are written: as in the first versions of the protocol, or as in BIP155.
enum AddressEncoding {
    /// 16 bytes, IPv6 or what hides in it.
    case legacy
    /// BIP155: a network and as many bytes as its addresses have.
    case version2
}

extension NetworkEndpoint {
    /// Reads 16 bytes of address and a big-endian port.
    init(legacy reader: inout ByteReader) throws(SerializationError) {
        let address = NetworkAddress(legacyIPv6: try reader.readBytes(16).array)
        self.init(address, port: UInt16(bigEndian: try reader.read()))
    }

    /// Appends 16 bytes of address and a big-endian port.
    func writeLegacy(to writer: inout ByteWriter) {
        writer.write(address.legacyBytes)
        writer.write(port.bigEndian)
    }

    /// Reads an address as in BIP155 and a big-endian port. Those of unknown networks come out as unspecified.
    init(version2 reader: inout ByteReader) throws(SerializationError) {
        let address = try NetworkAddress(version2: &reader)
        self.init(address, port: UInt16(bigEndian: try reader.read()))
    }

    /// Appends the address as in BIP155 and a big-endian port.
    func writeVersion2(to writer: inout ByteWriter) {
        address.writeVersion2(to: &writer)
        writer.write(port.bigEndian)
    }
}

extension NetworkAddress {
    /// Reads an address as in BIP155.
    init(version2 reader: inout ByteReader) throws(SerializationError) {
        let number: UInt8 = try reader.read()
        let size = Int(try reader.readCompactSize())
        guard size <= MessageLimits.address else {
            throw .invalidValue("Address too long: \(size) > \(MessageLimits.address)")
        }
        guard let (network, name) = Self.network(number: number) else {
            try reader.skip(size)
            self = .unspecified
            return
        }
        guard size == network.addressSize else {
            throw .invalidValue(
                "BIP155 \(name) address with length \(size) (should be \(network.addressSize))")
        }
        let bytes = try reader.readBytes(size).array
        guard network == .ipv6 else {
            self.init(unchecked: network, bytes)
            return
        }
        let address = NetworkAddress(legacyIPv6: bytes)
        // IPv4 has a network of its own, and is not taken from the clothes of IPv6.
        self = address.network == .ipv4 ? .unspecified : address
    }

    /// Appends the address as in BIP155.
    func writeVersion2(to writer: inout ByteWriter) {
        switch network {
        case .internal:
            writer.write(UInt8(2))
            writer.writeLengthPrefixed(legacyBytes)
        case .ipv4, .ipv6, .onion, .i2p, .cjdns:
            writer.write(version2Number)
            writer.writeLengthPrefixed(bytes)
        }
    }

    private var version2Number: UInt8 {
        switch network {
        case .ipv4: 1
        case .ipv6, .internal: 2
        case .onion: 4
        case .i2p: 5
        case .cjdns: 6
        }
    }

    private static func network(number: UInt8) -> (Network, String)? {
        switch number {
        case 1: (.ipv4, "IPv4")
        case 2: (.ipv6, "IPv6")
        case 4: (.onion, "TORv3")
        case 5: (.i2p, "I2P")
        case 6: (.cjdns, "CJDNS")
        default: nil
        }
    }
}

extension PeerAddress {
    /// Reads one of the addresses of `addr` or `addrv2`.
    init(from reader: inout ByteReader, encoding: AddressEncoding) throws(SerializationError) {
        let time: UInt32 = try reader.read()
        switch encoding {
        case .legacy:
            let services = ServiceFlags(rawValue: try reader.read())
            self.init(try NetworkEndpoint(legacy: &reader), services: services, time: time)
        case .version2:
            let services = ServiceFlags(rawValue: try reader.readCompactSize(isSize: false))
            self.init(try NetworkEndpoint(version2: &reader), services: services, time: time)
        }
    }

    /// Appends the address as `addr` or `addrv2` has it.
    func write(to writer: inout ByteWriter, encoding: AddressEncoding) {
        writer.write(time)
        switch encoding {
        case .legacy:
            writer.write(services.rawValue)
            endpoint.writeLegacy(to: &writer)
        case .version2:
            writer.writeCompactSize(services.rawValue)
            endpoint.writeVersion2(to: &writer)
        }
    }

    /// The fewest bytes that one takes: BIP155, IPv4.
    static let minimumSize = 4 + 1 + 1 + 1 + 2
}
