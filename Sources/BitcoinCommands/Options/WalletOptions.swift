import BitcoinSupport

/// Options of the wallet.
enum WalletOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "addresstype", .wallet,
            "The type of new addresses: legacy, p2sh-segwit, bech32 or bech32m (default: bech32)"),
        OptionDeclaration(
            "avoidpartialspends", .wallet,
            "Spend all coins of an address together. Better for privacy, but may cost more fees. Always on "
                + "for wallets with avoid_reuse (default: 0)"),
        OptionDeclaration(
            "changetype", .wallet,
            "The type of change addresses: legacy, p2sh-segwit, bech32 or bech32m (default: legacy with "
                + "-addresstype=legacy, otherwise what suits the payment)"),
        OptionDeclaration(
            "consolidatefeerate=<amt>", .wallet,
            "Up to this fee rate, in BTC/kvB, more coins may be spent than needed, to have fewer (default: "
                + "0.0001)"),
        OptionDeclaration("disablewallet", .wallet, "Run without wallets and their RPC commands"),
        OptionDeclaration(
            "discardfee=<amt>", .wallet,
            "Change that is dust at this fee rate, in BTC/kvB, goes to the fee (default: 0.0001)"),
        OptionDeclaration(
            "fallbackfee=<amt>", .wallet,
            "The fee rate, in BTC/kvB, where none can be estimated; 0 refuses to send then (default: 0.00)"),
        OptionDeclaration(
            "keypool=<n>", .wallet,
            "Keys to have ready (default: 1000). With few, an old backup may miss funds"),
        OptionDeclaration(
            "maxapsfee=<n>", .wallet,
            "What avoiding partial spends may cost in addition, in BTC (default: 0.00)"),
        OptionDeclaration(
            "maxtxfee=<amt>", .debugTest,
            "The highest fee of a transaction, in BTC; if too low, large ones fail (default: 0.10)"),
        OptionDeclaration(
            "mintxfee=<amt>", .wallet,
            "A lower fee rate than this, in BTC/kvB, counts as none (default: 0.00001)"),
        // Accepted, as upstream accepts it when built without support for external signers.
        .hidden("signer"),
        OptionDeclaration(
            "spendzeroconfchange", .wallet, "Spend change that is not confirmed yet (default: 1)"),
        OptionDeclaration(
            "txconfirmtarget=<n>", .wallet,
            "Choose fees so that transactions are confirmed within this many blocks (default: 6)"),
        OptionDeclaration(
            "unsafesqlitesync", .walletDebugTest, .debugOnly,
            "For tests: do not wait until wallets are on the disk. Unsafe (default: 0)"),
        OptionDeclaration(
            "wallet=<path>", .wallet, .networkOnly,
            "Load this wallet when starting; a path relative to the folder of wallets. It must exist. May "
                + "be given several times"),
        OptionDeclaration("walletbroadcast", .wallet, "Broadcast transactions (default: 1)"),
        OptionDeclaration(
            "walletcrosschain", .walletDebugTest, .debugOnly,
            "Allow a wallet to be used on another chain (default: 0)"),
        OptionDeclaration(
            "walletdir=<dir>", .wallet, .networkOnly,
            "The folder of wallets (default: wallets in the network's folder if there is one, otherwise the "
                + "network's folder)"),
        OptionDeclaration(
            "walletnotify=<cmd>", .wallet,
            "Run a command when a transaction changes. %s stands for its id, %w for the wallet, which must "
                + "not be quoted, %b for the hash of its block or unconfirmed, %h for the block's height or "
                + "-1"),
        OptionDeclaration(
            "walletrbf", .wallet, "Deprecated: let transactions be replaced for a fee (default: 1)"),
        OptionDeclaration(
            "walletrejectlongchains", .walletDebugTest, .debugOnly,
            "Create no transaction that exceeds the limits of the memory pool (default: 1)"),
    ]
}
