/// Which commands each user may call.
public struct RPCWhitelist: Sendable {
    private var methods: [String: Set<String>] = [:]
    private let deniesOthers: Bool

    /// Reads `-rpcwhitelist` values, `<user>:<method>,<method>…`. Of several for one user the
    /// methods that are in all count. Users without any may call everything, unless they are denied.
    public init(_ entries: [String] = [], deniesOthers: Bool = false) {
        self.deniesOthers = deniesOthers
        for entry in entries {
            let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let user = String(parts[0])
            guard parts.count == 2 else {
                methods[user] = methods[user] ?? []
                continue
            }
            let listed = Set(
                parts[1].split(omittingEmptySubsequences: false) { $0 == "," || $0 == " " }.map(String.init))
            methods[user] = methods[user].map { $0.intersection(listed) } ?? listed
        }
    }

    /// What a user may do.
    enum Permission {
        case everything
        case nothing
        case only(Set<String>)

        func allows(_ method: String) -> Bool {
            switch self {
            case .everything: true
            case .nothing: false
            case .only(let methods): methods.contains(method)
            }
        }
    }

    func permission(of user: String) -> Permission {
        if let methods = methods[user] { return .only(methods) }
        return deniesOthers ? .nothing : .everything
    }
}
