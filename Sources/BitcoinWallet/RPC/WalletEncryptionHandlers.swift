import BitcoinCommands
import BitcoinSupport

/// Commands about the passphrase.
extension WalletCommandHandlers {
    func registerEncryptionCommands() {
        bind(WalletEncryptionCommands.encryptWallet, waits: false) { wallet, request in
            try wallet.encryptForCommand(request)
        }
        bind(WalletEncryptionCommands.walletPassphrase, waits: false) { wallet, request in
            try wallet.unlockForCommand(request)
        }
        bind(WalletEncryptionCommands.walletPassphraseChange, waits: false) { wallet, request in
            try wallet.changePassphraseForCommand(request)
        }
        bind(WalletEncryptionCommands.walletLock, waits: false) { wallet, _ in
            try wallet.requireEncrypted("walletlock")
            try wallet.requireNoScan("locking the wallet")
            wallet.lock()
            return .null
        }
    }
}

extension Wallet {
    fileprivate func requireEncrypted(_ command: String) throws {
        guard isEncrypted else {
            throw RPCError(
                .wrongEncryptionState,
                "Error: running with an unencrypted wallet, but \(command) was called.")
        }
    }

    fileprivate func encryptForCommand(_ request: RPCRequest) throws -> JSONValue {
        try requireEncryptable()
        guard let passphrase = try request.passphrase("passphrase") else {
            throw RPCError(.invalidParameter, "passphrase cannot be empty")
        }
        do {
            try encrypt(passphrase: passphrase)
        } catch {
            log("Encrypting failed: \(error)")
            throw RPCError(.encryptionFailed, "Error: Failed to encrypt the wallet.")
        }
        return """
            wallet encrypted; The keypool has been flushed and a new HD seed was generated. You need to make a new \
            backup with the backupwallet RPC.
            """
    }

    fileprivate func unlockForCommand(_ request: RPCRequest) throws -> JSONValue {
        try requireEncrypted("walletpassphrase")
        let seconds: Int64 = try request.integer("timeout")
        guard seconds >= 0 else { throw RPCError(.invalidParameter, "Timeout cannot be negative.") }
        guard let passphrase = try request.passphrase("passphrase") else {
            throw RPCError(.invalidParameter, "passphrase cannot be empty")
        }
        guard try unlock(passphrase: passphrase, seconds: min(seconds, Self.longestUnlock)) else {
            throw RPCError(
                .passphraseIncorrect, Self.wrongPassphrase(try request.string("passphrase"), isChanged: false)
            )
        }
        return .null
    }

    fileprivate func changePassphraseForCommand(_ request: RPCRequest) throws -> JSONValue {
        try requireEncrypted("walletpassphrasechange")
        try requireNoScan("changing the passphrase")
        guard let old = try request.passphrase("oldpassphrase"),
            let new = try request.passphrase("newpassphrase")
        else { throw RPCError(.invalidParameter, "passphrase cannot be empty") }
        guard try changePassphrase(from: old, to: new) else {
            throw RPCError(
                .passphraseIncorrect,
                Self.wrongPassphrase(try request.string("oldpassphrase"), isChanged: true))
        }
        return .null
    }

    /// Programs before 25.0 took only what was before a zero: whoever used one then must leave it out now.
    ///
    /// - Parameter isChanged: whether it was to be changed, so that no advice is needed to do so.
    private static func wrongPassphrase(_ given: String, isChanged: Bool) -> String {
        guard given.utf8.contains(0) else {
            return "Error: The wallet passphrase entered was incorrect."
        }
        let old = isChanged ? "old " : ""
        let advice = " If this is successful, please set a new passphrase to avoid this issue in the future."
        return """
            Error: The \(old)wallet passphrase entered is incorrect. It contains a null character (ie - a zero byte). If \
            the \(old)passphrase was set with a version of this software prior to 25.0, please try again with only the \
            characters up to — but not including — the first null character.\(isChanged ? "" : advice)
            """
    }
}
