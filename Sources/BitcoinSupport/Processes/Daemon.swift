import CSupport
import Glibc

/// Becoming a process in the background, with a parent that waits to hear whether that worked.
public enum Daemon {
    /// What a call of `detach` returns in.
    public enum Side {
        /// The process in the background; it has to report.
        case child(Report)
        /// The process that the user started; it ends with this code.
        case parent(exitCode: Int32)
    }

    /// The way back to the waiting parent. If the child ends without a word, the parent takes it as a
    /// failure.
    public struct Report: Sendable {
        fileprivate let descriptor: Int32

        /// Lets the parent end, with success or not.
        public func send(success: Bool) {
            var token: UInt8 = success ? 1 : 0
            _ = write(descriptor, &token, 1)
            close(descriptor)
        }
    }

    /// Splits the process. Must be called before the first thread is started. `nil` if that fails, with
    /// `errno` saying why.
    public static func detach() -> Side? {
        var ends: [Int32] = [-1, -1]
        guard support_pipe(&ends) == 0 else { return nil }
        let identifier = support_fork()
        guard identifier >= 0 else { return nil }
        if identifier > 0 {
            close(ends[1])
            return .parent(exitCode: waitForReport(ends[0]))
        }
        close(ends[0])
        guard setsid() >= 0, redirectStandardStreams() else { return nil }
        return .child(Report(descriptor: ends[1]))
    }

    private static func waitForReport(_ descriptor: Int32) -> Int32 {
        var token: UInt8 = 0
        while true {
            let count = read(descriptor, &token, 1)
            if count < 0, errno == EINTR { continue }
            return count == 1 && token == 1 ? EXIT_SUCCESS : EXIT_FAILURE
        }
    }

    private static func redirectStandardStreams() -> Bool {
        let null = open("/dev/null", O_RDWR)
        guard null >= 0 else { return false }
        defer { if null > 2 { close(null) } }
        return (0...2).allSatisfy { dup2(null, $0) >= 0 }
    }
}
