import BitcoinSupport
import Glibc

/// The addresses of this computer's interfaces.
enum InterfaceAddresses {
    /// Those of interfaces that are up and lead elsewhere.
    static var all: [NetworkAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: [NetworkAddress] = []
        var entry = list
        while let current = entry {
            entry = current.pointee.ifa_next
            let flags = Int32(bitPattern: current.pointee.ifa_flags)
            guard flags & Int32(IFF_UP) != 0, flags & Int32(IFF_LOOPBACK) == 0,
                let address = current.pointee.ifa_addr, let found = NetworkAddress(address)
            else { continue }
            addresses.append(found)
        }
        return addresses
    }
}

extension NetworkAddress {
    /// The address in a socket address; nil if it is neither one of IPv4 nor of IPv6.
    init?(_ address: UnsafeMutablePointer<sockaddr>) {
        let ip: IPAddress? =
            switch Int32(address.pointee.sa_family) {
            case AF_INET:
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin_addr) { IPAddress(bytes: Array($0)) }
                }
            case AF_INET6:
                address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin6_addr) { IPAddress(bytes: Array($0)) }
                }
            default: nil
            }
        guard let ip else { return nil }
        self.init(ip)
    }
}
