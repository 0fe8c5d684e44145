import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// Which wallets a supervised wallet process has loaded, so that they come back when it is lost.
final class LoadedWallets: Sendable {
    private struct State {
        var names: [String]?
        var revision: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Their names in the order of loading; `nil` until the process has told.
    var names: [String]? {
        get { state.withLock { $0.names } }
        set {
            state.withLock { state in
                state.names = newValue
                state.revision += 1
            }
        }
    }

    /// Grows with each change.
    var revision: UInt64 { state.withLock { $0.revision } }
}

extension NodeContext {
    /// Notes in settings.json whether a wallet is loaded at start. Says whether that was possible.
    ///
    /// - Parameter loaded: the wallets that are loaded now.
    func setLoadOnStartup(wallet: String, loads: Bool, loaded: [String]) -> Bool {
        // Without a list the unnamed wallet is loaded by itself.
        let unnamedCameByItself = loaded.contains("") && !arguments.isSet("wallet")
        var isChanged = false
        arguments.updatePersistentSettings { settings in
            let known = settings["wallet"]?.array
            // With a list, the unnamed wallet has to be in it.
            var names = known ?? (unnamedCameByItself ? [""] : [])
            if loads {
                if !names.contains(.string(wallet)) { names.append(.string(wallet)) }
            } else {
                names.removeAll { $0 == .string(wallet) }
            }
            // An empty list keeps the unnamed wallet from being loaded by itself.
            let keepsUnnamedOut = !loads && wallet.isEmpty && settings["wallet"] == nil
            isChanged = names != known ?? [] || keepsUnnamedOut
            if isChanged { settings["wallet"] = .array(names) }
        }
        guard isChanged else { return true }
        do {
            try arguments.writeSettingsFile()
            return true
        } catch {
            Log.error("\(error.messages.joined(separator: " "))")
            return false
        }
    }
}
