import BitcoinSupport
import Synchronization

/// Answers requests for the paths that it is registered for.
public typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// Which handler answers which paths. The first that fits is asked.
final class HTTPRouter: Sendable {
    private struct Route {
        var prefix: String
        var isExact: Bool
        var handler: HTTPHandler
    }

    private let routes = Mutex<[Route]>([])

    func register(_ prefix: String, isExact: Bool, _ handler: @escaping HTTPHandler) {
        Log.debug(.http) { "Registering HTTP handler for \(prefix) (exactmatch \(isExact ? 1 : 0))" }
        routes.withLock { $0.append(Route(prefix: prefix, isExact: isExact, handler: handler)) }
    }

    func unregister(_ prefix: String, isExact: Bool) {
        routes.withLock { routes in
            guard let index = routes.firstIndex(where: { $0.prefix == prefix && $0.isExact == isExact })
            else { return }
            Log.debug(.http) { "Unregistering HTTP handler for \(prefix) (exactmatch \(isExact ? 1 : 0))" }
            routes.remove(at: index)
        }
    }

    func handler(for target: String) -> HTTPHandler? {
        routes.withLock { routes in
            routes.first { $0.isExact ? target == $0.prefix : target.hasPrefix($0.prefix) }?.handler
        }
    }
}
