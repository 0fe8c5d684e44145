import BitcoinSupport
import Glibc

/// The answer of `-getinfo` as text for people.
struct GetInfoReport {
    /// Whether the text has colours.
    enum Color: String {
        case auto, always, never
    }

    private let info: JSONValue
    private let hasColor: Bool

    init(_ info: JSONValue, color: String) throws(ClientError) {
        guard let color = Color(rawValue: color) else {
            throw .failed("Invalid value for -color option. Valid values: always, auto, never.")
        }
        self.info = info
        hasColor = color == .always || color == .auto && isatty(STDOUT_FILENO) == 1
    }

    var text: String {
        get throws {
            [try chain, network, wallet, balances, warnings].joined()
        }
    }

    private var chain: String {
        get throws {
            let progress = try info["verificationprogress"].requireDouble()
            let bar = progress < 0.99 ? Self.bar(progress) + " " : ""
            return """
                \(colored("Chain: \(plain("chain"))", 34))
                Blocks: \(plain("blocks"))
                Headers: \(plain("headers"))
                Verification progress: \(bar)\(DecimalText.fixed(progress * 100, decimals: 4))%
                Difficulty: \(plain("difficulty"))


                """
        }
    }

    private var network: String {
        let connections = info["connections"]
        let counts = ["in", "out", "total"].map { "\($0) \(connections[$0].scalarText ?? "")" }
        return """
            \(colored("Network: \(counts.joined(separator: ", "))", 32))
            Version: \(plain("version"))
            Time offset (s): \(plain("timeoffset"))
            Proxies: \(proxies)
            Min tx relay fee rate (BTC/kvB): \(plain("relayfee"))


            """
    }

    /// Each proxy with the networks that it leads to.
    private var proxies: String {
        var networks: [(proxy: String, names: [String])] = []
        for network in info["networks"].array ?? [] {
            guard let proxy = network["proxy"].string, !proxy.isEmpty else { continue }
            let name = network["name"].string ?? ""
            if let index = networks.firstIndex(where: { $0.proxy == proxy }) {
                networks[index].names.append(name)
            } else {
                networks.append((proxy, [name]))
            }
        }
        guard !networks.isEmpty else { return "n/a" }
        return networks.map { "\($0.proxy) (\($0.names.joined(separator: ", ")))" }.joined(separator: ", ")
    }

    private var wallet: String {
        var text = ""
        if !info["has_wallet"].isNull {
            text += colored("Wallet: \(Self.quotedIfEmpty(plain("walletname")))", 35) + "\n"
            text += "Keypool size: \(plain("keypoolsize"))\n"
            if !info["unlocked_until"].isNull { text += "Unlocked until: \(plain("unlocked_until"))\n" }
        }
        if !info["balance"].isNull { text += "\(colored("Balance:", 36)) \(plain("balance"))\n\n" }
        return text
    }

    private var balances: String {
        guard let balances = info["balances"].object else { return "" }
        let amounts = balances.values.map { $0.scalarText ?? "" }
        let width = max(10, amounts.map(\.utf8.count).max() ?? 0)
        let lines = zip(balances.names, amounts).map { name, amount in
            "\(DecimalText.padded(amount, to: width)) \(Self.quotedIfEmpty(name))\n"
        }
        return colored("Balances", 36) + "\n" + lines.joined() + "\n"
    }

    private var warnings: String {
        let warnings = (info["warnings"].array ?? [info["warnings"]]).compactMap(\.scalarText)
            .filter { !$0.isEmpty }
        return "\(colored("Warnings:", 33)) \(warnings.isEmpty ? "(none)" : warnings.joined(separator: " "))"
    }

    // MARK: Helpers

    private func plain(_ name: String) -> String { info[name].scalarText ?? "" }

    private func colored(_ text: String, _ color: Int) -> String {
        hasColor ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
    }

    private static func quotedIfEmpty(_ name: String) -> String { name.isEmpty ? "\"\"" : name }

    /// Twenty blocks, of which as many are dark as the part that is done.
    private static func bar(_ progress: Double) -> String {
        guard (0...1).contains(progress) else { return "" }
        let done = Int((progress / 0.05).rounded(.up))
        let open = Int(((1 - progress) / 0.05).rounded(.up))
        return String(repeating: "\u{2592}", count: done) + String(repeating: "\u{2591}", count: open)
    }
}
