/// What of a transaction a signature commits to.
public enum SignatureHashType {
    /// BIP341: everything, without a byte for it.
    public static let `default`: UInt8 = 0
    /// All inputs and all outputs.
    public static let all: UInt8 = 1
    /// All inputs, no output.
    public static let none: UInt8 = 2
    /// All inputs, and the output with the input's index.
    public static let single: UInt8 = 3
    /// A bit that, with any of the others, leaves out all inputs but the one that is signed.
    public static let anyoneCanPay: UInt8 = 0x80

    /// The bits that choose outputs, before taproot.
    static let outputMask: UInt8 = 0x1f
}
