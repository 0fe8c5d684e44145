import BitcoinSupport
import NIOCore
import Synchronization

/// What all connections of a server share: who answers, and how much at once.
final class HTTPEngine: Sendable {
    let router = HTTPRouter()
    let scheduler: RequestScheduler
    /// After how long a silent client is cut off; `nil` for never.
    let idleTimeout: TimeAmount?
    private let isInterrupted = Atomic<Bool>(false)

    init(scheduler: RequestScheduler, idleTimeout: TimeAmount?) {
        self.scheduler = scheduler
        self.idleTimeout = idleTimeout
    }

    /// No request is taken up any more.
    func interrupt() {
        isInterrupted.store(true, ordering: .relaxed)
    }

    /// Has a request answered by and by, or says at once why it is not.
    func answer(
        _ request: HTTPRequest, completion: @escaping @Sendable (HTTPResponse) -> Void
    ) -> HTTPResponse? {
        guard !isInterrupted.load(ordering: .relaxed) else {
            Log.debug(.http) { "Rejecting request while shutting down" }
            return .error(.serviceUnavailable)
        }
        guard request.method != .unknown else {
            Log.debug(.http) { "HTTP request from \(request.peer) rejected: Unknown HTTP request method" }
            return .error(.methodNotAllowed)
        }
        guard let handler = router.handler(for: request.target) else { return .error(.notFound) }
        switch scheduler.submit({ completion(await handler(request)) }) {
        case .admitted:
            return nil
        case .queueIsFull:
            Log.warning(
                "Request rejected because http work queue depth exceeded, "
                    + "it can be increased with the -rpcworkqueue= setting")
            return .error(.serviceUnavailable, "Work queue depth exceeded")
        }
    }
}
