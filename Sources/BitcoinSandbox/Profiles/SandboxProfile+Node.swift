extension SandboxProfile {
    /// The node, which holds no keys and talks to everyone: it keeps its files and its network, and loses what only an
    /// intruder has a use for.
    ///
    /// - Parameter closedFolders: those of the wallets. With a ``Steward`` to do what cannot be done so, the node itself
    ///   starts no programs.
    public static func node(program: String, closedFolders: [String] = []) -> SandboxProfile {
        SandboxProfile(
            program: program, closedFolders: closedFolders,
            calls: closedFolders.isEmpty ? .intrusion : .intrusion + .programs, keepsSecrets: false)
    }
}
