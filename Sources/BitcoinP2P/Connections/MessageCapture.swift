import BitcoinPrimitives
import BitcoinSupport
import Glibc

/// Writes all messages of peers to files, for those who study the protocol (`-capturemessages`).
struct MessageCapture: Sendable {
    /// Where the files go: a folder for each peer.
    let directory: String

    /// Appends a message to its peer's file.
    func write(_ command: String, _ payload: Bytes, of peer: NetworkEndpoint, isIncoming: Bool) {
        var writer = ByteWriter()
        writer.write(NodeClock.nowMicroseconds)
        writer.write(V1Transport.field(command))
        writer.write(UInt32(payload.count))
        writer.write(payload)
        let folder = Path.join(directory, "\(peer)".replacing(":", with: "_"))
        let path = Path.join(folder, isIncoming ? "msgs_recv.dat" : "msgs_sent.dat")
        do {
            try Path.createDirectories(folder)
            try append(writer.bytes, to: path)
        } catch {
            Log.error("A message could not be captured: \(error)")
        }
    }

    private func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "write", path: path)
            }
            rest = rest.dropFirst(count)
        }
    }
}
