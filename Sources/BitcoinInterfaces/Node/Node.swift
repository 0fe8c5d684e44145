import BitcoinSupport

/// A node, as a program sees it that shows it to a user and acts for him.
///
/// It has what a window needs all the time and what commands do not offer. Everything else, such as the list of peers,
/// bans, or an estimate of fees, is asked for by ``Rpc``, whose answers are typed by who asks.
public protocol Node: Sendable {
    /// What does not change while the node runs.
    func getInformation() async throws -> NodeInformation

    /// How the node is doing now.
    func getStatus() async throws -> NodeStatus

    /// A setting of `settings.json`, or null if it is not there.
    func getSetting(name: String) async throws -> JSONValue

    /// Changes a setting of `settings.json`, which counts when the node is started again; null removes it.
    ///
    /// Throws if the file cannot be written.
    func updateSetting(name: String, value: JSONValue) async throws

    /// The wallets that serve this node, or `nil` while there are none. Another process may take their place, see
    /// ``NodeStatus/walletsRevision``.
    func makeWalletLoader() async throws -> (any WalletLoader)?

    /// Asks the node to end. It ends after it has answered.
    func startShutdown() async throws

    /// Registers for the state of this node: it is told at once, and then whenever it is another one.
    ///
    /// What is told is the state, and not what led to it: who is slow is told less often, and misses nothing that
    /// still holds.
    func handleNotifications(_ notifications: any NodeNotifications) async throws -> any Handler
}

/// News of a node. The next call comes when this one has returned.
public protocol NodeNotifications: Sendable {
    /// The node is doing otherwise than was told before.
    func statusChanged(_ status: NodeStatus) async throws

    /// The node cannot go on, and ends.
    ///
    /// - Parameter reason: in words for the user.
    func failed(_ reason: String) async throws
}
