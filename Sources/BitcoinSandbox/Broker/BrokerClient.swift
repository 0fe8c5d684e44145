import BitcoinSupport
import Glibc
import Synchronization

/// The side in the sandbox: asks, and waits for the answer.
public final class BrokerClient: FileBroker {
    /// One question at a time, for the answers have no numbers.
    private let socket: Mutex<Int32>
    /// Looks after those who are asked; `nil` where there is only one.
    private let keeper: (any BrokerKeeper)?

    /// How long to wait until somebody may have opened the other end of a pipe, in microseconds.
    private static let pipePause: useconds_t = 20_000

    /// Asks over this socket, which belongs to the client from now on.
    public convenience init(socket: Int32) {
        self.init(socket: socket, keeper: nil)
    }

    /// Asks over this socket, and once nobody is at its other end over those that a keeper gives.
    init(socket: Int32, keeper: (any BrokerKeeper)?) {
        self.socket = Mutex(socket)
        self.keeper = keeper
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
            relieve(&socket, isGone: false)
            while socket >= 0 {
                switch Self.ask(request, over: socket) {
                case .answer(let answer): return answer
                case .unheard: relieve(&socket, isGone: true)
                case .lost:
                    relieve(&socket, isGone: true)
                    // It may have been done.
                    if !request.canBeRepeated { return BrokerAnswer(code: EIO) }
                }
            }
            return BrokerAnswer(code: EACCES)
        }
    }

    private func relieve(_ socket: inout Int32, isGone: Bool) {
        guard socket >= 0 else { return }
        switch keeper?.relieve(isGone: isGone) ?? (isGone ? .nobody : .stays) {
        case .stays: return
        case .next(let next):
            _ = Glibc.close(socket)
            socket = next
        case .nobody:
            _ = Glibc.close(socket)
            socket = -1
        }
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

/// Looks after the brokers of a client, one of which serves.
protocol BrokerKeeper: Sendable {
    /// Has another one serve where the one that did has gone. Called before each request, and where one was not answered.
    ///
    /// - Parameter isGone: whether it is known already that the one that served has gone.
    func relieve(isGone: Bool) -> BrokerRelief
}

/// Who is to be asked.
enum BrokerRelief {
    /// Who was asked before.
    case stays
    /// Somebody else, over this socket.
    case next(Int32)
    /// There is nobody any more.
    case nobody
}
