#if BITCOIN_SANDBOX
    import BitcoinSupport
    import CSandbox
    import Glibc

    /// The steward's side: does what the process in the sandbox asks for, unless it is about what is closed to that.
    struct StewardServer {
        private let duties: StewardDuties
        private let closed: ClosedFolders
        private let spares: SpareFolders

        /// What is not on a disk: the memory of other processes is in these, and what the other may have of them, it opens
        /// itself.
        private static let systemFolders = ClosedFolders(["/proc", "/sys", "/dev"])

        init(_ duties: StewardDuties, _ spares: SpareFolders) {
            self.duties = duties
            self.spares = spares
            closed = ClosedFolders(duties.closedFolders)
        }

        /// Serves until the other side is closed.
        func serve(_ socket: Int32) {
            while let (bytes, unexpected) = DescriptorPassing.receive(
                BrokerRequest.maximumSize + 1, from: socket)
            {
                if unexpected >= 0 { close(unexpected) }
                let answer = BrokerRequest(bytes: bytes).map(perform) ?? BrokerAnswer(code: EINVAL)
                defer { if answer.descriptor >= 0 { close(answer.descriptor) } }
                guard DescriptorPassing.send(answer.bytes, answer.descriptor, over: socket) else { return }
            }
        }

        /// Does what is asked for, or says why not.
        func perform(_ request: BrokerRequest) -> BrokerAnswer {
            switch request.call {
            case .open: open(request)
            case .createFolder, .removeFile, .removeFolder: change(request)
            case .rename: rename(request.path, to: request.more[0])
            case .startProgram: startProgram(request.path)
            case .startCommand: startCommand(request)
            case .startSteward: startSteward()
            case .finish: finish()
            }
        }

        // MARK: Files

        private func isClosed(_ place: String) -> Bool {
            closed.contains(place) || Self.systemFolders.contains(place)
        }

        private func open(_ request: BrokerRequest) -> BrokerAnswer {
            guard request.flags & ~BrokerServer.possibleFlags == 0,
                let place = PathGrants.place(of: request.path), !isClosed(place)
            else { return BrokerAnswer(code: EACCES) }
            // Whoever waits for the other end of a pipe holds up everyone else.
            let flags = request.flags | O_CLOEXEC | (Path.isPipe(place) ? O_NONBLOCK : 0)
            return BrokerAnswer(opened: sandbox_open_plain(place, flags, request.permissions & 0o777))
        }

        /// Makes or removes an entry of a folder.
        private func change(_ request: BrokerRequest) -> BrokerAnswer {
            guard let entry = FolderEntry(request.path), !isClosed(entry.path),
                !closed.isOnTheWay(entry.path)
            else { return BrokerAnswer(code: EACCES) }
            switch request.call {
            case .createFolder:
                if spares.place(at: entry.path) { return BrokerAnswer() }
                return entry.use { mkdirat($0, $1, request.permissions & 0o777) }
            case .removeFolder:
                if spares.takeBack(entry.path) { return BrokerAnswer() }
                return entry.use { unlinkat($0, $1, AT_REMOVEDIR) }
            default: return entry.use { unlinkat($0, $1, 0) }
            }
        }

        private func rename(_ path: String, to newPath: String) -> BrokerAnswer {
            guard let old = FolderEntry(path), let new = FolderEntry(newPath) else {
                return BrokerAnswer(code: EACCES)
            }
            for place in [old.path, new.path] where isClosed(place) || closed.isOnTheWay(place) {
                return BrokerAnswer(code: EACCES)
            }
            let folder = sandbox_open_folder(old.folder)
            guard folder >= 0 else { return BrokerAnswer(code: errno) }
            defer { close(folder) }
            return new.use { renameat(folder, old.name, $0, $1) }
        }

        // MARK: Stewards

        /// Another of the same kind: the process that is served cannot start one itself.
        private func startSteward() -> BrokerAnswer {
            guard let ends = Steward.makeLink() else { return BrokerAnswer(code: errno) }
            let process = sandbox_fork_sibling()
            if process == 0 { Steward.serve(ends.theirs, self) }
            let code = errno
            close(ends.theirs)
            guard process > 0 else {
                close(ends.mine)
                return BrokerAnswer(code: code)
            }
            return BrokerAnswer(number: process, descriptor: ends.mine)
        }

        /// The process that is served ends in order.
        private func finish() -> BrokerAnswer {
            spares.remove()
            return BrokerAnswer()
        }

        // MARK: Programs

        private func startProgram(_ path: String) -> BrokerAnswer {
            guard duties.programs.contains(path) else { return BrokerAnswer(code: EACCES) }
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return BrokerAnswer(code: errno) }
            defer { close(ends[1]) }
            var answer = start([path, "-ipcfd", "\(SANDBOX_CONNECTION)"], connection: ends[1])
            answer.descriptor = ends[0]
            return answer
        }

        private func startCommand(_ request: BrokerRequest) -> BrokerAnswer {
            var values: [String: String] = [:]
            for place in stride(from: 0, to: request.more.count - 1, by: 2) {
                values[request.more[place]] = request.more[place + 1]
            }
            let index = Int(request.flags)
            guard let event = UserCommand(rawValue: request.path),
                let commands = event.commands(duties.arguments, values: values),
                commands.indices.contains(index)
            else { return BrokerAnswer(code: EACCES) }
            return start(["/bin/sh", "-c", commands[index]], connection: -1)
        }

        private func start(_ words: [String], connection: Int32) -> BrokerAnswer {
            var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
            defer { for argument in arguments { free(argument) } }
            var failure: Int32 = 0
            let process = sandbox_start_sibling(words[0], &arguments, connection, &failure)
            return BrokerAnswer(code: failure, number: max(process, 0))
        }
    }

    /// A name in a folder, whether there is anything of that name or not. The name itself is not followed.
    private struct FolderEntry {
        let folder: String
        let name: String

        init?(_ path: String) {
            guard let folder = PathGrants.place(of: Path.parent(path)) ?? Self.root(Path.parent(path)) else {
                return nil
            }
            let name = Path.fileName(path)
            guard !name.isEmpty, name != ".", name != ".." else { return nil }
            self.folder = folder
            self.name = name
        }

        private static func root(_ path: String) -> String? { path == "/" ? path : nil }

        var path: String { Path.join(folder, name) }

        /// Hands the open folder and the name to a system call.
        func use(_ call: (Int32, String) -> Int32) -> BrokerAnswer {
            let descriptor = sandbox_open_folder(folder)
            guard descriptor >= 0 else { return BrokerAnswer(code: errno) }
            defer { close(descriptor) }
            return BrokerAnswer(ofCall: call(descriptor, name))
        }
    }
#endif
