/// The heading under which `help` lists a command.
public enum RPCCategory: String, Sendable, CaseIterable {
    case blockchain, control, mining, network, rawtransactions, signer, util, wallet, zmq
    /// Served, but listed nowhere: for tests and for old names.
    case hidden

    /// The heading as `help` prints it.
    public var title: String {
        rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
}
