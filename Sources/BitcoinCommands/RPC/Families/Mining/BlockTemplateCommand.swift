import BitcoinSupport

extension MiningCommands {
    /// A block to find a proof of work for.
    public static let getBlockTemplate = RPCCommand(
        "getblocktemplate", .mining,
        """
        Returns what is needed to put a block together that may be worked on.
        The key 'mode' of the request chooses between a template, which is the default, and the check of a proposal.
        BIPs 22, 23, 9 and 145 say it all:
            https://github.com/bitcoin/bips/blob/master/bip-0022.mediawiki
            https://github.com/bitcoin/bips/blob/master/bip-0023.mediawiki
            https://github.com/bitcoin/bips/blob/master/bip-0009.mediawiki#getblocktemplate_changes
            https://github.com/bitcoin/bips/blob/master/bip-0145.mediawiki
        """,
        parameters: [
            RPCParameter("template_request", .object, .required, "What is asked for", request)
        ],
        results: [
            RPCResult(.null, when: "If the proposal was accepted with mode=='proposal'"),
            RPCResult(
                .string, "", "The reason, in words of BIP 22",
                when: "If the proposal was not accepted with mode=='proposal'"),
            RPCResult(.object, "", "", template, when: "Otherwise"),
        ],
        examples: .both(#"'{"rules": ["segwit"]}'"#, #"{"rules": ["segwit"]}"#))

    private static let request = [
        RPCParameter(
            "mode", .string, .optional, "\"template\", \"proposal\" (BIP 23), or left out"),
        RPCParameter(
            "capabilities", .array, .optional, "A list of strings",
            [
                RPCParameter(
                    "str", .string, .optional,
                    "What the client supports: 'longpoll', 'coinbasevalue', 'proposal', 'serverlist', 'workid'"
                )
            ]),
        RPCParameter(
            "rules", .array, .required, "A list of strings",
            [
                RPCParameter("segwit", .string, .required, "(literal) the client supports segwit"),
                RPCParameter("str", .string, .optional, "Another deployment that the client supports"),
            ]),
        RPCParameter(
            "longpollid", .string, .optional,
            "The id of an earlier template: the answer waits until there would be a considerably different one"
        ),
        RPCParameter(
            "data", .hex, .optional,
            "The serialized block that is to be checked, in hexadecimal; only with mode=\"proposal\""),
    ]

    private static let template = [
        RPCResult(.number, "version", "The version that the block should have"),
        RPCResult(
            .array, "rules", "The rules that are enforced",
            [RPCResult(.string, "", "A rule that the client has to understand, as BIP 9 writes it")]),
        RPCResult(
            .dictionary, "vbavailable", "The deployments that may be signalled for (BIP 9)",
            [RPCResult(.number, "rulename", "The bit of the version that signals for the rule")]),
        RPCResult(.array, "capabilities", "", [RPCResult(.string, "value", "What the server supports")]),
        RPCResult(.number, "vbrequired", "The bits of the version that must be set"),
        RPCResult(.string, "previousblockhash", "The hash of the tip"),
        RPCResult(
            .array, "transactions", "The transactions that should go into the block besides the coinbase",
            [RPCResult(.object, "", "", transaction)]),
        RPCResult(
            .dictionary, "coinbaseaux", "What should stand in the script of the coinbase's input",
            [RPCResult(.hex, "key", "Must be in the coinbase; keys may be left out")]),
        RPCResult(
            .number, "coinbasevalue", "What the coinbase may pay at most: subsidy and fees, in satoshis"),
        RPCResult(.string, "longpollid", "The id to wait for a considerably different template with"),
        RPCResult(.string, "target", "The target that the hash must meet"),
        RPCResult(
            .time, "mintime",
            "The earliest time that the block may have, BIP94's rule heeded, in UNIX epoch time"),
        RPCResult(
            .array, "mutable", "What may be changed in the template",
            [RPCResult(.string, "value", "As 'time', 'transactions', 'prevblock'")]),
        RPCResult(.hex, "noncerange", "The nonces that may be used"),
        RPCResult(.number, "sigoplimit", "The limit of signature operations in a block"),
        RPCResult(.number, "sizelimit", "The limit of a block's size"),
        RPCResult(.number, "weightlimit", "The limit of a block's weight", optional: true),
        RPCResult(.time, "curtime", "The time now, BIP94's rule heeded, in UNIX epoch time"),
        RPCResult(.string, "bits", "The target in its compact form"),
        RPCResult(.number, "height", "The height of the next block"),
        RPCResult(
            .hex, "signet_challenge", "The script that signs blocks (only on a signet)", optional: true),
        RPCResult(
            .hex, "default_witness_commitment",
            "The output script that commits to the witnesses of the template as it is", optional: true),
    ]

    private static let transaction = [
        RPCResult(.hex, "data", "The serialized transaction in hexadecimal"),
        RPCResult(.hex, "txid", "The hash without witnesses"),
        RPCResult(.hex, "hash", "The hash with witnesses"),
        RPCResult(
            .array, "depends", "Numbers",
            [
                RPCResult(
                    .number, "",
                    "The place in 'transactions', from 1, of one before it that must be in the block if this one is"
                )
            ]),
        RPCResult(.number, "fee", "What the inputs have more than the outputs, in satoshis"),
        RPCResult(.number, "sigops", "The cost of its signature operations, as counted for the limit"),
        RPCResult(.number, "weight", "Its weight, as counted for the limit"),
    ]
}
