import BitcoinSupport

/// Options for tests and for people who look for faults.
enum DebugOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "acceptstalefeeestimates", .debugTest, .debugOnly,
            "Use fee estimates that are more than 60 hours old; on regtest only (default: 0)"),
        OptionDeclaration(
            "capturemessages", .debugTest, .debugOnly, "Write all messages of peers to the disk"),
        OptionDeclaration(
            "checkaddrman=<n>", .debugTest, .debugOnly,
            "Check the addresses of peers after so many operations (default: 0 = never)"),
        OptionDeclaration(
            "checkblockindex", .debugTest, .debugOnly,
            "Check block index and chain state after so many operations (default: 0 = never, regtest: 1)"),
        OptionDeclaration(
            "checkblocks=<n>", .debugTest, .debugOnly,
            "How many blocks to check when starting (default: 6, 0 = all)"),
        OptionDeclaration(
            "checklevel=<n>", .debugTest, .debugOnly,
            "How to check them: 0 read them, 1 verify them, 2 verify undo data, 3 disconnect the last ones, "
                + "4 connect them again; each includes those before (default: 3)"),
        OptionDeclaration(
            "checkmempool=<n>", .debugTest, .debugOnly,
            "Check the memory pool after so many transactions (default: 0 = never, regtest: 1)"),
        OptionDeclaration(
            "deprecatedrpc=<method>", .debugTest, .debugOnly, "Allow a deprecated RPC command"),
        OptionDeclaration(
            "fastprune", .debugTest, .debugOnly, "Use small block files, and prune from a low height on"),
        OptionDeclaration(
            "help-debug", .debugTest, "Show this help with the options for debugging and exit"),
        OptionDeclaration(
            "limitancestorcount=<n>", .debugTest, .debugOnly,
            "Deprecated: ancestors that a transaction may have in the memory pool, for the wallet's choice "
                + "of coins only (default: 25)"),
        OptionDeclaration(
            "limitclustercount=<n>", .debugTest, .debugOnly,
            "Transactions that may depend on each other in the memory pool (default: 64, at most 64)"),
        OptionDeclaration(
            "limitclustersize=<n>", .debugTest, .debugOnly,
            "Virtual size that transactions which depend on each other may have together, in kvB (default: "
                + "101)"),
        OptionDeclaration(
            "limitdescendantcount=<n>", .debugTest, .debugOnly,
            "Deprecated: descendants that a transaction may have in the memory pool, for the wallet's choice "
                + "of coins only (default: 25)"),
        OptionDeclaration(
            "maxsigcachesize=<n>", .debugTest, .debugOnly,
            "MiB for the caches of signatures and scripts (default: 32)"),
        OptionDeclaration(
            "maxtipage=<n>", .debugTest, .debugOnly,
            "Seconds after which the tip is too old to end the initial download (default: 86400)"),
        OptionDeclaration(
            "mocktime=<n>", .debugTest, .debugOnly,
            "Pretend that it is this time, in seconds since 1970 (default: 0)"),
        OptionDeclaration(
            "printpriority", .debugTest, .debugOnly,
            "Log the fee rates of transactions when making blocks (default: 0)"),
        OptionDeclaration(
            "stopafterblockimport", .debugTest, .debugOnly,
            "Stop when blocks have been imported (default: 0)"),
        OptionDeclaration(
            "stopatheight", .debugTest, .debugOnly,
            "Stop when the chain has reached this height. Some blocks after it may be processed (default: "
                + "0)"),
        OptionDeclaration(
            "test=<option>", .debugTest, .debugOnly,
            "Behave as tests need it: addrman (deterministic), bip94 (enforce its rules), "
                + "reindex_after_failure_noninteractive_yes (answer yes)"),
        OptionDeclaration("uacomment=<cmt>", .debugTest, "Add a comment to our user agent"),
    ]

    /// Accepted without being listed: what the graphical interface understands, and options that are gone
    /// but get an explanation.
    static let hidden = GeneralOptions.hidden(
        "dbcrashratio", "forcecompactdb", "choosedatadir", "lang", "min", "resetguisettings", "splash",
        "uiplatform", "checkpoints", "limitancestorsize", "limitdescendantsize")
}
