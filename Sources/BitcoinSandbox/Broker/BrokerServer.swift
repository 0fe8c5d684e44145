import BitcoinSupport
import Glibc

/// Opens files for a process in a sandbox, as far as they are granted to it.
public struct BrokerServer: Sendable {
    /// What a process may ask of `open`. Neither paths without a file behind them, nor another owner for signals.
    static let possibleFlags =
        O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_NONBLOCK | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    let grants: PathGrants

    /// Starts to serve, on a thread that ends when the other side is closed.
    ///
    /// - Returns: the other side, for the process in the sandbox; `nil` if there are no descriptors left.
    public static func start(granting grants: PathGrants) -> Int32? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        let (mine, theirs) = (ends[0], ends[1])
        let server = BrokerServer(grants: grants)
        startThread(named: "filebroker") {
            server.serve(mine)
            close(mine)
        }
        return theirs
    }

    private func serve(_ socket: Int32) {
        while let (bytes, unexpected) = DescriptorPassing.receive(BrokerRequest.maximumSize + 1, from: socket)
        {
            if unexpected >= 0 { close(unexpected) }
            let answer = BrokerRequest(bytes: bytes).map(perform) ?? BrokerAnswer(code: EINVAL)
            defer { if answer.descriptor >= 0 { close(answer.descriptor) } }
            guard DescriptorPassing.send(answer.bytes, answer.descriptor, over: socket) else { return }
        }
    }

    /// Does what is asked for, or says why not.
    func perform(_ request: BrokerRequest) -> BrokerAnswer {
        guard let place = PathGrants.place(of: request.path), isAllowed(request, at: place) else {
            Log.warning("The wallet process asked for \(request.path), which nobody has named: refused")
            return BrokerAnswer(code: EACCES)
        }
        switch request.call {
        case .open:
            // Of a folder on the way there is only itself to be had.
            let flags = request.flags | O_CLOEXEC | (grants.allows(place) ? 0 : O_DIRECTORY)
            return BrokerAnswer(opened: FileCalls.open(place, flags, request.permissions & 0o666))
        case .createFolder:
            return BrokerAnswer(ofCall: FileCalls.createFolder(place, request.permissions & 0o777))
        case .removeFile: return BrokerAnswer(ofCall: FileCalls.removeFile(place))
        case .removeFolder: return BrokerAnswer(ofCall: FileCalls.removeFolder(place))
        case .rename, .startProgram, .startCommand, .startSteward, .finish: return BrokerAnswer(code: EACCES)
        }
    }

    private func isAllowed(_ request: BrokerRequest, at place: String) -> Bool {
        switch request.call {
        case .open:
            guard request.flags & ~Self.possibleFlags == 0 else { return false }
            // SQLite waits until the folder of a new file is on the disk.
            let onlyReads = request.flags & (O_ACCMODE | O_CREAT | O_TRUNC) == O_RDONLY
            return grants.allows(place) || (onlyReads && grants.leads(place))
        case .createFolder: return grants.allows(place) || grants.leads(place)
        case .removeFile, .removeFolder: return grants.allows(place)
        case .rename, .startProgram, .startCommand, .startSteward, .finish: return false
        }
    }
}
