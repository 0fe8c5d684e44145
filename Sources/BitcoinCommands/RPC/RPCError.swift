import BitcoinSupport

/// The error of a command or request: a number that programs act on and a message for people.
public struct RPCError: Error, Equatable, CustomStringConvertible {
    /// What went wrong, as a number of JSON-RPC or Bitcoin.
    public var code: Code
    /// What went wrong, in words.
    public var message: String

    /// An error with this number and message.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// The error as the object that a reply carries.
    public var json: JSONValue {
        .members(("code", .integer(code.rawValue)), ("message", .string(message)))
    }

    /// Any error as what the caller of a command is told: wrong types by their number, all else as
    /// a miscellaneous error with its text.
    public init(_ error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let error as JSONError:
            // A number of the right type that does not fit counts as any other failure.
            let isWrongType = error != .integerOutOfRange && error != .doubleOutOfRange
            self.init(isWrongType ? .typeError : .miscellaneous, error.description)
        default: self.init(.miscellaneous, String(describing: error))
        }
    }

    /// A broken invariant of the program, worded so that the user reports it.
    public static func internalBug(
        _ what: String, file: StaticString = #fileID, line: UInt = #line
    ) -> RPCError {
        RPCError(
            .miscellaneous,
            """
            Internal bug detected: \(what)
            \(file):\(line)
            \(ClientVersion.clientName) \(ClientVersion.full)
            Please report this issue here: https://github.com/bitcoin/bitcoin/issues

            """)
    }
}

extension RPCError {
    /// The numbers of errors, which programs that speak to the node rely on.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number.
        public let rawValue: Int
        /// An error number.
        public init(rawValue: Int) { self.rawValue = rawValue }

        // MARK: JSON-RPC 2.0

        /// Not a request object. HTTP status 400; not for commands.
        public static let invalidRequest = Code(rawValue: -32600)
        /// HTTP status 404; not for commands.
        public static let methodNotFound = Code(rawValue: -32601)
        /// Wrong parameters, by the standard's number.
        public static let invalidParameters = Code(rawValue: -32602)
        /// A genuine error of the node, as damaged data.
        public static let internalError = Code(rawValue: -32603)
        /// Not JSON.
        public static let parseError = Code(rawValue: -32700)

        // MARK: Any command

        /// All that has no number of its own, and help in answer to wrong use.
        public static let miscellaneous = Code(rawValue: -1)
        /// A parameter has the wrong type.
        public static let typeError = Code(rawValue: -3)
        /// An address, key or hash is wrong or unknown.
        public static let invalidAddressOrKey = Code(rawValue: -5)
        /// Memory ran out.
        public static let outOfMemory = Code(rawValue: -7)
        /// A parameter is missing, given twice or has a wrong value.
        public static let invalidParameter = Code(rawValue: -8)
        /// A database failed.
        public static let databaseError = Code(rawValue: -20)
        /// Raw bytes are not what they should be.
        public static let deserialization = Code(rawValue: -22)
        /// A transaction or block could not be submitted.
        public static let verifyError = Code(rawValue: -25)
        /// The rules of the network refuse a transaction or block.
        public static let verifyRejected = Code(rawValue: -26)
        /// The transaction's outputs are in the set of unspent outputs already.
        public static let alreadyInUTXOSet = Code(rawValue: -27)
        /// The node is still starting.
        public static let inWarmup = Code(rawValue: -28)
        /// The command is only served with `-deprecatedrpc`.
        public static let methodDeprecated = Code(rawValue: -32)
        /// Something that is bounded is full.
        public static let limitExceeded = Code(rawValue: -37)

        // MARK: Peers and mempool

        /// The node has no connection, or is shutting down.
        public static let notConnected = Code(rawValue: -9)
        /// Initial block download is under way.
        public static let inInitialDownload = Code(rawValue: -10)
        /// The node to add was added before.
        public static let nodeAlreadyAdded = Code(rawValue: -23)
        /// The node to remove was never added.
        public static let nodeNotAdded = Code(rawValue: -24)
        /// The node to disconnect is not connected.
        public static let nodeNotConnected = Code(rawValue: -29)
        /// Not an address or subnet.
        public static let invalidAddressOrSubnet = Code(rawValue: -30)
        /// There is no connection manager.
        public static let p2pDisabled = Code(rawValue: -31)
        /// There is no mempool.
        public static let mempoolDisabled = Code(rawValue: -33)
        /// All connections of the kind are in use.
        public static let nodeCapacityReached = Code(rawValue: -34)

        // MARK: Wallet

        /// A problem with the wallet that has no number of its own.
        public static let wallet = Code(rawValue: -4)
        /// The wallet cannot pay that.
        public static let insufficientFunds = Code(rawValue: -6)
        /// Not a label.
        public static let invalidLabelName = Code(rawValue: -11)
        /// The key pool is empty.
        public static let keypoolRanOut = Code(rawValue: -12)
        /// The passphrase has to be entered first.
        public static let unlockNeeded = Code(rawValue: -13)
        /// The passphrase is wrong.
        public static let passphraseIncorrect = Code(rawValue: -14)
        /// The command does not fit whether the wallet is encrypted.
        public static let wrongEncryptionState = Code(rawValue: -15)
        /// Encrypting the wallet failed.
        public static let encryptionFailed = Code(rawValue: -16)
        /// The wallet is unlocked already.
        public static let alreadyUnlocked = Code(rawValue: -17)
        /// No such wallet is loaded.
        public static let walletNotFound = Code(rawValue: -18)
        /// Several wallets are loaded, and the request names none.
        public static let walletNotSpecified = Code(rawValue: -19)
        /// The wallet is loaded already.
        public static let walletAlreadyLoaded = Code(rawValue: -35)
        /// There is a wallet of that name already.
        public static let walletAlreadyExists = Code(rawValue: -36)
    }
}
