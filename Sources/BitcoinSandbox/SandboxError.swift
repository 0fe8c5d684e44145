import BitcoinSupport

/// Why a process does not go on without, or with, a sandbox.
public enum SandboxError: Error, Equatable, CustomStringConvertible {
    /// `-sandbox` was given a value that it does not have.
    case unknownMode(String)
    /// With `-sandbox=require`, these parts are not to be had.
    case incomplete(program: String, missing: [String])
    /// The system refused a step that it should not refuse.
    case refused(step: String, code: Int32)
    /// The process that started this one sent an invitation that cannot be read.
    case unreadableTicket

    /// For the user.
    public var description: String {
        switch self {
        case .unknownMode(let text):
            "Unknown -sandbox value \(text): it is auto, require or off."
        case .incomplete(let program, let missing):
            "-sandbox=require: the sandbox of \(program) would not be complete. Missing: "
                + missing.joined(separator: "; ") + ". With -sandbox=auto it is used as far as it goes."
        case .refused(let step, let code):
            "The sandbox cannot be entered: \(step): \(SystemError.text(code))"
        case .unreadableTicket:
            "The process that started this one says in no readable way what its sandbox is to be."
        }
    }
}
