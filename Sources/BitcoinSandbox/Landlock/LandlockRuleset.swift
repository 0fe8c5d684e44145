#if BITCOIN_SANDBOX
    import BitcoinSupport
    import CSandbox
    import Glibc

    /// A set of rules on its way into force. It holds for the thread that enters it and all that this thread starts.
    struct LandlockRuleset: ~Copyable {
        private let descriptor: Int32
        private let rights: FileRights

        /// Listening is bit 0, connecting is bit 1 (`LANDLOCK_ACCESS_NET_…`).
        private static let listen: UInt64 = 1 << 0
        private static let connect: UInt64 = 1 << 1
        /// `LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET` and `LANDLOCK_SCOPE_SIGNAL`.
        private static let outsiders: UInt64 = 1 << 0 | 1 << 1

        /// Makes the rules of a profile, as far as this version goes.
        init(_ profile: SandboxProfile, _ version: LandlockVersion) throws(SandboxError) {
            var attributes = sandbox_ruleset()
            rights = profile.limitsFiles ? version.fileRights : []
            attributes.handled_files = rights.rawValue
            if profile.ports != nil, version.governsPorts {
                attributes.handled_network = Self.listen | Self.connect
            }
            if profile.keepsSecrets, version.governsSignals { attributes.scoped = Self.outsiders }
            descriptor = sandbox_landlock_create(&attributes)
            guard descriptor >= 0 else { throw .refused(step: "making a Landlock ruleset", code: errno) }
            for rule in profile.files ?? [] { try allow(rule) }
            if profile.files == nil, !profile.closedFolders.isEmpty {
                try allowEverything(
                    besides: ClosedFolders(profile.closedFolders), lists: profile.listsFolders)
            }
            if version.governsPorts, let ports = profile.ports {
                for port in ports.listen { try allow(port, Self.listen) }
                for port in ports.connect { try allow(port, Self.connect) }
            }
        }

        deinit { close(descriptor) }

        /// Rules can only be added up, so that each has to lead past what is closed.
        private func allowEverything(besides closed: ClosedFolders, lists: Bool) throws(SandboxError) {
            // To listen at a path opens nothing, and other programs name the folders for that.
            try allow("/", lists ? [.makeSocket, .readFolder] : .makeSocket)
            for path in closed.openPaths() where !Path.isLink(path) {
                do {
                    try allow(path, .everything)
                } catch {
                    // What is gone again, or on no disk, is left out: it can be asked for.
                    continue
                }
            }
        }

        private func allow(_ rule: SandboxProfile.FileRule) throws(SandboxError) {
            try allow(rule.path, FileRights(rule.access))
        }

        private func allow(_ path: String, _ wanted: FileRights) throws(SandboxError) {
            let file = sandbox_open_path(path)
            guard file >= 0 else {
                if errno == ENOENT || errno == ENOTDIR || errno == EACCES { return }
                throw .refused(step: "opening \(path)", code: errno)
            }
            defer { close(file) }
            var status = stat()
            guard fstat(file, &status) == 0 else {
                throw .refused(step: "looking at \(path)", code: errno)
            }
            var allowed = wanted.intersection(rights)
            if status.st_mode & S_IFMT != S_IFDIR { allowed.formIntersection(.ofFiles) }
            guard !allowed.isEmpty else { return }
            var native = sandbox_path_rule(allowed: allowed.rawValue, parent: file)
            guard sandbox_landlock_allow_path(descriptor, &native) == 0 else {
                throw .refused(step: "allowing \(path)", code: errno)
            }
        }

        private func allow(_ port: UInt16, _ use: UInt64) throws(SandboxError) {
            var native = sandbox_port_rule(allowed: use, port: UInt64(port))
            guard sandbox_landlock_allow_port(descriptor, &native) == 0 else {
                throw .refused(step: "allowing port \(port)", code: errno)
            }
        }

        /// Puts the rules into force, for good. Needs no-new-privs.
        consuming func enter() throws(SandboxError) {
            guard sandbox_landlock_enter(descriptor) == 0 else {
                throw .refused(step: "entering Landlock", code: errno)
            }
        }
    }
#endif
