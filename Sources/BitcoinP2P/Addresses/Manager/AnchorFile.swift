import BitcoinPrimitives
import BitcoinSupport
import Glibc

/// The peers that relay blocks only, kept from one run to the next in anchors.dat: whoever makes a node restart must
/// not be able to choose all of its peers.
struct AnchorFile: Sendable {
    /// Where the file is.
    let path: String
    /// The four bytes that start each message in the clear.
    let messageStart: [UInt8]

    /// So many are kept.
    static let maximumAnchors = 2

    /// Takes the addresses out of the file, which is used only once. None if the file is not there or damaged.
    func take() -> [PeerAddress] {
        defer { _ = FileCalls.removeFile(path) }
        guard let bytes = try? FileContents.read(path),
            let anchors = try? NetworkFile.open(
                bytes, messageStart: messageStart,
                { reader in
                    let count = try reader.readCompactSize()
                    var anchors: [PeerAddress] = []
                    for _ in 0..<count { anchors.append(try PeerAddress(storedIn: &reader)) }
                    return anchors
                })
        else { return [] }
        Log.info("Loaded \(anchors.count) addresses from \(Path.quoted(Path.fileName(path)))")
        return Array(anchors.prefix(Self.maximumAnchors))
    }

    /// Writes the addresses of those who relay blocks only.
    func write(_ anchors: [PeerAddress]) {
        Log.info(
            "DumpAnchors: Flush \(anchors.count) outbound block-relay-only peer addresses to anchors.dat started"
        )
        let bytes = NetworkFile.seal(messageStart: messageStart) { writer in
            writer.writeCompactSize(anchors.count)
            for anchor in anchors { anchor.writeStored(to: &writer) }
        }
        do {
            try FileContents.replace(path, with: bytes)
            Log.info(
                "DumpAnchors: Flush \(anchors.count) outbound block-relay-only peer addresses to anchors.dat completed"
            )
        } catch {
            Log.error("The anchors could not be written: \(error)")
        }
    }
}
