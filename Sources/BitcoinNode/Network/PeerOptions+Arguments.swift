import BitcoinP2P
import BitcoinStorage
import BitcoinSupport

extension PeerOptions {
    /// What the options say about the conversation with peers.
    ///
    /// - Parameter filters: the index of basic filters, if there is one.
    init(_ arguments: Arguments, filters: BlockFilterIndex?) {
        self.init()
        userAgent = ClientVersion.userAgent(comments: arguments.list("uacomment"))
        ignoresTransactions = arguments.bool("blocksonly", default: false)
        isListening = arguments.bool("listen", default: true)
        peerTimeoutSeconds = arguments.integer("peertimeout", default: peerTimeoutSeconds)
        extraTransactionCount = Int(
            min(
                max(arguments.integer("blockreconstructionextratxn", default: 100), 0),
                Int64(UInt32.max)))
        transactionsPerSecond = Double(min(max(arguments.integer("txsendrate", default: 14), 1), 1000))
        if arguments.bool("peerblockfilters", default: false) { self.filters = filters }
    }
}
