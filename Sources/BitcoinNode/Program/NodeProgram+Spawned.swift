import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc

extension NodeProgram {
    /// Runs a node for the program that has started this one, until that program closes the connection or is gone, or the
    /// node ends by itself.
    ///
    /// - Returns: the exit code.
    func serve(_ parent: Int32) -> Int32 {
        let border: any ProcessBorder
        defer { Steward.finish() }
        do {
            // The border has a thread, and a sandbox has to be entered before that.
            try enterSandbox(try LaunchTicket.receive(from: parent)?.ticket)
            guard let made = try self.border?() else { return EXIT_FAILURE }
            border = made
        } catch {
            StartupError("\(error)").report()
            return EXIT_FAILURE
        }
        guard let connection = border as? any ParentBorder else { return EXIT_FAILURE }
        let spawned = ChildNode(
            identity: ProcessIdentity(
                program: name, version: Int32(ClientVersion.number), network: "",
                schemaHash: border.schemaHash))
        return runBlocking {
            Task {
                try? await connection.serveParent(parent, node: spawned)
                // Whoever started this node is gone.
                spawned.abandon()
                ShutdownSignal.process.request()
            }
            guard let options = await spawned.options else { return EXIT_SUCCESS }
            return await run(options, spawned, border)
        }
    }

    /// Runs a node with the options that another program, or another part of this one, has given it.
    func run(
        _ options: ProcessConfiguration, _ spawned: ChildNode, _ border: (any ProcessBorder)?
    ) async -> Int32 {
        do {
            let arguments = Arguments(.node(listensToProcesses: border != nil))
            try parse([name] + options.arguments, into: arguments)
            // Its output is that of another program.
            arguments.softSet("printtoconsole", false)
            let parameters = try prepare(arguments)
            Curve.prepare()
            return await NodeApplication(
                programName: name, arguments: arguments, parameters: parameters, border: border,
                wallet: wallet, parent: spawned
            ).run {}
        } catch {
            let error = error as? StartupError ?? StartupError("\(error)")
            error.report()
            spawned.failed(error)
            // Until the answer has gone out.
            try? await Task.sleep(for: .milliseconds(200))
            return EXIT_FAILURE
        }
    }
}
