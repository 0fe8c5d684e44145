import BitcoinPrimitives
import BitcoinSupport

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
            try FileContents.append(writer.bytes, to: path)
        } catch {
            Log.error("A message could not be captured: \(error)")
        }
    }
}
