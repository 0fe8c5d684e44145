/// Members that results about blocks share.
enum BlockHeaderResult {
    /// What precedes the members that only a header's or only a block's result has.
    static let head = [
        RPCResult(.hex, "hash", "The hash of the block"),
        RPCResult(
            .number, "confirmations", "Blocks on top of it and itself, or -1 if it is not on the main chain"),
    ]

    /// The members that follow the height, in the order of the header.
    static let version = [
        RPCResult(.number, "version", "The version"),
        RPCResult(.hex, "versionHex", "The version in hexadecimal"),
        RPCResult(.hex, "merkleroot", "The merkle root"),
    ]

    /// The members after the merkle root.
    static let tail = [
        RPCResult(.time, "time", "The block's time, in UNIX epoch time"),
        RPCResult(.time, "mediantime", "Median of the times of the last 11 blocks, in UNIX epoch time"),
        RPCResult(.number, "nonce", "The nonce"),
        RPCResult(.hex, "bits", "nBits: the difficulty target in its compact form"),
        RPCResult(.hex, "target", "The difficulty target"),
        RPCResult(.number, "difficulty", "The difficulty"),
        RPCResult(
            .hex, "chainwork", "Expected number of hashes for the chain up to this block, in hexadecimal"),
        RPCResult(.number, "nTx", "The number of transactions"),
        RPCResult(.hex, "previousblockhash", "The hash of the block before, if there is one", optional: true),
        RPCResult(.hex, "nextblockhash", "The hash of the block after, if there is one", optional: true),
    ]

    /// The height.
    static let height = RPCResult(.number, "height", "The height")
}
