import BitcoinSupport

/// Options of every program.
enum GeneralOptions {
    static let help: [OptionDeclaration] = [
        OptionDeclaration("help", .options, "Show this help and exit (also -h or -?)"),
        .hidden("h"),
        .hidden("?"),
    ]

    static let version = OptionDeclaration("version", .options, "Show the version and exit")

    static let configurationFile = OptionDeclaration(
        "conf=<file>", .options,
        "The configuration file, relative to the data directory (default: bitcoin.conf)")

    static let dataDirectory = OptionDeclaration(
        "datadir=<dir>", .options, .disallowNegation, "The data directory")

    static let chain: [OptionDeclaration] = [
        OptionDeclaration(
            "chain=<chain>", .chainParameters,
            "The network to be on: main, test, testnet4, signet or regtest (default: main)"),
        OptionDeclaration(
            "regtest", .chainParameters, .debugOnly,
            "Use a private network on which blocks cost no work, for tests and for developing "
                + "applications. Same as -chain=regtest"),
        OptionDeclaration(
            "signet", .chainParameters,
            "Use a network of signed blocks. Same as -chain=signet; -signetchallenge says which"),
        OptionDeclaration(
            "signetchallenge", .chainParameters, .disallowNegation,
            "The script, in hex, that the blocks of a signet have to satisfy (default: that of the "
                + "global signet)"),
        OptionDeclaration(
            "signetseednode", .chainParameters, .disallowNegation,
            "A seed of a signet as host[:port]; may be given several times (default: those of the global "
                + "signet)"),
        OptionDeclaration(
            "testactivationheight=name@height.", .debugTest, .debugOnly,
            "For tests: the height at which segwit, bip34, dersig, cltv or csv comes into force"),
        OptionDeclaration(
            "testnet", .chainParameters,
            "Use testnet3. Same as -chain=test. Testnet3 is deprecated and support for it will end; use "
                + "-testnet4 instead"),
        OptionDeclaration("testnet4", .chainParameters, "Use testnet4. Same as -chain=testnet4"),
        OptionDeclaration(
            "vbparams=deployment:start:end[:min_activation_height]", .chainParameters, .debugOnly,
            "For tests: when miners may signal for a soft fork, and from which height it can be in force"),
    ]

    /// Options that are declared hidden, so that programs can share a configuration file.
    static func hidden(_ names: String...) -> [OptionDeclaration] {
        names.map { .hidden($0) }
    }
}
