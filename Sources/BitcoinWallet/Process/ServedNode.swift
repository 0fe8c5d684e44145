import BitcoinInterfaces

/// The node that wallets are served to at the moment. It is let go in order when the process is to end.
actor ServedNode {
    private var node: (any AttachedNode)?
    private var registration: (any Handler)?
    private var isReleased = false

    /// Remembers a node that wallets are about to be served to.
    func use(_ node: any AttachedNode) {
        guard !isReleased else { return node.close() }
        self.node = node
    }

    /// Remembers what the node gave for the wallets.
    func use(_ registration: (any Handler)?) {
        guard !isReleased else { return }
        self.registration = registration
    }

    /// Forgets a node that is gone.
    func forget() {
        node = nil
        registration = nil
    }

    /// Takes the wallets from the node, closes the connection, and so with all that come later.
    func release() async {
        isReleased = true
        let (node, registration) = (node, registration)
        forget()
        try? await registration?.disconnect()
        node?.close()
    }
}
