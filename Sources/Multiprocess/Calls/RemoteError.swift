import CMultiprocess

/// A call did not succeed: the other side threw, refused it, or is gone.
public struct RemoteError: Error, CustomStringConvertible, Equatable {
    /// The four kinds that the protocol knows.
    public enum Kind: Sendable {
        /// The method threw, or the message was bad.
        case failed
        /// A limit was reached; it may work later.
        case overloaded
        /// The connection is gone.
        case disconnected
        /// The object has no such method.
        case unimplemented
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// The whole text, as Cap'n Proto gives it: `remote exception: std::exception: …`.
    public let description: String

    /// Makes an error, for example to be thrown by a server.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    init(_ error: mp_error) {
        self.init(Kind(error.kind), String(error.description))
    }

    /// The text that the method itself gave, without what the protocol put before it.
    public var message: String {
        var text = Substring(description)
        for prefix in ["remote exception: ", "std::exception: "] where text.hasPrefix(prefix) {
            text.removeFirst(prefix.count)
        }
        return String(text)
    }

    static let callAfterDisconnect = RemoteError(
        .disconnected, "IPC client method called after disconnect.")
}

extension RemoteError.Kind {
    init(_ native: mp_error_kind) {
        switch native {
        case MP_OVERLOADED: self = .overloaded
        case MP_DISCONNECTED: self = .disconnected
        case MP_UNIMPLEMENTED: self = .unimplemented
        default: self = .failed
        }
    }

    var native: mp_error_kind {
        switch self {
        case .failed: MP_FAILED
        case .overloaded: MP_OVERLOADED
        case .disconnected: MP_DISCONNECTED
        case .unimplemented: MP_UNIMPLEMENTED
        }
    }
}
