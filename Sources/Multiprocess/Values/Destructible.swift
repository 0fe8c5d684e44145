import Synchronization

/// An object that a peer may give up before it gives up the last reference to it.
public final class Destructible<Object: Sendable>: Sendable {
    /// The object was used after the peer destroyed it.
    public struct Destroyed: Error, CustomStringConvertible {
        /// What the peer is told.
        public let description = "The object was destroyed."
    }

    private let object: Mutex<Object?>

    /// Holds an object.
    public init(_ object: Object) {
        self.object = Mutex(object)
    }

    /// The object, unless it was destroyed.
    public func get() throws(Destroyed) -> Object {
        guard let object = object.withLock({ $0 }) else { throw Destroyed() }
        return object
    }

    /// Lets go of the object.
    public func destroy() {
        // Freed after the lock, because an object's end can lead anywhere.
        let object = self.object.withLock { $0.take() }
        _ = consume object
    }
}
