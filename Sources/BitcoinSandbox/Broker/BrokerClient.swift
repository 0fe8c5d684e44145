import BitcoinSupport
import Glibc
import Synchronization

/// The side in the sandbox: asks, and waits for the answer.
public final class BrokerClient: FileBroker {
    /// One question at a time, for the answers have no numbers.
    private let socket: Mutex<Int32>

    /// Asks over this socket, which belongs to the client from now on.
    public init(socket: Int32) {
        self.socket = Mutex(socket)
    }

    deinit {
        _ = socket.withLock { close($0) }
    }

    /// Opens a file.
    public func open(_ path: String, flags: Int32, permissions: mode_t) -> FileBrokerAnswer {
        ask(BrokerRequest(.open, path, flags: flags, permissions: permissions), expectsFile: true)
    }

    /// Makes a folder.
    public func createFolder(_ path: String, permissions: mode_t) -> FileBrokerAnswer {
        ask(BrokerRequest(.createFolder, path, permissions: permissions))
    }

    /// Removes a file.
    public func removeFile(_ path: String) -> FileBrokerAnswer { ask(BrokerRequest(.removeFile, path)) }

    /// Removes an empty folder.
    public func removeFolder(_ path: String) -> FileBrokerAnswer { ask(BrokerRequest(.removeFolder, path)) }

    private func ask(_ request: BrokerRequest, expectsFile: Bool = false) -> FileBrokerAnswer {
        let refusal = FileBrokerAnswer(code: EACCES)
        return socket.withLock { socket in
            guard DescriptorPassing.send(request.bytes, -1, over: socket),
                let (bytes, descriptor) = DescriptorPassing.receive(4, from: socket), bytes.count == 4
            else { return refusal }
            let code = Int32(bitPattern: BrokerRequest.word(bytes))
            if code != 0 { return FileBrokerAnswer(code: code) }
            guard expectsFile else { return FileBrokerAnswer() }
            return descriptor >= 0 ? FileBrokerAnswer(descriptor: descriptor) : refusal
        }
    }
}
