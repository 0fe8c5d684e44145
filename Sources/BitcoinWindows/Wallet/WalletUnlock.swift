import BitcoinGUI
import QtBridge

/// Asks for the passphrase where keys are needed that are locked.
@UserInterface
enum WalletUnlock {
    /// Does something that needs keys. If they are locked, the user is asked for the passphrase, and they are locked again
    /// after it. Does nothing if the user does not give it.
    static func withKeys(
        of wallet: WalletModel, in window: QtObject, _ context: WindowContext,
        _ work: @escaping @UserInterface () async throws -> Void
    ) async throws {
        guard wallet.isLocked, !wallet.isWatchOnly else { return try await work() }
        guard try await unlock(wallet, in: window) else { return }
        do {
            try await work()
        } catch {
            try? await wallet.wallet.lock()
            await wallet.refresh()
            throw error
        }
        try await wallet.wallet.lock()
        await wallet.refresh()
    }

    private static func unlock(_ wallet: WalletModel, in window: QtObject) async throws -> Bool {
        var problem = ""
        while true {
            let dialog = PassphraseDialog(.unlock, in: window, problem: problem)
            guard let entered = await dialog.run() else { return false }
            let isRight = try await entered.old.lend { try await wallet.wallet.unlock(passphrase: $0) }
            if isRight { return true }
            problem = "The passphrase entered for the wallet decryption was incorrect."
        }
    }
}
