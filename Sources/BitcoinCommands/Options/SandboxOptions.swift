import BitcoinSupport

/// Options about what the processes may do.
enum SandboxOptions {
    /// Of every program that has a sandbox.
    static let mode = OptionDeclaration(
        "sandbox=<mode>", .options,
        "Have the kernel limit what each process may do (Linux): auto for whatever this kernel has, require to start "
            + "with all of it or not at all, off (default: auto)")

    /// Of programs that keep wallets.
    static let paths = OptionDeclaration(
        "sandboxpath=<path>", .wallet,
        "A further folder or file that the wallet process may read and write. May be given several times. Paths that "
            + "commands and -wallet name are open to a wallet process that the node has started")
}
