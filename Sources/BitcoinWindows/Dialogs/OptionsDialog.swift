import BitcoinGUI
import BitcoinInterfaces
import BitcoinSupport
import QtBridge

/// The options of the node, which are kept in its `settings.json`.
@UserInterface
struct OptionsDialog {
    private let dialog: QtObject
    private let node: any Node

    /// Options that are on or off, with the widget of the same name and what holds without a setting.
    private static let switches: [(widget: String, option: String, usual: Bool)] = [
        ("server", "server", false), ("spendUnconfirmed", "spendzeroconfchange", true),
        ("listen", "listen", true), ("natpmp", "natpmp", false),
    ]

    /// Options that are numbers.
    private static let numbers: [(widget: String, option: String, usual: Int)] = [
        ("cache", "dbcache", 450), ("threads", "par", 0),
    ]

    private static let pruneGigabytes = 2
    /// `-prune` is in MiB; users think in GB.
    private static let mebibytesPerGigabyte = 1_000_000_000.0 / 1_048_576

    static func show(_ context: WindowContext, in window: QtObject) {
        guard let node = context.node.link?.node else { return }
        let options = OptionsDialog(dialog: QtObject(form: "options", parent: window), node: node)
        context.perform(in: window, "Options") {
            try await options.read()
            options.dialog["accept"].onClick { options.accept() }
            _ = await options.dialog.runDialog()
            options.dialog.release()
        }
    }

    private func read() async throws {
        for item in Self.switches {
            dialog[item.widget].isChecked =
                Self.flag(try await node.getSetting(name: item.option)) ?? item.usual
        }
        for item in Self.numbers {
            dialog[item.widget].value =
                Self.number(try await node.getSetting(name: item.option)) ?? item.usual
        }
        let prune = Self.number(try await node.getSetting(name: "prune")) ?? 0
        dialog["prune"].isChecked = prune > 1
        dialog["pruneSize"].value =
            prune > 1 ? Int((Double(prune) / Self.mebibytesPerGigabyte).rounded()) : Self.pruneGigabytes
        let proxy = try await node.getSetting(name: "proxy").string ?? ""
        dialog["proxy"].isChecked = !proxy.isEmpty
        dialog["proxyAddress"].text = proxy
    }

    private func accept() {
        Task { @UserInterface in
            await dialog.whileHeld {
                do {
                    try await write()
                    dialog.invoke("accept()")
                } catch {
                    dialog["problem"].text = NodeModel.words(of: error)
                }
            }
        }
    }

    /// Writes what the user has changed.
    private func write() async throws {
        let proxy = dialog["proxyAddress"].text
        if dialog["proxy"].isChecked, HostPort(proxy)?.port == nil {
            throw InvalidProxy(address: proxy)
        }
        for item in Self.switches {
            let isOn = dialog[item.widget].isChecked
            try await set(item.option, .bool(isOn)) { value in
                (Self.flag(value) ?? item.usual) == isOn
            }
        }
        for item in Self.numbers {
            let number = dialog[item.widget].value
            try await set(item.option, .string("\(number)")) { value in
                (Self.number(value) ?? item.usual) == number
            }
        }
        let size =
            dialog["prune"].isChecked
            ? Int((Double(dialog["pruneSize"].value) * Self.mebibytesPerGigabyte).rounded()) : 0
        try await set("prune", .string("\(size)")) { max(Self.number($0) ?? 0, 1) == max(size, 1) }
        let wanted = dialog["proxy"].isChecked ? proxy : ""
        try await set("proxy", .string(wanted)) { ($0.string ?? "") == wanted }
    }

    /// Sets an option if that is not what holds already. Where it is what holds without a setting, the setting is removed.
    private func set(
        _ option: String, _ value: JSONValue, holds: (JSONValue) -> Bool
    ) async throws {
        if holds(try await node.getSetting(name: option)) { return }
        if holds(.null) {
            try await node.updateSetting(name: option, value: .null)
            // The configuration file may say otherwise.
            if holds(try await node.getSetting(name: option)) { return }
        }
        try await node.updateSetting(name: option, value: value)
    }

    private static func flag(_ value: JSONValue) -> Bool? {
        value.bool ?? value.string.map { $0 != "0" && $0 != "false" }
    }

    private static func number(_ value: JSONValue) -> Int? {
        value.number?.integer() ?? value.string.flatMap(Int.init)
    }
}

/// What was entered is no address of a proxy.
struct InvalidProxy: Error, CustomStringConvertible {
    let address: String
    var description: String { "The supplied proxy address is invalid: \(address)" }
}
