import BitcoinSupport

/// Commands about the passphrase.
public enum WalletEncryptionCommands {
    /// Encrypts the wallet with a passphrase, for good. From then on it takes the passphrase to sign or to show private keys.
    public static let encryptWallet = RPCCommand(
        "encryptwallet", .wallet,
        "Encrypts the wallet with a passphrase, for good. From then on it takes the passphrase to sign or to show private keys.",
        parameters: [
            .passphrase
        ],
        results: [RPCResult(.string, "", "")],
        examples: .both(""))

    /// Remembers the passphrase for some time, so that the wallet can sign.
    public static let walletPassphrase = RPCCommand(
        "walletpassphrase", .wallet, "Remembers the passphrase for some time, so that the wallet can sign.",
        parameters: [
            .passphrase,
            RPCParameter("timeout", .number, .required, "For how many seconds to stay open"),
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Changes the passphrase.
    public static let walletPassphraseChange = RPCCommand(
        "walletpassphrasechange", .wallet, "Changes the passphrase.",
        parameters: [
            RPCParameter(
                "oldpassphrase", .string, .required, "The passphrase until now",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "newpassphrase", .string, .required, "The new passphrase", traits: .init(commandLine: .string)
            ),
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Forgets the passphrase at once.
    public static let walletLock = RPCCommand(
        "walletlock", .wallet, "Forgets the passphrase at once.",
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [encryptWallet, walletPassphrase, walletPassphraseChange, walletLock]
}
