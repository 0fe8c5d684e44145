import BitcoinSupport
import Glibc

/// The program's input, from which secrets are read without showing them.
enum StandardInput {
    /// Whether a person is typing.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Reads one line. If a person has to type it, `prompt` says what is wanted, and the terminal
    /// does not show it.
    static func secretLine(prompt: String) -> String? {
        var settings = termios()
        let hidesInput = isTerminal && tcgetattr(STDIN_FILENO, &settings) == 0
        if hidesInput {
            var hidden = settings
            hidden.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
        }
        defer { if hidesInput { tcsetattr(STDIN_FILENO, TCSANOW, &settings) } }
        if isTerminal && !isReady { StandardError.write(prompt) }
        let line = readLine()
        if isTerminal { StandardOutput.write("\n") }
        return line
    }

    /// All lines up to the end.
    static func lines() -> [String] {
        var lines: [String] = []
        while let line = readLine() { lines.append(line) }
        if isTerminal { StandardOutput.write("\n") }
        return lines
    }

    private static var isReady: Bool {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 1
    }
}
