import BitcoinSupport

/// Commands about descriptors.
public enum DescriptorCommands {
    /// What a descriptor is.
    public static let getDescriptorInfo = RPCCommand(
        "getdescriptorinfo", .util, "Takes a descriptor apart.",
        parameters: [RPCParameter("descriptor", .string, .required, "The descriptor.")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .string, "descriptor",
                        "The descriptor in its normal form, without private keys; of several paths the first."
                    ),
                    RPCResult(
                        .array, "multipath_expansion", "One descriptor for each path, if there are several.",
                        [RPCResult(.string)], optional: true),
                    RPCResult(.string, "checksum", "The checksum of the descriptor as it was given"),
                    RPCResult(.boolean, "isrange", "Whether it stands for a range of scripts"),
                    RPCResult(.boolean, "issolvable", "Whether it tells how to sign, given the keys"),
                    RPCResult(.boolean, "hasprivatekeys", "Whether a private key was given"),
                ])
        ],
        examples: [.text("A descriptor of one key\n")]
            + .both(
                #""wpkh([d34db33f/84h/0h/0h]0279be667ef9dcbbac55a06295Ce870b07029Bfcdb2dce28d959f2815b16f81798)""#
            ))

    /// The addresses of a descriptor.
    public static let deriveAddresses = RPCCommand(
        "deriveaddresses", .util,
        """
        Returns the addresses of a descriptor, as:
            pkh(<pubkey>)                                     P2PKH
            wpkh(<pubkey>)                                    P2WPKH
            sh(multi(<n>,<pubkey>,<pubkey>,...))              P2SH multisig
            raw(<hex script>)                                 a script as it is
            tr(<pubkey>,multi_a(<n>,<pubkey>,<pubkey>,...))   P2TR multisig

        A <pubkey> is a public key in hexadecimal, or an xpub or xprv that a path may follow,
        in which "h" marks hardened steps.
        """,
        parameters: [
            RPCParameter("descriptor", .string, .required, "The descriptor."),
            RPCParameter(
                "range", .range, .optional,
                "For a descriptor of a range: the last index, or [begin,end]."),
        ],
        results: [
            RPCResult(
                .array, "", "", [RPCResult(.string, "", "An address")],
                when: "for single derivation descriptors"
            ),
            RPCResult(
                .array, "", "Lists of addresses, in the order of the paths",
                [
                    RPCResult(
                        .array, "", "The addresses of one path", [RPCResult(.string, "", "An address")])
                ], when: "for multipath descriptors"),
        ],
        examples: [.text("Three receiving addresses\n")]
            + .both(#""\#(exampleDescriptor)" "[0,2]""#, #""\#(exampleDescriptor)", "[0,2]""#))

    private static let exampleDescriptor =
        "wpkh([d34db33f/84h/0h/0h]xpub6DJ2dNUysrn5Vt36jH2KLBT2i1auw1tTSSomg8PhqNiUtx8QX2SvC9nrHu81fT41fvDUn"
        + "hMjEzQgXnQjKEu3oaqMSzhSrHMxyyoEAmUHQbY/0/*)#cjjspncu"

    static let all = [getDescriptorInfo, deriveAddresses]
}
