import BitcoinSupport
import Glibc
import Synchronization

/// The side in the sandbox: asks, and waits for the answer.
///
/// There may be several brokers that can do the same. The first is asked; where it has ended or does not answer in the
/// time that its socket has for that, the next one takes its place.
public final class BrokerClient: FileBroker {
    /// One broker.
    private struct Link {
        let socket: Int32
        /// Its process, which is ended if it does not answer; 0 where that is another's affair.
        let process: pid_t
    }

    /// One question at a time, for the answers have no numbers.
    private let links: Mutex<[Link]>

    /// How long to wait until somebody may have opened the other end of a pipe, in microseconds.
    private static let pipePause: useconds_t = 20_000

    /// Asks over this socket, which belongs to the client from now on.
    public init(socket: Int32) {
        links = Mutex([Link(socket: socket, process: 0)])
    }

    /// Asks nobody yet.
    init() {
        links = Mutex([])
    }

    deinit {
        close()
    }

    /// Ends the conversation: from now on everything is refused.
    func close() {
        links.withLock { links in
            for link in links { _ = Glibc.close(link.socket) }
            links = []
        }
    }

    /// Has another broker asked, after those that there are.
    func add(socket: Int32, process: pid_t) {
        links.withLock { $0.append(Link(socket: socket, process: process)) }
    }

    /// Asks the broker in this process no more. To be called before its number may become another's.
    func forget(process: pid_t) {
        links.withLock { links in
            for link in links where link.process == process { _ = Glibc.close(link.socket) }
            links.removeAll { $0.process == process }
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

    /// Sends a request and waits for its answer, which is `EACCES` if there is nobody to answer, and `EIO` where nobody
    /// can say whether it was done.
    func ask(_ request: BrokerRequest) -> BrokerAnswer {
        links.withLock { links in
            while let link = links.first {
                let isSent = DescriptorPassing.send(request.bytes, -1, over: link.socket)
                if isSent,
                    let (bytes, descriptor) = DescriptorPassing.receive(BrokerAnswer.size, from: link.socket),
                    let answer = BrokerAnswer(bytes: bytes, descriptor: descriptor)
                {
                    return answer
                }
                // An answer that comes late would be taken for that to another question.
                if link.process > 0 { kill(link.process, SIGKILL) }
                _ = Glibc.close(link.socket)
                links.removeFirst()
                if isSent, !request.canBeRepeated { return BrokerAnswer(code: EIO) }
            }
            return BrokerAnswer(code: EACCES)
        }
    }
}
