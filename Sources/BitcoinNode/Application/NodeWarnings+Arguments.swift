import BitcoinChain
import BitcoinSupport

extension NodeWarnings {
    private static let preRelease =
        "This is a pre-release test build - use at your own risk - do not use for mining or merchant applications"

    /// The warnings of this node. Those about the chain are passed to the command of `-alertnotify`.
    convenience init(_ arguments: Arguments) {
        self.init { kind, text in
            guard kind.isAboutChain else { return }
            // What comes from elsewhere must not be taken for a command.
            ShellCommand.start(.alert, values: ["%s": Self.sanitized(text)], arguments)
        }
        set(.preReleaseBuild, Self.preRelease)
    }

    /// The characters of a text that mean nothing to a shell.
    static func sanitized(_ text: String) -> String {
        let safe = Set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;-_/:?@()".unicodeScalars)
        return String(String.UnicodeScalarView(text.unicodeScalars.filter(safe.contains)))
    }
}
