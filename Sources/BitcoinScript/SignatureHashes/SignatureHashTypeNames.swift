extension SignatureHashType {
    private static let names: [(type: UInt8, name: String)] = [
        (all, "ALL"), (all | anyoneCanPay, "ALL|ANYONECANPAY"),
        (none, "NONE"), (none | anyoneCanPay, "NONE|ANYONECANPAY"),
        (single, "SINGLE"), (single | anyoneCanPay, "SINGLE|ANYONECANPAY"),
    ]

    /// The name of a type that signatures before taproot have; nil for other numbers.
    public static func name(of type: UInt8) -> String? {
        names.first { $0.type == type }?.name
    }

    /// The type with a name, as commands are given it; nil if there is none.
    public static func type(named name: String) -> UInt8? {
        name == "DEFAULT" ? `default` : names.first { $0.name == name }?.type
    }
}
