import BitcoinSupport

/// Options of what the node relays and puts into blocks.
enum RelayOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "acceptnonstdtxn", .nodeRelay, .debugOnly,
            "Accept transactions that are not standard; on test networks only (default: 0)"),
        OptionDeclaration(
            "bytespersigop", .nodeRelay, "Bytes that a signature check counts for (default: 20)"),
        OptionDeclaration(
            "datacarrier", .nodeRelay, "Accept transactions with data outputs (default: 1)"),
        OptionDeclaration(
            "datacarriersize", .nodeRelay,
            "Bytes that the data outputs of a transaction may have together (default: 100000)"),
        OptionDeclaration(
            "dustrelayfee=<amt>", .nodeRelay, .debugOnly,
            "An output is dust if spending it costs more than it holds at this fee rate, in BTC/kvB "
                + "(default: 0.00003)"),
        OptionDeclaration(
            "incrementalrelayfee=<amt>", .nodeRelay, .debugOnly,
            "What relaying costs, in BTC/kvB, when transactions are replaced or evicted (default: "
                + "0.000001)"),
        OptionDeclaration(
            "minrelaytxfee=<amt>", .nodeRelay,
            "A lower fee rate than this, in BTC/kvB, counts as none (default: 0.000001)"),
        OptionDeclaration(
            "permitbaremultisig", .nodeRelay,
            "Accept transactions with multisig outputs that are not wrapped in P2SH (default: 1)"),
        OptionDeclaration(
            "privatebroadcast", .nodeRelay,
            "Not supported yet: the program ends with an error if it is set (default: 0)"),
        OptionDeclaration(
            "txsendrate=<n>", .nodeRelay, .debugOnly,
            "Transactions to send to an incoming peer each second (default: 14)"),
        OptionDeclaration(
            "whitelistforcerelay", .nodeRelay,
            "Give whitelisted peers without explicit permissions forcerelay (default: 0)"),
        OptionDeclaration(
            "whitelistrelay", .nodeRelay,
            "Give whitelisted peers without explicit permissions relay (default: 1)"),
        OptionDeclaration(
            "blockmaxweight=<n>", .blockCreation, .debugOnly,
            "The largest weight of a block (default: 4000000)"),
        OptionDeclaration(
            "blockmintxfee=<amt>", .blockCreation,
            "The lowest fee rate of transactions in a block, in BTC/kvB (default: 0.00000001)"),
        OptionDeclaration(
            "blockreservedweight=<n>", .blockCreation,
            "Weight to leave for the header and the coinbase. For miners that use RPC, not for those that "
                + "use IPC (default: 8000)"),
        OptionDeclaration(
            "blockversion=<n>", .blockCreation, .debugOnly, "For tests: the version of blocks"),
    ]
}
