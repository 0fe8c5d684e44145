import BitcoinInterfaces
import BitcoinSupport
import Glibc
import NIOCore
import NIOSSL

/// Receives those who connect to a listener: as strangers, until the handshake has shown which key they have.
final class Reception: Sendable {
    private let admission: Admission
    private let context: NIOSSLContext
    private let limits: ListenerLimits
    private let loop: any EventLoop
    private let serve: @Sendable (SecureSession) -> Void
    private let visitors: NIOLoopBoundBox<Visitors>
    private let recheck: NIOLoopBoundBox<RepeatedTask?>

    init(
        admission: Admission, context: NIOSSLContext, limits: ListenerLimits, loop: any EventLoop,
        serve: @escaping @Sendable (SecureSession) -> Void
    ) {
        self.admission = admission
        self.context = context
        self.limits = limits
        self.loop = loop
        self.serve = serve
        visitors = .makeBoxSendingValue(Visitors(), eventLoop: loop)
        recheck = .makeBoxSendingValue(nil, eventLoop: loop)
    }

    /// Begins to look whether those who are served are still to be.
    func begin() {
        loop.execute { [self] in
            recheck.value = loop.scheduleRepeatedTask(initialDelay: limits.recheck, delay: limits.recheck) {
                [weak self] task in
                if let self { dismissUnwanted() } else { task.cancel() }
            }
        }
    }

    /// Ends everything.
    func end() async {
        try? await loop.submit { [self] in
            recheck.value?.cancel()
            for channel in visitors.value.all { channel.close(promise: nil) }
        }.get()
    }

    // MARK: Strangers

    /// Starts the handshake with somebody. On the event loop.
    func receive(_ channel: any Channel) throws {
        let origin = Self.origin(of: channel)
        let outcome = HandshakeOutcome()
        let ssl = NIOSSLServerHandler(context: context) { [admission] certificates, promise in
            promise.completeWith(outcome.verify(certificates, admission))
        }
        let events = HandshakeEvents { [self] result in
            over(result, outcome.admitted, refusal: outcome.refusal, channel, origin)
        }
        let operations = channel.pipeline.syncOperations
        try operations.addHandlers([ssl, events, RelayHandler(readsAlone: true)])
        let limit = loop.assumeIsolated().scheduleTask(in: limits.handshake) { [limits] in
            Self.logRefusal(
                of: origin, "it took more than \(limits.handshake.nanoseconds / 1_000_000_000) seconds")
            channel.close(mode: .all, promise: nil)
        }
        channel.closeFuture.assumeIsolated().whenComplete { [visitors] _ in visitors.value.forget(channel) }
        if let oldest = visitors.value.arrived(channel, limit: limit, of: limits.strangers) {
            Self.logRefusal(of: Self.origin(of: oldest), "\(limits.strangers) others came after it")
            oldest.close(promise: nil)
        }
    }

    /// The handshake has ended one way or the other.
    private func over(
        _ result: Result<Void, any Error>, _ admitted: PairedPeer?, refusal: Admission.Refusal?,
        _ channel: any Channel, _ origin: String
    ) {
        switch result {
        case .failure(let error):
            visitors.value.forget(channel)
            Self.logRefusal(of: origin, refusal?.description ?? HandshakeFailure(error).description)
        case .success:
            // A session that is resumed shows no key: there is nobody to serve.
            guard let peer = admitted, case .client(let grants) = peer.role else {
                Self.logRefusal(of: origin, "it has shown no key")
                channel.close(promise: nil)
                return
            }
            guard visitors.value.sessionCount < limits.sessions,
                visitors.value.sessions(where: { $0.fingerprint == peer.fingerprint }).count
                    < limits.sessionsOfOne
            else {
                Self.logRefusal(of: origin, "'\(peer.name)', or all together, have too many connections")
                channel.close(promise: nil)
                return
            }
            visitors.value.recognised(channel, as: peer)
            handOver(channel, peer, grants, origin)
        }
    }

    private func handOver(
        _ channel: any Channel, _ peer: PairedPeer, _ grants: Set<ListenerAddress.Grant>, _ origin: String
    ) {
        (try? channel.pipeline.syncOperations.handler(type: RelayHandler.self))?.waitForPartner()
        LocalEnd.attach(to: channel).whenComplete { [serve] result in
            switch result {
            case .success(let descriptor):
                Log.info(.ipc, "IPC server: '\(peer.name)' has connected from \(origin)")
                serve(SecureSession(name: peer.name, grants: grants, origin: origin, descriptor: descriptor))
            case .failure(let error):
                Log.error("IPC server: cannot serve '\(peer.name)' at \(origin): \(error)")
                channel.close(promise: nil)
            }
        }
    }

    // MARK: Those who are served

    private func dismissUnwanted() {
        for (channel, peer) in visitors.value.sessions(where: { !admission.stillAdmits($0) }) {
            Log.warning(
                "IPC server: '\(peer.name)' at \(Self.origin(of: channel)) is cut off: its key was revoked or may do "
                    + "something else now")
            (try? channel.pipeline.syncOperations.handler(type: RelayHandler.self))?.cut()
        }
    }

    // MARK: Words

    private static func logRefusal(of origin: String, _ reason: String) {
        Log.warning("IPC server: connection from \(origin) refused: \(reason)")
    }

    private static func origin(of channel: any Channel) -> String {
        guard let address = channel.remoteAddress, let host = address.ipAddress, let port = address.port
        else {
            return "an unknown address"
        }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
