#if BITCOIN_SANDBOX
    import CSandbox
#endif

/// The version of Landlock's interface, and what it can govern.
struct LandlockVersion: Sendable, Equatable {
    /// The kernel's number, from 1 on (Linux 5.13).
    let number: Int

    /// The one of this kernel; `nil` if it has none, or has it switched off.
    static var ofKernel: LandlockVersion? {
        #if BITCOIN_SANDBOX
            let number = Int(sandbox_landlock_version())
            return number >= 1 ? LandlockVersion(number: number) : nil
        #else
            return nil
        #endif
    }

    /// What it governs about files.
    var fileRights: FileRights {
        var rights = FileRights(rawValue: FileRights.refer.rawValue - 1)
        if number >= 2 { rights.insert(.refer) }
        if number >= 3 { rights.insert(.truncate) }
        if number >= 5 { rights.insert(.controlDevice) }
        return rights
    }

    /// Since version 4: listening on, and connecting to, TCP ports.
    var governsPorts: Bool { number >= 4 }

    /// Since version 6: signals and abstract sockets to processes outside.
    var governsSignals: Bool { number >= 6 }

    /// What a profile asks for in vain, in words.
    func missing(for profile: SandboxProfile) -> [String] {
        var missing: [String] = []
        if profile.limitsFiles, number < 3 {
            missing.append("limits on shortening files (Landlock 3, Linux 6.2)")
        }
        // Without sockets there are no ports to be limited.
        if profile.ports != nil, !governsPorts, profile.calls.allowsTCP {
            missing.append("limits on TCP ports (Landlock 4, Linux 6.7)")
        }
        if profile.keepsSecrets, profile.files != nil, !governsSignals {
            missing.append("limits on signals to other processes (Landlock 6, Linux 6.12)")
        }
        return missing
    }
}
