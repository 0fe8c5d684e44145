/// What a program may do once it has entered its sandbox. Everything that a profile does not speak of stays as it was.
public struct SandboxProfile: Sendable, Equatable {
    /// What a program may do with the files that a rule is about.
    public enum Access: String, Sendable, CaseIterable {
        /// Read files and list folders.
        case read
        /// Read and write what is there, and change its length, but make and remove nothing.
        case write
        /// Read, write, make and remove files and folders; run nothing, make no devices and no symbolic links.
        case own
    }

    /// A file, or a folder with all that is in it.
    public struct FileRule: Sendable, Equatable {
        /// Where it is. What is not there when the sandbox is entered is passed over.
        public var path: String
        /// What may be done with it.
        public var access: Access

        /// Makes a rule.
        public init(_ path: String, _ access: Access) {
            self.path = path
            self.access = access
        }
    }

    /// TCP ports by number.
    public struct Ports: Sendable, Equatable {
        /// On these the program may listen.
        public var listen: [UInt16] = []
        /// To these it may connect.
        public var connect: [UInt16] = []

        /// The ports of a program that has a network.
        public init(listen: [UInt16] = [], connect: [UInt16] = []) {
            self.listen = listen
            self.connect = connect
        }
    }

    /// The program's name, for the log.
    public var program: String
    /// The only files that the program can open; `nil` for no limit.
    public var files: [FileRule]?
    /// Folders of which the program can open nothing, where all others are open to it.
    public var closedFolders: [String]
    /// Whether the program can list all folders, the closed ones too: names are shown, contents are not.
    public var listsFolders: Bool
    /// The only TCP ports; `nil` for no limit.
    public var ports: Ports?
    /// The system calls that are refused.
    public var calls: SystemCallFilter
    /// Whether the process leaves no core dump, cannot be traced by others of its user, and reaches no process outside
    /// of its sandbox by signals or abstract sockets.
    public var keepsSecrets: Bool

    /// Makes a profile.
    public init(
        program: String, files: [FileRule]? = nil, closedFolders: [String] = [],
        listsFolders: Bool = false, ports: Ports? = nil, calls: SystemCallFilter, keepsSecrets: Bool
    ) {
        self.program = program
        self.files = files
        self.closedFolders = closedFolders
        self.listsFolders = listsFolders
        self.ports = ports
        self.calls = calls
        self.keepsSecrets = keepsSecrets
    }

    /// Whether there are files that the program cannot open.
    var limitsFiles: Bool { files != nil || !closedFolders.isEmpty }
}
