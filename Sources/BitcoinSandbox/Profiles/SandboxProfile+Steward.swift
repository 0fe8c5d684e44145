extension SandboxProfile {
    /// The process that stays outside of a node's sandbox. The user's commands run with its limits.
    static func steward(program: String) -> SandboxProfile {
        SandboxProfile(program: program, calls: .intrusion, keepsSecrets: false)
    }
}
