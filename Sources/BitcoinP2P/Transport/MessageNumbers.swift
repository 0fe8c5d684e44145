/// The names of messages as one byte (BIP324); others are written out.
enum MessageNumbers {
    private static let names = [
        "addr", "block", "blocktxn", "cmpctblock", "feefilter", "filteradd", "filterclear", "filterload",
        "getblocks", "getblocktxn", "getdata", "getheaders", "headers", "inv", "mempool", "merkleblock",
        "notfound", "ping", "pong", "sendcmpct", "tx", "getcfilters", "cfilter", "getcfheaders", "cfheaders",
        "getcfcheckpt", "cfcheckpt", "addrv2",
    ]
    /// BIP434: the number of `feature`, after some that are set aside.
    private static let featureNumber: UInt8 = 37

    private static let byName: [String: UInt8] = {
        var numbers: [String: UInt8] = ["feature": featureNumber]
        for (index, name) in names.enumerated() { numbers[name] = UInt8(index + 1) }
        return numbers
    }()

    /// What stands in front of a message's payload.
    static func prefix(of command: String) -> [UInt8] {
        byName[command].map { [$0] } ?? [0] + V1Transport.field(command)
    }

    /// The name that contents begin with, and how many bytes it takes; nil if there is none.
    static func name(_ contents: [UInt8]) -> (command: String, size: Int)? {
        guard let number = contents.first else { return nil }
        if number == featureNumber { return ("feature", 1) }
        if number > 0 {
            return names.indices.contains(Int(number) - 1) ? (names[Int(number) - 1], 1) : nil
        }
        let size = 1 + WireMessage.maximumCommandLength
        guard contents.count >= size else { return nil }
        let field = Array(contents[1..<size])
        guard V1Transport.isValid(field) else { return nil }
        return (String(decoding: V1Transport.name(field), as: UTF8.self), size)
    }
}
