extension SandboxProfile {
    /// The windows, which show what others know. They see neither blocks nor keys and start no programs; what a desktop
    /// consists of, from sockets to fonts, and where users save things, stays as it was.
    ///
    /// The process can be traced as the system says: desktops look at who asks them for a dialog in the same way.
    public static func windows(program: String, closedFolders: [String]) -> SandboxProfile {
        SandboxProfile(
            program: program, closedFolders: closedFolders, listsFolders: true,
            calls: closedFolders.isEmpty ? .intrusion : .intrusion + .programs, keepsSecrets: false)
    }
}
