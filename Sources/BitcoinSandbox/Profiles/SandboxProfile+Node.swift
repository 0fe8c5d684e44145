extension SandboxProfile {
    /// The node, which holds no keys and talks to everyone: it keeps its files and its network, starts the wallet and
    /// the user's commands, and loses what only an intruder has a use for. So do the programs that it starts.
    public static func node(program: String) -> SandboxProfile {
        SandboxProfile(program: program, calls: .intrusion, keepsSecrets: false)
    }
}
