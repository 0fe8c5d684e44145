import Glibc

/// A system call failed.
public struct SystemError: Error, CustomStringConvertible, Equatable {
    /// The system's number of the reason.
    public let errorNumber: Int32
    /// What was being done; empty if the reason says enough.
    public let action: String

    /// Takes the reason from `errno`, unless it is given.
    public init(_ errorNumber: Int32 = errno, during action: String = "") {
        self.errorNumber = errorNumber
        self.action = action
    }

    /// The action, and the system's text for the reason.
    public var description: String {
        let reason = String(cString: strerror(errorNumber))
        return action.isEmpty ? reason : "\(action): \(reason)"
    }
}
