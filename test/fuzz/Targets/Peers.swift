import BitcoinCrypto
import BitcoinP2P
import BitcoinPrimitives

// What peers send.
extension FuzzTarget {
    private static let commands = NetworkMessage.knownCommands + ["other"]

    static let message = FuzzTarget(name: "message", corpora: ["cmpctblocks_parse", "addrv2"]) { bytes in
        guard let first = bytes.first else { return }
        let command = commands[Int(first) % commands.count]
        guard let message = try? NetworkMessage(command: command, payload: Bytes(Array(bytes.dropFirst())))
        else { return }
        let again = try? NetworkMessage(command: command, payload: message.payload)
        precondition(again == message, "a message is read otherwise than written")
    }

    /// Gives bytes to a transport in pieces, whose lengths the first bytes tell.
    private static func feed(_ transport: some Transport, _ bytes: [UInt8]) -> [TransportEvent] {
        var transport = transport
        var rest = bytes[...]
        var events: [TransportEvent] = []
        while let length = rest.popFirst() {
            let piece = Array(rest.prefix(Int(length) + 1))
            rest = rest.dropFirst(piece.count)
            for event in transport.receive(piece) {
                events.append(event)
                if case .failed = event { return events }
            }
        }
        return events
    }

    static let v1Transport = FuzzTarget(name: "v1-transport") { bytes in
        let magic: [UInt8] = [0xFA, 0xBF, 0xB5, 0xDA]
        for event in feed(V1Transport(magic: magic), bytes) {
            guard case .message(let message) = event else { continue }
            var sender = V1Transport(magic: magic)
            var receiver = V1Transport(magic: magic)
            let wire = sender.wrap(command: message.command, payload: message.payload)
            precondition(receiver.receive(wire) == [.message(message)], "a message changes on its way")
        }
    }

    static let v2Transport = FuzzTarget(name: "v2-transport") { bytes in
        guard let first = bytes.first else { return }
        let transport = V2Transport(magic: [0xFA, 0xBF, 0xB5, 0xDA], isInitiator: first & 1 == 1)
        _ = feed(transport, Array(bytes.dropFirst()))
    }
}
