import BitcoinSupport

/// From which addresses clients may connect. This machine always may.
public struct AccessList: Sendable, CustomStringConvertible {
    private var subnets: [Subnet]

    /// Only this machine, and these.
    public init(_ subnets: [Subnet] = []) {
        self.subnets = [Subnet("127.0.0.0/8"), Subnet("::1")].compactMap { $0 } + subnets
    }

    /// Whether a client with this address may connect.
    public func allows(_ address: IPAddress) -> Bool {
        subnets.contains { $0.contains(address) }
    }

    /// All ranges, each followed by a space.
    public var description: String {
        subnets.map { "\($0) " }.joined()
    }
}
