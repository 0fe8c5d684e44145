/// A range of addresses that begin with the same bits.
public struct Subnet: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let network: [UInt8]
    private let mask: [UInt8]

    /// The addresses whose first bits are those of `address`. `nil` if there are not so many.
    public init?(_ address: IPAddress, bits: Int) {
        guard (0...address.bytes.count * 8).contains(bits) else { return nil }
        mask = address.bytes.indices.map { index in
            ~UInt8(truncatingIfNeeded: 0xFF >> max(0, min(8, bits - index * 8)))
        }
        network = zip(address.bytes, mask).map { $0 & $1 }
    }

    /// A range from its text: an address, or one followed by `/24` or `/255.255.255.0`.
    public init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/") else {
            guard let address = IPAddress(text) else { return nil }
            self.init(address, bits: address.bytes.count * 8)
            return
        }
        guard let address = IPAddress(String(text[..<slash])) else { return nil }
        let suffix = String(text[text.index(after: slash)...])
        if let bits = UInt8(suffix), suffix.utf8.first != UInt8(ascii: "+") {
            self.init(address, bits: Int(bits))
        } else {
            guard let mask = IPAddress(suffix), mask.isIPv4 == address.isIPv4,
                let bits = Self.leadingOnes(of: mask.bytes)
            else { return nil }
            self.init(address, bits: bits)
        }
    }

    /// How many bits are set, if these are the first ones.
    private static func leadingOnes(of mask: [UInt8]) -> Int? {
        let count = mask.reduce(0) { $0 + $1.nonzeroBitCount }
        let leading = mask.prefix { $0 == 0xFF }.count
        let next = leading < mask.count ? (~mask[leading]).leadingZeroBitCount : 0
        return leading * 8 + next == count ? count : nil
    }

    /// Whether the address is in the range.
    public func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == network.count
            && zip(zip(address.bytes, mask), network).allSatisfy { $0.0 & $0.1 == $1 }
    }

    /// Whether the range lies in fc00::/8, where the CJDNS network has its addresses.
    public var isCJDNS: Bool { network.count == 16 && network[0] == 0xFC }

    /// IPv4 before IPv6, then by the first address, then the larger range.
    public static func < (a: Self, b: Self) -> Bool {
        if a.network.count != b.network.count { return a.network.count < b.network.count }
        if a.network != b.network { return a.network.lexicographicallyPrecedes(b.network) }
        return a.mask.lexicographicallyPrecedes(b.mask)
    }

    /// The range as text.
    public var description: String {
        let bits = mask.reduce(0) { $0 + $1.nonzeroBitCount }
        return "\(IPAddress(bytes: network)?.description ?? "")/\(bits)"
    }
}
