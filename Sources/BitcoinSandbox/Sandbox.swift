import BitcoinSupport
import Synchronization

#if BITCOIN_SANDBOX
    import CSandbox
    import Glibc
#endif

/// The sandbox of this process.
public enum Sandbox {
    private static let entered = Mutex(SandboxReport())

    /// What is in force.
    public static var report: SandboxReport { entered.withLock { $0 } }

    /// Whether this kernel can keep a process from files.
    public static var canLimitFiles: Bool { LandlockVersion.ofKernel != nil }

    /// Enters a sandbox, for good. Its rules about files and ports hold for the calling thread and those that it starts,
    /// so that this belongs before the first other thread.
    ///
    /// Where the kernel lacks something, the mode decides: ``SandboxMode/require`` throws, ``SandboxMode/auto`` goes on and
    /// says so in the report.
    @discardableResult
    public static func enter(_ profile: SandboxProfile, mode: SandboxMode) throws(SandboxError)
        -> SandboxReport
    {
        var report = SandboxReport(program: profile.program, mode: mode)
        if mode != .off {
            try enter(profile, &report)
            if mode == .require, !report.missing.isEmpty {
                throw .incomplete(program: profile.program, missing: report.missing)
            }
        }
        entered.withLock { $0 = report }
        return report
    }

    #if BITCOIN_SANDBOX
        private static func enter(_ profile: SandboxProfile, _ report: inout SandboxReport)
            throws(SandboxError)
        {
            if profile.keepsSecrets {
                guard sandbox_forbid_core_dumps() == 0, sandbox_set_untraceable() == 0 else {
                    throw .refused(step: "forbidding core dumps", code: errno)
                }
            }
            guard sandbox_set_no_new_privileges() == 0 else {
                throw .refused(step: "giving up new privileges", code: errno)
            }
            do {
                try enterLandlock(profile, &report)
            } catch {
                report.missing.append("limits on files (Landlock): \(error)")
            }
            do {
                try profile.calls.load()
                report.calls = profile.calls
            } catch {
                report.missing.append("filters of system calls (seccomp): \(error)")
            }
        }

        private static func enterLandlock(
            _ profile: SandboxProfile, _ report: inout SandboxReport
        ) throws(SandboxError) {
            guard profile.limitsFiles || profile.ports != nil else { return }
            guard let version = LandlockVersion.ofKernel else {
                report.missing.append(
                    "limits on files (Landlock): this kernel has none, or it is not among lsm=")
                return
            }
            try LandlockRuleset(profile, version).enter()
            report.landlockVersion = version.number
            report.files = profile.files
            report.closedFolders = profile.closedFolders
            if version.governsPorts { report.ports = profile.ports }
            report.limitsSignals = profile.keepsSecrets && version.governsSignals
            report.missing += version.missing(for: profile)
        }
    #else
        private static func enter(_ profile: SandboxProfile, _ report: inout SandboxReport)
            throws(SandboxError)
        {
            report.missing.append("everything: this build has no sandbox")
        }
    #endif
}
