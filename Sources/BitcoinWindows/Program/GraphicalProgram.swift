import BitcoinCommands
import BitcoinGUI
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc
import QtBridge

/// A program with windows: `bitcoin-gui`, whose node is another process, or `bitcoin-qt`, whose node is its own.
public struct GraphicalProgram {
    /// Makes the source of the node, once it is known where its data is.
    public typealias SourceMaker = @Sendable (Arguments) throws -> any NodeSource

    private let name: String
    private let makeSource: SourceMaker
    /// Limits the process before it has a second thread.
    private let confine: @Sendable (Arguments) throws -> Void
    /// What else is to be done with the windows.
    private let accompany: (@UserInterface () -> Void)?

    /// What users call the program.
    public static let title = "\(ClientVersion.clientName)"

    /// Describes a program.
    ///
    /// - Parameters:
    ///   - name: the name of the executable.
    ///   - confine: limits what the process may do, once it is known where its data is and before it has a second thread.
    ///   - accompany: called once the windows are there.
    ///   - makeSource: makes the source of the node, once it is known where its data is.
    public init(
        name: String, confine: @escaping @Sendable (Arguments) throws -> Void = { _ in },
        accompany: (@UserInterface () -> Void)? = nil, makeSource: @escaping SourceMaker
    ) {
        self.confine = confine
        self.name = name
        self.accompany = accompany
        self.makeSource = makeSource
    }

    /// Runs the program on the main thread, with the words of its command line, the first of which is its own name.
    ///
    /// - Returns: the exit code.
    public func run(_ words: [String]) -> Int32 {
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        let arguments = Arguments(.graphical)
        do {
            try arguments.parse(Self.withoutQt(words).filter { $0.hasPrefix("-") })
            if arguments.wantsHelp || arguments.bool("version", default: false) {
                StandardOutput.write(text(arguments))
                return EXIT_SUCCESS
            }
            try arguments.initialize()
        } catch {
            StandardError.write("Error: \(error)\n")
            return EXIT_FAILURE
        }
        let link = Self.withoutQt(words).first { !$0.hasPrefix("-") }.flatMap(PaymentLink.init)
        do {
            guard let door = try InstanceDoor(arguments.networkDirectory) else {
                return handOver(link, arguments.networkDirectory)
            }
            try confine(arguments)
            defer {
                door.shut()
                Steward.finish()
            }
            let source = try makeSource(arguments)
            QtApplication.open(words, name: name, title: Self.title)
            SignalHandlers.install()
            let shows = arguments.bool("splash", default: true)
            let network = arguments.selectedChain.name
            Task { @UserInterface [accompany] in
                let session = WindowSession(source, network: network, showsSplash: shows, link: link)
                accompany?()
                await session.start()
            }
            door.open { text in
                Task { @UserInterface in WindowSession.receive(text) }
            }
            defer { QtApplication.close() }
            return withExtendedLifetime(door) { QtApplication.run() }
        } catch {
            StandardError.write("Error: \(error)\n")
            return EXIT_FAILURE
        }
    }

    /// The words after the name of the program without Qt's own options, which are its business, and their values.
    private static func withoutQt(_ words: [String]) -> [String] {
        let options = ["-platform", "-style", "-stylesheet", "-display", "-geometry"]
        return zip(words.dropFirst(), words).filter { word, previous in
            !options.contains(word) && !options.contains(previous)
        }.map(\.0)
    }

    /// Lets the program go on that shows this data directory already.
    private func handOver(_ link: PaymentLink?, _ directory: String) -> Int32 {
        guard InstanceDoor.handOver(link?.text ?? "", in: directory) else {
            StandardError.write(
                "Error: \(Self.title) is probably already running on \(directory), and does not answer.\n")
            return EXIT_FAILURE
        }
        StandardError.write("\(Self.title) is already running on \(directory), and was shown.\n")
        return EXIT_SUCCESS
    }

    private func text(_ arguments: Arguments) -> String {
        let heading = "\(ClientVersion.clientName) \(name) version \(ClientVersion.full)\n"
        if arguments.bool("version", default: false) { return heading + ClientVersion.license }
        return heading + """

            The \(name) application provides a graphical interface for interacting with \(ClientVersion.clientName).

            Usage: \(name) [options] [URI]


            """ + arguments.helpText
    }
}
