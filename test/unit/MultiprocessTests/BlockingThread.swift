import Glibc

/// A plain thread, outside of Swift's concurrency.
final class BlockingThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var id = pthread_t()
        pthread_create(
            &id, nil,
            { argument in
                Unmanaged<BlockingThread>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(id)
    }
}
