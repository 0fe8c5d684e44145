/// The ranges of addresses that are set aside, by the RFCs that do so.
extension NetworkAddress {
    private func starts(_ network: Network, _ prefix: UInt8...) -> Bool {
        self.network == network && bytes.starts(with: prefix)
    }

    /// RFC1918: private networks.
    var isPrivate: Bool {
        guard network == .ipv4 else { return false }
        return bytes[0] == 10 || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 172 && (16...31).contains(bytes[1]))
    }

    /// RFC2544: measurements between networks.
    var isBenchmarking: Bool { starts(.ipv4, 198, 18) || starts(.ipv4, 198, 19) }

    /// RFC3927 and RFC4862: chosen by a host for itself.
    var isLinkLocal: Bool {
        starts(.ipv4, 169, 254) || starts(.ipv6, 0xFE, 0x80, 0, 0, 0, 0, 0, 0)
    }

    /// RFC6598: behind a provider's address translation.
    var isShared: Bool { network == .ipv4 && bytes[0] == 100 && (64...127).contains(bytes[1]) }

    /// RFC5737: examples in documents.
    var isIPv4Documentation: Bool {
        starts(.ipv4, 192, 0, 2) || starts(.ipv4, 198, 51, 100) || starts(.ipv4, 203, 0, 113)
    }

    /// RFC3849: examples in documents.
    var isIPv6Documentation: Bool { starts(.ipv6, 0x20, 0x01, 0x0D, 0xB8) }

    /// RFC4193: private networks.
    var isUniqueLocal: Bool { network == .ipv6 && bytes[0] & 0xFE == 0xFC }

    /// RFC4843 and RFC7343: keys in the clothes of addresses.
    var isORCHID: Bool {
        starts(.ipv6, 0x20, 0x01, 0x00) && (bytes[3] & 0xF0 == 0x10 || bytes[3] & 0xF0 == 0x20)
    }

    /// RFC3964: 6to4.
    var is6to4: Bool { starts(.ipv6, 0x20, 0x02) }

    /// RFC4380: Teredo.
    var isTeredo: Bool { starts(.ipv6, 0x20, 0x01, 0, 0) }

    /// RFC6052: IPv4 translated under the well-known prefix.
    var isWellKnownTranslated: Bool { starts(.ipv6, 0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0) }

    /// Whether it leads through IPv4 to one who has no IPv6 of his own.
    var isTunnel: Bool { is6to4 || isWellKnownTranslated || isTranslated }

    /// RFC6145: IPv4 translated.
    var isTranslated: Bool { starts(.ipv6, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0) }

    /// A tunnel broker, which gives everyone a large range.
    var isHurricaneElectric: Bool { starts(.ipv6, 0x20, 0x01, 0x04, 0x70) }

    /// This computer.
    public var isLocal: Bool {
        switch network {
        case .ipv4: bytes[0] == 127 || bytes[0] == 0
        case .ipv6: bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
        case .onion, .i2p, .cjdns, .internal: false
        }
    }

    /// All addresses of this computer, where something listens.
    public var isUnspecified: Bool {
        (network == .ipv4 || network == .ipv6) && bytes.allSatisfy { $0 == 0 }
    }

    /// Whether it may be the address of some computer.
    public var isValid: Bool {
        switch network {
        case .ipv4: !isUnspecified && !bytes.allSatisfy { $0 == 0xFF }
        case .ipv6: !isUnspecified && !isIPv6Documentation
        case .cjdns: bytes[0] == 0xFC
        case .onion, .i2p: true
        case .internal: false
        }
    }

    /// Whether it may be the address of some computer that everyone in its network can reach.
    public var isRoutable: Bool {
        isValid
            && !(isPrivate || isBenchmarking || isLinkLocal || isShared || isIPv4Documentation
                || isUniqueLocal
                || isORCHID || isLocal)
    }

    /// Whether it keeps to itself who uses it.
    public var isPrivacyNetwork: Bool { network == .onion || network == .i2p }

    /// Whether it is passed on to others, even if this node cannot reach it.
    public var isRelayable: Bool { network != .internal }

    /// The IPv4 address that is behind one of IPv6, or the address itself.
    var linkedIPv4: [UInt8]? {
        guard isRoutable else { return nil }
        if network == .ipv4 { return bytes }
        if isTranslated || isWellKnownTranslated { return Array(bytes.suffix(4)) }
        if is6to4 { return Array(bytes[2..<6]) }
        if isTeredo { return bytes.suffix(4).map { ~$0 } }
        return nil
    }

    /// The network through which it is reached; nil if it is not in a public one, such as an address of this computer.
    public var publicNetwork: Network? { isRoutable ? network : nil }

    /// The network by which it is counted; nil if it is in no public one.
    public var networkClass: Network? {
        if network == .internal { return .internal }
        guard isRoutable else { return nil }
        return linkedIPv4 != nil ? .ipv4 : network
    }

    /// The name of ``networkClass`` in RPC.
    public var networkClassName: String { networkClass?.name ?? Network.unroutableName }
}
