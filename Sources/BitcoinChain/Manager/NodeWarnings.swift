import Synchronization

/// What the user should know at once, for as long as it is so: commands show it, and `-alertnotify` is told.
public final class NodeWarnings: Sendable {
    /// What a warning is about; there is one of each kind at most. In the order in which they are shown.
    public enum Kind: Int, Sendable, Comparable {
        /// Miners have activated rules that this version does not know.
        case unknownRulesActivated
        /// There is a bad chain of more work than the best one.
        case largeWorkInvalidChain
        /// This computer's clock differs from those of its peers.
        case clockOutOfSync
        /// This version is for tests.
        case preReleaseBuild
        /// The node has to stop.
        case fatalError

        /// By their place in the list.
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        /// Whether the chain itself is the reason, of which users are told by `-alertnotify`.
        public var isAboutChain: Bool { self == .unknownRulesActivated || self == .largeWorkInvalidChain }
    }

    private let texts = Mutex<[Kind: String]>([:])
    private let onNew: @Sendable (Kind, String) -> Void

    /// No warnings. `onNew` is told of each that comes.
    public init(onNew: @escaping @Sendable (Kind, String) -> Void = { _, _ in }) {
        self.onNew = onNew
    }

    /// Warns of something, unless there is a warning of the kind already.
    public func set(_ kind: Kind, _ text: String) {
        let isNew = texts.withLock { texts in
            guard texts[kind] == nil else { return false }
            texts[kind] = text
            return true
        }
        if isNew { onNew(kind, text) }
    }

    /// Takes a warning back.
    public func clear(_ kind: Kind) {
        texts.withLock { texts in texts[kind] = nil }
    }

    /// All warnings that there are.
    public var all: [String] {
        texts.withLock { texts in texts.sorted { $0.key < $1.key }.map(\.value) }
    }
}
