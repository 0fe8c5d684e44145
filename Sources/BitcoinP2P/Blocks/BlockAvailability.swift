import BitcoinChain
import BitcoinPrimitives

/// Which blocks a peer is known to have.
public struct BlockAvailability: Sendable {
    /// The block of most work that the peer has announced.
    public private(set) var best: BlockNode?
    /// The last block that it has announced and whose header is not known.
    private var unknown: BlockHash?
    /// The last block of the peer's chain that needs not be downloaded.
    public internal(set) var lastCommon: BlockNode?
    /// The last block whose header was sent to the peer.
    public var lastSent: BlockNode?

    /// Nothing is known.
    public init() {}

    /// Looks whether the header of the block has become known that the peer announced last.
    public mutating func update(in view: ChainView) {
        guard let unknown, let node = view.find(unknown) else { return }
        raise(to: node, in: view)
        self.unknown = nil
    }

    /// Notes that the peer has announced a block.
    public mutating func announced(_ hash: BlockHash, in view: ChainView) {
        update(in: view)
        if let node = view.find(hash) {
            raise(to: node, in: view)
        } else {
            unknown = hash
        }
    }

    private mutating func raise(to node: BlockNode, in view: ChainView) {
        if let best, view[node].chainWork < view[best].chainWork { return }
        best = node
    }

    /// Whether the peer has the header of a block: it announced it or a descendant, or was sent one.
    public func hasHeader(_ node: BlockNode, in view: ChainView) -> Bool {
        [best, lastSent].contains { $0.map { view.tree.isAncestor(node, of: $0) } ?? false }
    }
}
