/// Where everything runs that a user sees: models, and the windows that show them.
///
/// Its executor is the event loop of the windows. Without windows, as in tests, it has a thread of its own.
@globalActor
public actor UserInterface {
    /// The one user interface of a process.
    public static let shared = UserInterface()

    /// What its work runs on.
    public static let executor = UserInterfaceExecutor()

    /// What its work runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }

    /// Does something at once that only the user interface may do, from code that is called by the event loop.
    ///
    /// Stops the program if it is called from elsewhere.
    public nonisolated static func assumeIsolated<Result: Sendable, Failure: Error>(
        // Nothing escapes here. But `withoutActuallyEscaping` has the length of this file's path in the program, as it is
        // on the machine that builds, so that no two builds would be the same.
        _ work: @escaping @UserInterface () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        shared.preconditionIsolated()
        // Safe: that this is the executor has just been checked, and isolation is no part of a function's layout.
        return try unsafeBitCast(work, to: (() throws(Failure) -> Result).self)()
    }
}
