import CMultiprocess
import Glibc

/// A process that this one started, and that talks to it over a socket pair.
///
/// The child is started as `PROGRAM -ipcfd N`: it gets its end of the pair, the standard streams, and no other
/// descriptor.
public struct ChildProcess: Sendable {
    /// The system's number of the process.
    public let processID: pid_t
    /// This process's end of the pair, to be given to ``Connection/open(_:on:side:limits:bootstrap:)``.
    public let descriptor: Int32

    /// A process that another one has started for this one.
    public init(processID: pid_t, descriptor: Int32) {
        self.processID = processID
        self.descriptor = descriptor
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - standardOutput: where its standard output and error go; nil leaves them as they are here.
    public static func spawn(
        _ program: String, standardOutput: Int32? = nil
    ) throws(SystemError) -> ChildProcess {
        let (mine, theirs) = try Sockets.pair()
        defer { close(theirs) }
        do throws(SystemError) {
            let processID = try spawn(program, theirs, standardOutput)
            return ChildProcess(processID: processID, descriptor: mine)
        } catch {
            close(mine)
            throw error
        }
    }

    private static func spawn(
        _ program: String, _ end: Int32, _ standardOutput: Int32?
    ) throws(SystemError) -> pid_t {
        var processID = pid_t()
        let failure = program.withCString { program in
            mp_spawn(program, end, standardOutput ?? -1, &processID)
        }
        if failure != 0 { throw SystemError(failure, during: "Cannot start \(program)") }
        return processID
    }

    /// Blocks until the process has ended.
    ///
    /// - Returns: the status as `waitpid` gives it.
    public func wait() throws(SystemError) -> Int32 {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0 {
            if errno != EINTR { throw SystemError() }
        }
        return status
    }

    /// Sends the process a signal.
    public func signal(_ number: Int32) {
        kill(processID, number)
    }
}

/// The child's side of ``ChildProcess``.
public enum SpawnedProcess {
    /// What `-ipcfd` gave is not a descriptor.
    public struct InvalidDescriptor: Error, CustomStringConvertible {
        /// Upstream's text.
        public let description: String
    }

    /// The descriptor to talk to the parent with, if the process was started by one.
    ///
    /// That is so if its only arguments are `-ipcfd` and a number: a parent controls its child through the
    /// connection, not by further options.
    public static func descriptor(_ arguments: [String]) throws(InvalidDescriptor) -> Int32? {
        guard arguments.count == 3, arguments[1] == "-ipcfd" else { return nil }
        guard let descriptor = Int32(arguments[2]), fcntl(descriptor, F_GETFD) >= 0 else {
            throw InvalidDescriptor(description: "Invalid -ipcfd number '\(arguments[2])'")
        }
        // Not for the children of this process.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
}
