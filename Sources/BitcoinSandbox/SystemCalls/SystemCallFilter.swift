/// The system calls that a process is refused. A refused call fails with `EPERM`, so that software that only tries goes on.
///
/// Filters name what is refused instead of what is allowed: the C library, Swift's runtime and SQLite change the calls
/// that they use with every version, and what is refused here has no use in a node or a wallet in any version.
public struct SystemCallFilter: Sendable, Equatable {
    /// Refused whatever their arguments are. Names that this machine's architecture does not have are passed over.
    public var names: Set<String>
    /// Whether processes are refused, which leaves threads.
    public var refusesProcesses: Bool
    /// The only sockets that can be made; `nil` for no limit.
    public var sockets: Set<SocketFamily>?

    /// Both filters at once.
    public static func + (left: SystemCallFilter, right: SystemCallFilter) -> SystemCallFilter {
        var sum = left
        sum.names.formUnion(right.names)
        sum.refusesProcesses = left.refusesProcesses || right.refusesProcesses
        switch (left.sockets, right.sockets) {
        case (let left?, let right?): sum.sockets = left.intersection(right)
        default: sum.sockets = left.sockets ?? right.sockets
        }
        return sum
    }

    /// Whether a TCP socket can be made.
    var allowsTCP: Bool { sockets.map { !$0.isDisjoint(with: [.ipv4, .ipv6]) } ?? true }

    // MARK: The filters

    /// Reading and steering other processes, the kernel's large and little-used interfaces, and the administration of
    /// the machine.
    public static let intrusion = SystemCallFilter(
        names: otherProcesses.union(largeInterfaces).union(administration), refusesProcesses: false,
        sockets: nil)

    /// Running programs and starting processes.
    public static let programs = SystemCallFilter(
        names: ["execve", "execveat", "fork", "vfork"], refusesProcesses: true, sockets: nil)

    /// All sockets but those that a process is given, pairs, and these families.
    public static func sockets(besides families: Set<SocketFamily>) -> SystemCallFilter {
        SystemCallFilter(names: [], refusesProcesses: false, sockets: families)
    }

    private static let otherProcesses: Set<String> = [
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp",
    ]

    /// `io_uring` does file and network calls that no filter sees.
    private static let largeInterfaces: Set<String> = [
        "add_key", "bpf", "io_uring_enter", "io_uring_register", "io_uring_setup", "keyctl",
        "perf_event_open",
        "request_key", "userfaultfd",
    ]

    private static let administration: Set<String> = [
        "acct", "adjtimex", "chroot", "clock_adjtime", "clock_settime", "delete_module", "finit_module",
        "fsconfig",
        "fsmount", "fsopen", "fspick", "init_module", "ioperm", "iopl", "kexec_file_load", "kexec_load",
        "lookup_dcookie", "modify_ldt", "mount", "mount_setattr", "move_mount", "open_by_handle_at",
        "open_tree",
        "pivot_root", "quotactl", "quotactl_fd", "reboot", "setdomainname", "sethostname", "setns",
        "settimeofday",
        "swapoff", "swapon", "syslog", "umount", "umount2", "unshare", "uselib", "vhangup",
    ]
}
