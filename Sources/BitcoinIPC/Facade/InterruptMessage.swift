import Glibc

/// What a spawned process does when the user presses Ctrl-C: it says that it waits for its parent, which has got the
/// signal too, and goes on.
enum InterruptMessage {
    /// The text, allocated once and kept, because a signal handler may neither allocate nor lock.
    ///
    /// Safe: written before the handler is installed, only read after.
    nonisolated(unsafe) private static var text: UnsafeBufferPointer<UInt8>?

    static func install(program: String) {
        guard text == nil else { return }
        let message = Array("[\(program)] SIGINT received — waiting for parent to shut down.\n".utf8)
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: message.count)
        _ = buffer.initialize(from: message)
        text = UnsafeBufferPointer(buffer)

        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            guard let text = InterruptMessage.text else { return }
            _ = write(STDOUT_FILENO, text.baseAddress, text.count)
        }
        sigemptyset(&action.sa_mask)
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
    }
}
