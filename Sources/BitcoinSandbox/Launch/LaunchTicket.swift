import BitcoinSupport
import CSupport
import Glibc

/// What a process tells one that it starts before anything else: which sandbox to enter. It has to come before the
/// connection, because a sandbox has to be entered before the connection has its thread.
///
/// It travels over the socket that the connection is going to use: a mark that no message of the connection begins with,
/// the size, and JSON. A process that was started by another program gets none.
public struct LaunchTicket: Sendable, Equatable {
    /// Read as the number of segments of a Cap'n Proto message, this is far more than any peer takes.
    static let mark = Array("\u{7F}SANDBOX".utf8)
    private static let maximumSize = 1 << 20

    /// What the user has asked for.
    public var mode: SandboxMode
    /// Folders that belong to the process.
    public var folders: [String]
    /// Files that it reads.
    public var readFiles: [String]
    /// Its options, where they say what is to be closed to it. It gets them once more when it is connected.
    public var options: [String]

    /// Makes a ticket.
    public init(
        mode: SandboxMode, folders: [String] = [], readFiles: [String] = [], options: [String] = []
    ) {
        self.mode = mode
        self.folders = folders
        self.readFiles = readFiles
        self.options = options
    }

    /// Sends the ticket.
    ///
    /// - Parameter broker: the process's way to a broker of files, or -1. It stays open here.
    public func send(over socket: Int32, broker: Int32 = -1) throws(SandboxError) {
        let text = Array("\(json)".utf8)
        let message = Self.mark + BrokerRequest.bytes(UInt32(text.count)) + text
        guard text.count <= Self.maximumSize, DescriptorPassing.send(message, broker, over: socket) else {
            throw .refused(
                step: "telling a process its sandbox", code: text.count <= Self.maximumSize ? errno : E2BIG)
        }
    }

    /// Waits for the first bytes of the process that started this one, and reads the ticket if they are one.
    public static func receive(from socket: Int32) throws(SandboxError) -> (
        ticket: LaunchTicket, broker: Int32
    )? {
        var start = [UInt8](repeating: 0, count: mark.count)
        while recv(socket, &start, start.count, Int32(MSG_PEEK) | Int32(MSG_WAITALL)) < 0, errno == EINTR {}
        guard start == mark else { return nil }
        let headSize = mark.count + 4
        guard let (head, broker) = DescriptorPassing.receive(headSize, from: socket), head.count == headSize
        else {
            throw .unreadableTicket
        }
        let size = Int(BrokerRequest.word(head[mark.count...]))
        guard size <= maximumSize else { throw .unreadableTicket }
        var text = [UInt8](repeating: 0, count: size)
        guard recv(socket, &text, size, Int32(MSG_WAITALL)) == size, let json = try? JSONValue(parsing: text),
            let ticket = LaunchTicket(json)
        else { throw .unreadableTicket }
        return (ticket, broker)
    }

    var json: JSONValue {
        func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
        return .members(
            ("mode", .string(mode.rawValue)), ("folders", texts(folders)), ("read", texts(readFiles)),
            ("options", texts(options)))
    }

    init?(_ json: JSONValue) {
        func texts(_ name: String) -> [String]? {
            guard let list = json[name].array?.map(\.string), !list.contains(nil) else { return nil }
            return list.compactMap(\.self)
        }
        guard let mode = json["mode"].string.flatMap(SandboxMode.init(rawValue:)),
            let folders = texts("folders"), let files = texts("read"), let options = texts("options")
        else { return nil }
        self.init(mode: mode, folders: folders, readFiles: files, options: options)
    }
}
