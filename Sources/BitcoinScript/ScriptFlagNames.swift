extension ScriptFlags {
    /// Each flag with the name that RPC and test vectors call it by, in the order of the names.
    public static let named: [(name: String, flag: ScriptFlags)] = [
        ("CHECKLOCKTIMEVERIFY", .checkLockTimeVerify),
        ("CHECKSEQUENCEVERIFY", .checkSequenceVerify),
        ("CLEANSTACK", .cleanStack),
        ("CONST_SCRIPTCODE", .constantScriptCode),
        ("DERSIG", .derSignatures),
        ("DISCOURAGE_OP_SUCCESS", .discourageOpSuccess),
        ("DISCOURAGE_UPGRADABLE_NOPS", .discourageUpgradableNOPs),
        ("DISCOURAGE_UPGRADABLE_PUBKEYTYPE", .discourageUpgradablePublicKeyType),
        ("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION", .discourageUpgradableTaprootVersion),
        ("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM", .discourageUpgradableWitnessProgram),
        ("LOW_S", .lowS),
        ("MINIMALDATA", .minimalData),
        ("MINIMALIF", .minimalIf),
        ("NULLDUMMY", .nullDummy),
        ("NULLFAIL", .nullFail),
        ("P2SH", .payToScriptHash),
        ("SIGPUSHONLY", .signaturePushOnly),
        ("STRICTENC", .strictEncoding),
        ("TAPROOT", .taproot),
        ("WITNESS", .witness),
        ("WITNESS_PUBKEYTYPE", .witnessPublicKeyType),
    ]

    /// All flags there are.
    public static let all = ScriptFlags(named.map(\.flag))

    /// The names of these flags.
    public var names: [String] { Self.named.filter { contains($0.flag) }.map(\.name) }

    /// The flags with these names, separated by commas; nil if one is unknown. `NONE` and nothing are no flags.
    public init?(names text: String) {
        self = []
        for name in text.split(separator: ",") where name != "NONE" {
            guard let found = Self.named.first(where: { $0.name == name }) else { return nil }
            insert(found.flag)
        }
    }
}
