import BitcoinSupport
import NIOCore

/// Connects to nodes in I2P through a SAM bridge, each time as somebody else, so that no two connections can be told
/// to come from one node.
struct I2PConnector: Sendable {
    let connector: ProxyConnector

    /// What has come of an attempt.
    enum Outcome {
        /// A channel to the node, this node's address there, and the bytes that have already come.
        case connected(any Channel, own: NetworkAddress?, rest: [UInt8])
        /// The bridge is not there, or does not do what it should.
        case noBridge
        /// The node does not answer.
        case failed
    }

    private struct Unreachable: Error, CustomStringConvertible {
        let description: String
    }

    /// Connects to a node.
    func connect(to endpoint: NetworkEndpoint, through bridge: Proxy) async -> Outcome {
        // I2P has no ports.
        guard endpoint.port == 0 else {
            Log.debug(
                .i2p,
                "Error connecting to \(endpoint), connection refused due to arbitrary port \(endpoint.port)")
            return .failed
        }
        var channels: [any Channel] = []
        do {
            let session = try await hello(bridge)
            channels.append(session.channel)
            let name = String(UInt64.random(in: .min ... .max), radix: 16)
            Log.debug(.i2p, "Creating transient I2P SAM session \(name) with \(bridge)")
            let created = try await session.ask(
                "SESSION CREATE STYLE=STREAM ID=\(name) DESTINATION=TRANSIENT SIGNATURE_TYPE=7 "
                    + "i2cp.leaseSetEncType=4,0 inbound.quantity=1 outbound.quantity=1")
            try created.checkSuccess()
            let own = I2PDestination.address(ofPrivateKey: try created.value("DESTINATION"))
            let stream = try await hello(bridge)
            channels.append(stream.channel)
            try await open(endpoint, session: name, over: stream)
            let rest = try await stream.finish()
            // The session has to last as long as the stream, and no longer.
            stream.channel.closeFuture.whenComplete { _ in session.channel.close(promise: nil) }
            return .connected(stream.channel, own: own, rest: rest)
        } catch {
            for channel in channels { channel.close(promise: nil) }
            Log.debug(.i2p, "Error connecting to \(endpoint): \(error)")
            return error is Unreachable ? .failed : .noBridge
        }
    }

    private func open(_ endpoint: NetworkEndpoint, session: String, over stream: SAMConnection) async throws {
        let found = try await stream.ask("NAMING LOOKUP NAME=\(endpoint.address)")
        try found.checkSuccess()
        let connected = try await stream.ask(
            "STREAM CONNECT ID=\(session) DESTINATION=\(try found.value("VALUE")) SILENT=false")
        let result = try connected.value("RESULT")
        guard result != "OK" else { return }
        if result == "CANT_REACH_PEER" || result == "TIMEOUT" {
            throw Unreachable(description: "\"\(connected.line)\"")
        }
        throw SAMReply.Problem(description: "\"\(connected.line)\"")
    }

    /// A connection to the bridge over which one has said which language one speaks.
    private func hello(_ bridge: Proxy) async throws -> SAMConnection {
        guard let channel = try? await connector.dial(bridge) else {
            throw SAMReply.Problem(description: "Cannot connect to \(bridge)")
        }
        let connection = SAMConnection(channel)
        do {
            try await connection.start()
            try await connection.ask("HELLO VERSION MIN=3.1 MAX=3.1").checkSuccess()
            return connection
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }
}
