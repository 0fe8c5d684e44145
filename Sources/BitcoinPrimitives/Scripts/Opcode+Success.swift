extension Opcode {
    /// BIP342: an opcode that is kept for the future: it makes a tapscript valid, whatever else that holds.
    @inlinable
    public var isSuccess: Bool {
        switch rawValue {
        case 80, 98, 126...129, 131...134, 137, 138, 141, 142, 149...153, 187...254: true
        default: false
        }
    }
}
