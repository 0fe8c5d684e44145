import BitcoinSupport

/// Options of the node as a whole and of what it stores.
enum StorageOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "alertnotify=<cmd>", .options, "Run a command on an alert (%s stands for the message)"),
        OptionDeclaration(
            "allowignoredconf", .options,
            "Only warn if the data directory holds a bitcoin.conf that is not used, rather than stop"),
        OptionDeclaration(
            "assumevalid=<hex>", .options,
            "Take this block and those below it to be valid and skip their scripts, if it is in the chain "
                + "(0 to check all)"),
        OptionDeclaration(
            "blockfilterindex=<type>", .options,
            "Keep an index of compact filters of blocks: basic, or 1 for all kinds (default: 0)"),
        OptionDeclaration(
            "blocknotify=<cmd>", .options,
            "Run a command when there is a new best block (%s stands for its hash)"),
        OptionDeclaration(
            "blockreconstructionextratxn=<n>", .options,
            "Transactions to remember for the reconstruction of compact blocks (default: 100)"),
        OptionDeclaration(
            "blocksdir=<dir>", .options,
            "The folder that holds the folder of block files (default: the data directory)"),
        OptionDeclaration(
            "blocksonly", .options,
            "Accept no transactions from peers, and send none, unless a peer has the forcerelay permission. "
                + "Transactions from RPC are not affected (default: 0)"),
        OptionDeclaration(
            "blocksxor", .options,
            "Obfuscate the block files of a new blocks folder with a random key. The key is zero with "
                + "-blocksxor=0 and for folders that have block files already (default: 1)"),
        OptionDeclaration(
            "coinstatsindex", .options, "Keep an index of coin statistics for gettxoutsetinfo (default: 0)"),
        OptionDeclaration(
            "conf=<file>", .options,
            "The configuration file, relative to the data directory; only on the command line (default: "
                + "bitcoin.conf)"),
        OptionDeclaration("daemon", .options, "Run in the background (default: 0)"),
        OptionDeclaration(
            "daemonwait", .options,
            "Run in the background, and return when start-up is complete (default: 0)"),
        GeneralOptions.dataDirectory,
        OptionDeclaration(
            "dbbatchsize", .options, .debugOnly,
            "The largest batch written to a database, in bytes (default: 33554432)"),
        OptionDeclaration(
            "dbcache=<n>", .options,
            "MiB of memory for database caches (at least 4, default: 1024). Memory that the memory pool "
                + "leaves unused is added (see -maxmempool)"),
        OptionDeclaration(
            "includeconf=<file>", .options,
            "A further configuration file, relative to the data directory; only in a configuration file"),
        OptionDeclaration(
            "loadblock=<file>", .options,
            "Import blocks from a file when starting. The file must not be obfuscated"),
        OptionDeclaration(
            "maxmempool=<n>", .options, "Megabytes that the memory pool may take (default: 300)"),
        OptionDeclaration(
            "mempoolexpiry=<n>", .options,
            "Hours after which a transaction leaves the memory pool (default: 336)"),
        OptionDeclaration(
            "minimumchainwork=<hex>", .options, .debugOnly,
            "The work, in hex, that any valid chain is known to have"),
        OptionDeclaration(
            "par=<n>", .options,
            "Threads that verify scripts, at most 15 (0 = as many as suit the machine, below 0 = leave that "
                + "many cores free, default: 0)"),
        OptionDeclaration(
            "persistmempool", .options, "Keep the memory pool over a restart (default: 1)"),
        OptionDeclaration(
            "persistmempoolv1", .options,
            "Write mempool.dat in its old format, version 1. A temporary option (default: 0)"),
        OptionDeclaration(
            "pid=<file>", .options,
            "The file for the process id, relative to the network's folder (default: bitcoind.pid)"),
        OptionDeclaration(
            "prevoutfetchthreads=<n>", .options,
            "Threads that fetch coins ahead of the verification of a block (0 = none, at most 16, default: "
                + "8)"),
        OptionDeclaration(
            "prune=<n>", .options,
            "Delete old blocks to save space. Not with -txindex. Going back means to download the chain "
                + "again; wallets and indexes should be loaded while pruning, or they may need a reindex "
                + "(0 = keep all, 1 = delete when RPC says so, 550 or more = keep block files below that "
                + "many MiB, default: 0)"),
        OptionDeclaration(
            "reindex", .options,
            "Discard the block index, the chain state and the indexes in use, and build them again from the "
                + "block files. A loaded snapshot is discarded, too"),
        OptionDeclaration(
            "reindex-chainstate", .options,
            "Discard the chain state and build it again from the block files. A loaded snapshot is "
                + "discarded, too"),
        OptionDeclaration(
            "settings=<file>", .options,
            "The file that the node keeps its own settings in, relative to the network's folder; not for "
                + "users to edit. -nosettings uses none (default: settings.json)"),
        OptionDeclaration(
            "shutdownnotify=<cmd>", .options,
            "Run a command before shutting down. It should not take long"),
        OptionDeclaration("startupnotify=<cmd>", .options, "Run a command when start-up is complete"),
        OptionDeclaration(
            "txindex", .options, "Keep an index of all transactions for getrawtransaction (default: 0)"),
        OptionDeclaration(
            "txospenderindex", .options,
            "Keep an index of what spends each output for gettxspendingprevout (default: 0)"),
    ]
}
