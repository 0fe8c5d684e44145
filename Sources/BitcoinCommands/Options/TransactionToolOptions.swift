import BitcoinSupport

/// Options and commands of bitcoin-tx.
enum TransactionToolOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration("create", .options, "Begin with a new, empty transaction"),
        OptionDeclaration("json", .options, "Print the transaction as JSON"),
        OptionDeclaration("txid", .options, "Print only the transaction's id in hexadecimal"),
    ]

    private static let wrapping =
        "With the flag \"W\" the output is one of segwit, with \"S\" it is wrapped into a script hash."

    static let commands = [
        CommandDeclaration("delin=N", "Take input N out"),
        CommandDeclaration("delout=N", "Take output N out"),
        CommandDeclaration("in=TXID:VOUT(:SEQUENCE_NUMBER)", "Add an input"),
        CommandDeclaration("locktime=N", "Set the lock time"),
        CommandDeclaration("nversion=N", "Set the version"),
        CommandDeclaration("outaddr=VALUE:ADDRESS", "Add an output to an address"),
        CommandDeclaration(
            "outdata=[VALUE:]DATA", "Add an output of data in hexadecimal, which nobody can spend"),
        CommandDeclaration(
            "outmultisig=VALUE:REQUIRED:PUBKEYS:PUBKEY1:PUBKEY2:....[:FLAGS]",
            "Add an output that REQUIRED of PUBKEYS keys together can spend. \(wrapping)"),
        CommandDeclaration(
            "outpubkey=VALUE:PUBKEY[:FLAGS]", "Add an output that a key can spend. \(wrapping)"),
        CommandDeclaration("outscript=VALUE:SCRIPT[:FLAGS]", "Add an output with a script. \(wrapping)"),
        CommandDeclaration(
            "replaceable(=N)",
            "Lower the sequence number of input N, or of every input, so that the transaction counts as "
                + "replaceable (BIP125)"),
        CommandDeclaration(
            "sign=SIGHASH-FLAGS",
            "Sign what can be signed with the keys in the register privatekeys. The register prevtxs tells "
                + "the outputs that are spent. Both have the form that signrawtransactionwithkey takes."),
        CommandDeclaration(
            "load=NAME:FILENAME", category: .registerCommands, "Fill the register NAME from a file of JSON"),
        CommandDeclaration(
            "set=NAME:JSON-STRING", category: .registerCommands, "Fill the register NAME with JSON"),
    ]
}
