import BitcoinSupport
import Glibc
import Synchronization

/// The side in the sandbox: asks, and waits for the answer.
public final class BrokerClient: FileBroker {
    /// One question at a time, for the answers have no numbers.
    private let socket: Mutex<Int32>
    /// Gives another one to ask where the last has gone; `nil` if there is none.
    private let successor: @Sendable () -> Int32?

    /// How long to wait until somebody may have opened the other end of a pipe, in microseconds.
    private static let pipePause: useconds_t = 20_000

    /// Asks over this socket, which belongs to the client from now on.
    public convenience init(socket: Int32) {
        self.init(socket: socket) { nil }
    }

    /// Asks over this socket, and once nobody is at its other end over those that `successor` gives.
    init(socket: Int32, successor: @escaping @Sendable () -> Int32?) {
        self.socket = Mutex(socket)
        self.successor = successor
    }

    deinit {
        close()
    }

    /// Ends the conversation: from now on everything is refused.
    func close() {
        socket.withLock { socket in
            if socket >= 0 { _ = Glibc.close(socket) }
            socket = -1
        }
    }

    /// Opens a file.
    public func open(_ path: String, flags: Int32, permissions: mode_t) -> FileBrokerAnswer {
        let request = BrokerRequest(.open, path, flags: flags, permissions: permissions)
        var answer = ask(request)
        // A broker waits for nobody: whoever writes to a pipe waits here for who reads.
        while answer.code == ENXIO, flags & O_NONBLOCK == 0, Path.isPipe(path) {
            usleep(Self.pipePause)
            answer = ask(request)
        }
        if answer.code != 0 { return FileBrokerAnswer(code: answer.code) }
        guard answer.descriptor >= 0 else { return FileBrokerAnswer(code: EACCES) }
        if flags & O_NONBLOCK == 0 {
            let status = fcntl(answer.descriptor, F_GETFL)
            if status & O_NONBLOCK != 0 { _ = fcntl(answer.descriptor, F_SETFL, status & ~O_NONBLOCK) }
        }
        return FileBrokerAnswer(descriptor: answer.descriptor)
    }

    /// Makes a folder.
    public func createFolder(_ path: String, permissions: mode_t) -> FileBrokerAnswer {
        FileBrokerAnswer(code: ask(BrokerRequest(.createFolder, path, permissions: permissions)).code)
    }

    /// Removes a file.
    public func removeFile(_ path: String) -> FileBrokerAnswer {
        FileBrokerAnswer(code: ask(BrokerRequest(.removeFile, path)).code)
    }

    /// Removes an empty folder.
    public func removeFolder(_ path: String) -> FileBrokerAnswer {
        FileBrokerAnswer(code: ask(BrokerRequest(.removeFolder, path)).code)
    }

    /// Gives a file or folder another name.
    public func rename(_ path: String, to newPath: String) -> FileBrokerAnswer {
        FileBrokerAnswer(code: ask(BrokerRequest(.rename, path, more: [newPath])).code)
    }

    /// Sends a request and waits for its answer, which is `EACCES` if there is nobody to answer.
    func ask(_ request: BrokerRequest) -> BrokerAnswer {
        guard request.bytes.count <= BrokerRequest.maximumSize else { return BrokerAnswer(code: E2BIG) }
        return socket.withLock { socket in
            while socket >= 0 {
                switch Self.ask(request, over: socket) {
                case .answer(let answer): return answer
                case .unheard: replace(&socket)
                case .lost:
                    // It may have been done, and what is done twice can be wrong.
                    replace(&socket)
                    return BrokerAnswer(code: EIO)
                }
            }
            return BrokerAnswer(code: EACCES)
        }
    }

    private func replace(_ socket: inout Int32) {
        _ = Glibc.close(socket)
        socket = successor() ?? -1
    }

    /// What comes of a request.
    enum Outcome {
        case answer(BrokerAnswer)
        /// Nobody has read it.
        case unheard
        /// Somebody may have read it, and answers no more.
        case lost
    }

    /// Sends a request over a socket and waits for the answer.
    static func ask(_ request: BrokerRequest, over socket: Int32) -> Outcome {
        guard DescriptorPassing.send(request.bytes, -1, over: socket) else { return .unheard }
        errno = 0
        guard let (bytes, descriptor) = DescriptorPassing.receive(BrokerAnswer.size, from: socket),
            let answer = BrokerAnswer(bytes: bytes, descriptor: descriptor)
            // The kernel says so where a request was not read.
        else { return errno == ECONNRESET ? .unheard : .lost }
        return .answer(answer)
    }
}
