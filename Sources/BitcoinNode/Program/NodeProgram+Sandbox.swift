import BitcoinSandbox
import BitcoinSupport

extension NodeProgram {
    /// Has the kernel limit this process. The border and the rest start threads, so this comes before them.
    ///
    /// Where the wallets are another process's, their folder is closed to this one, and a steward does what cannot be done
    /// so.
    func enterSandbox(_ arguments: Arguments) throws {
        let mode = try arguments.sandboxMode
        var closed: [String] = []
        if mode != .off, case .ownProcess(let executable) = wallet, Sandbox.canLimitFiles {
            if let folder = try arguments.separateWalletDirectory() {
                closed = [folder] + arguments.walletsOfOtherNetworks
                try Steward.start(
                    StewardDuties(
                        program: name, arguments: arguments, programs: [executable], closedFolders: closed,
                        home: arguments.networkDirectory))
            } else if mode == .require {
                throw SandboxError.incomplete(
                    program: name,
                    missing: ["keeping the wallets from the node, whose own folder they are in: -walletdir"])
            }
        }
        do {
            try Sandbox.enter(.node(program: name, closedFolders: closed), mode: mode)
        } catch {
            Steward.finish()
            throw error
        }
        Steward.current?.watch()
    }

    /// The same for a node that another program has started, which says what the options are going to be.
    func enterSandbox(_ ticket: LaunchTicket?) throws {
        let arguments = Arguments(.node(listensToProcesses: border != nil))
        if let ticket, canRun(ticket.options, arguments) {
            try enterSandbox(arguments)
        } else {
            try Sandbox.enter(.node(program: name), mode: ticket?.mode ?? .auto)
        }
    }

    /// Reads options. What is wrong with them, and which node has their folders already, the other program hears when it
    /// hands them over.
    private func canRun(_ options: [String], _ arguments: Arguments) -> Bool {
        do {
            try parse([name] + options, into: arguments)
            _ = try DirectoryLocks(arguments)
            return true
        } catch {
            return false
        }
    }
}
