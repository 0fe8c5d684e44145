#if BITCOIN_SANDBOX
    import BitcoinSupport
    import BitcoinTesting
    import Glibc
    import Testing

    @testable import BitcoinSandbox

    /// What a steward does and what it does not, whatever the process that it serves has become.
    @Suite struct StewardServerTests {
        private let folder = TemporaryDirectory()
        private let top: String
        private let server: StewardServer

        init() throws {
            top = try #require(Path.resolved(folder.path))
            for path in ["home/wallets/w", "home/blocks"] {
                try Path.createDirectories(Path.join(top, path))
            }
            let arguments = Arguments(
                OptionTable([
                    OptionDeclaration("blocknotify=<cmd>", .options, ""),
                    OptionDeclaration("startupnotify=<cmd>", .options, ""),
                ]))
            try arguments.parse(["-blocknotify=echo %s", "-startupnotify=true"])
            let home = Path.join(top, "home")
            let spares = SpareFolders(home: home)
            spares.make()
            server = StewardServer(
                StewardDuties(
                    program: "bitcoin-node", arguments: arguments, programs: ["/bin/true"],
                    closedFolders: [Path.join(home, "wallets")], home: home),
                spares)
        }

        private func path(_ name: String) -> String { Path.join(top, name) }

        private func code(
            _ call: BrokerRequest.Call, _ name: String, flags: Int32 = O_RDONLY, more: [String] = []
        ) -> Int32 {
            let place = name.hasPrefix("/") ? name : path(name)
            let answer = server.perform(
                BrokerRequest(call, place, flags: flags, permissions: 0o777, more: more))
            if answer.descriptor >= 0 { close(answer.descriptor) }
            return answer.code
        }

        @Test func opensWhatIsNotClosed() {
            #expect(code(.open, "home/settings.json", flags: O_WRONLY | O_CREAT) == 0)
            #expect(code(.open, "home", flags: O_RDONLY | O_DIRECTORY) == 0)
            #expect(code(.open, "home/absent") == ENOENT)
            #expect(code(.createFolder, "home/a") == 0)
            #expect(code(.rename, "home/a", more: [path("home/b")]) == 0)
            #expect(code(.removeFolder, "home/b") == 0)
            #expect(code(.removeFile, "home/settings.json") == 0)
        }

        @Test(arguments: [
            "home/wallets", "home/wallets/w", "home/wallets/w/wallet.dat", "home/link/w", "home/link",
            "/proc/self/mem", "/dev/mem", "/sys/kernel",
        ])
        func whatIsClosedStaysSo(_ name: String) throws {
            try FileContents.write([1], to: path("home/wallets/w/wallet.dat"))
            #expect(symlink(path("home/wallets"), path("home/link")) == 0)
            #expect(code(.open, name) == EACCES)
            guard !name.hasPrefix("/"), name != "home/link" else { return }
            #expect(code(.removeFile, name) == EACCES)
            #expect(code(.removeFolder, name) == EACCES)
            #expect(code(.createFolder, "\(name)/new") == EACCES)
            #expect(code(.rename, name, more: [path("home/taken")]) == EACCES)
            #expect(code(.rename, "home/blocks", more: [path("\(name)/new")]) == EACCES)
        }

        @Test func theWayToWhatIsClosedIsNotMoved() {
            #expect(code(.rename, "home", more: [path("moved")]) == EACCES)
            #expect(code(.rename, "home/blocks", more: [path("home")]) == EACCES)
            #expect(code(.removeFolder, "home") == EACCES)
        }

        @Test func aRequestWithFlagsThatNobodyNeedsIsRefused() {
            // O_PATH and O_TMPFILE.
            #expect(code(.open, "home", flags: 0o10000000) == EACCES)
            #expect(code(.open, "home", flags: 0o20200000 | O_RDWR) == EACCES)
        }

        @Test func nobodyIsWaitedForAtAPipe() {
            #expect(mkfifo(path("home/pipe"), 0o600) == 0)
            #expect(code(.open, "home/pipe", flags: O_WRONLY) == ENXIO)
        }

        @Test func foldersOfItsOwnAreSpareOnesAndBecomeSpareAgain() throws {
            var before = stat()
            var after = stat()
            #expect(stat(path("home/.spare-0"), &before) == 0)
            #expect(code(.createFolder, "home/chainstate") == 0)
            #expect(stat(path("home/chainstate"), &after) == 0)
            #expect(before.st_ino == after.st_ino && !Path.exists(path("home/.spare-0")))
            // There is one of that name already.
            #expect(code(.createFolder, "home/chainstate") == EEXIST)
            try FileContents.write([1], to: path("home/chainstate/file"))
            #expect(code(.removeFolder, "home/chainstate") == ENOTEMPTY)
            #expect(code(.removeFile, "home/chainstate/file") == 0)
            #expect(code(.removeFolder, "home/chainstate") == 0)
            #expect(Path.isDirectory(path("home/.spare-0")) && !Path.exists(path("home/chainstate")))
        }

        @Test func onlyTheProgramsThatAreNamedAreStarted() {
            #expect(code(.startProgram, "/bin/sh") == EACCES)
            #expect(code(.startProgram, "/bin/../bin/true") == EACCES)
        }

        @Test func onlyTheCommandsOfTheUserAreStarted() {
            #expect(code(.startCommand, "/blocknotify", flags: 0) == EACCES)
            for (event, index, values) in [
                ("blocknotify", 0, ["%s", "a; id"]), ("blocknotify", 1, ["%s", "ab"]),
                ("blocknotify", -1, ["%s", "ab"]), ("walletnotify", 0, []),
                ("startupnotify", 0, ["%s", "a"]),
                ("sh", 0, []),
            ] as [(String, Int32, [String])] {
                let request = BrokerRequest(.startCommand, event, flags: index, more: values)
                #expect(server.perform(request).code == EACCES, "\(event) \(index) \(values)")
            }
        }
    }
#endif
