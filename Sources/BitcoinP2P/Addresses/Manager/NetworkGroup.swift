/// Addresses that are likely to be in one hand, by how they are given out: connections and tables are spread over
/// groups, so that whoever has many addresses of one group gains little.
struct NetworkGroup: Sendable, Hashable {
    /// The network, and the bits that the addresses of the group have in common.
    let bytes: [UInt8]

    /// The group of an address.
    init(_ address: NetworkAddress) {
        let number = address.networkClass?.rawValue ?? 0
        if let ipv4 = address.linkedIPv4 {
            bytes = [number] + ipv4.prefix(2)
            return
        }
        let key = address.network == .internal ? address.bytes : address.keyBytes
        bytes = [number] + Self.prefix(of: key, bits: Self.bits(of: address))
    }

    private static func bits(of address: NetworkAddress) -> Int {
        switch address.network {
        case _ where address.isLocal: 0
        case .internal: 80
        case _ where !address.isRoutable: 0
        case .onion, .i2p: 4
        // The first byte is the same for all.
        case .cjdns: 12
        case .ipv4, .ipv6: address.isHurricaneElectric ? 36 : 32
        }
    }

    /// The first bits, filled up with ones.
    private static func prefix(of bytes: [UInt8], bits: Int) -> [UInt8] {
        let whole = Array(bytes.prefix(bits / 8))
        let rest = bits % 8
        return rest == 0 ? whole : whole + [bytes[bits / 8] | (0xFF >> UInt8(rest))]
    }
}
