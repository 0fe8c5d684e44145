import NIOCore

/// What strangers may ask of a listener.
public struct ListenerLimits: Sendable {
    /// How long somebody may take to prove who they are.
    public var handshake = TimeAmount.seconds(10)
    /// How many may be about to do that. For one more the oldest has to go, so that those who know how always come in.
    public var strangers = 64
    /// How many are served at once.
    public var sessions = 256
    /// How many of these may have the same key, so that no machine takes the place of all others.
    public var sessionsOfOne = 64
    /// How often it is looked whether those who are served are still to be.
    public var recheck = TimeAmount.seconds(1)

    /// The defaults.
    public init() {}
}
