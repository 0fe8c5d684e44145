import BitcoinCrypto
import BitcoinPrimitives

extension PSBTInput {
    /// Lock times from here on are seconds since 1970, others heights.
    private static let lockTimeThreshold: UInt32 = 500_000_000

    /// Reads the map of an input.
    ///
    /// - Parameter given: what the unsigned transaction says about the input; nil if the map has to say it.
    init(from reader: inout PSBTMapReader, given: TransactionInput?) throws(PSBTError) {
        self.init(previousOutput: given?.previousOutput ?? .null, sequence: given?.sequence)
        var txid: Txid?
        var index: UInt32?
        var input = self
        try reader.readMap("input", called: "an input") { reader, key throws(PSBTError) in
            guard let type = UInt8(exactly: key.type) else {
                input.unknown[key.bytes] = try reader.bytes()
                return
            }
            switch type {
            case PSBTInputType.previousTxid:
                try key.require(1, for: "Input Previous TXID")
                try Self.requireVersion2(given, "Previous txid is")
                txid = Txid(try reader.sized { reader throws(SerializationError) in try reader.readHash() })
            case PSBTInputType.outputIndex:
                try key.require(1, for: "Input Previous Output's Index")
                try Self.requireVersion2(given, "Previous output's index is")
                index = try reader.integer()
            case PSBTInputType.sequence:
                try key.require(1, for: "Input Sequence")
                try Self.requireVersion2(given, "Sequence is")
                input.sequence = try reader.integer()
            case PSBTInputType.requiredTime:
                try key.require(1, for: "Input Required Time Based Locktime")
                try Self.requireVersion2(given, "Required time based locktime is")
                input.requiredTime = try Self.time(&reader)
            case PSBTInputType.requiredHeight:
                try key.require(1, for: "Input Required Height Based Locktime")
                try Self.requireVersion2(given, "Required height based locktime is")
                input.requiredHeight = try Self.height(&reader)
            case PSBTInputType.proprietary:
                input.proprietary[key.bytes] = try reader.proprietary(key)
            default:
                if try input.readSpending(type, key, &reader) { return }
                if try input.readTaproot(type, key, &reader) { return }
                if try input.readMuSig(type, key, &reader) { return }
                input.unknown[key.bytes] = try reader.bytes()
            }
        }
        if given == nil {
            guard let txid else { throw PSBTError("Previous TXID is required in PSBTv2") }
            guard let index else { throw PSBTError("Previous output's index is required in PSBTv2") }
            input.previousOutput = OutPoint(txid: txid, index: index)
        }
        self = input
        try checkPreviousTransaction()
    }

    private static func requireVersion2(_ given: TransactionInput?, _ what: String) throws(PSBTError) {
        guard given == nil else { throw PSBTError("\(what) not allowed in PSBTv0") }
    }

    private static func time(_ reader: inout PSBTMapReader) throws(PSBTError) -> UInt32 {
        let time: UInt32 = try reader.integer()
        guard time >= lockTimeThreshold else {
            throw PSBTError("Required time based locktime is invalid (less than 500000000)")
        }
        return time
    }

    private static func height(_ reader: inout PSBTMapReader) throws(PSBTError) -> UInt32 {
        let height: UInt32 = try reader.integer()
        guard height < lockTimeThreshold else {
            throw PSBTError(
                "Required height based locktime is invalid (greater than or equal to 500000000)")
        }
        guard height > 0 else { throw PSBTError("Required height based locktime is invalid (0)") }
        return height
    }

    private func checkPreviousTransaction() throws(PSBTError) {
        guard let previousTransaction else { return }
        guard previousTransaction.txid == previousOutput.txid else {
            throw PSBTError("Non-witness UTXO does not match outpoint hash")
        }
        guard Int(previousOutput.index) < previousTransaction.outputs.count else {
            throw PSBTError("Input specifies output index that does not exist")
        }
    }
}

// MARK: Fields by the BIP that has them

extension PSBTInput {
    /// Reads a field of BIP174. False if it is none.
    private mutating func readSpending(
        _ type: UInt8, _ key: PSBTKey, _ reader: inout PSBTMapReader
    ) throws(PSBTError) -> Bool {
        switch type {
        case PSBTInputType.previousTransaction:
            try key.require(1, for: "Input Non-witness UTXO")
            previousTransaction = try reader.sized { reader throws(SerializationError) in try reader.read() }
        case PSBTInputType.spentOutput:
            try key.require(1, for: "Input Witness UTXO")
            let output: TransactionOutput = try reader.sized { reader throws(SerializationError) in
                try reader.read()
            }
            // A value of -1 stands for no output.
            spentOutput = output.value.satoshis == -1 ? nil : output
        case PSBTInputType.partialSignature:
            let publicKey = try reader.publicKey(key, for: "partial signature pubkey")
            partialSignatures[publicKey] = try Self.signature(&reader)
        case PSBTInputType.signatureHashType:
            try key.require(1, for: "Input Sighash Type")
            signatureHashType = try reader.integer()
        case PSBTInputType.redeemScript:
            try key.require(1, for: "Input redeemScript")
            redeemScript = try reader.script()
        case PSBTInputType.witnessScript:
            try key.require(1, for: "Input witnessScript")
            witnessScript = try reader.script()
        case PSBTInputType.keyOrigin:
            let publicKey = try reader.publicKey(key, for: "BIP32 keypath")
            keyOrigins[publicKey] = try reader.origin()
        case PSBTInputType.finalScriptSig:
            try key.require(1, for: "Input Final scriptSig")
            finalScriptSig = try reader.script()
        case PSBTInputType.finalWitness:
            try key.require(1, for: "Input Final scriptWitness")
            finalWitness = try reader.sized { reader throws(SerializationError) in try reader.read() }
        case PSBTInputType.ripemd160:
            try key.require(21, for: "Input RIPEMD160 Preimage")
            preimages.ripemd160[Self.hash20(key)] = try reader.bytes()
        case PSBTInputType.sha256:
            try key.require(33, for: "Input SHA256 Preimage")
            preimages.sha256[Self.hash32(key)] = try reader.bytes()
        case PSBTInputType.hash160:
            try key.require(21, for: "Input Hash160 Preimage")
            preimages.hash160[Self.hash20(key)] = try reader.bytes()
        case PSBTInputType.hash256:
            try key.require(33, for: "Input Hash256 Preimage")
            preimages.hash256[Self.hash32(key)] = try reader.bytes()
        default: return false
        }
        return true
    }

    /// Reads a field of BIP371. False if it is none.
    private mutating func readTaproot(
        _ type: UInt8, _ key: PSBTKey, _ reader: inout PSBTMapReader
    ) throws(PSBTError) -> Bool {
        switch type {
        case PSBTInputType.taprootKeySignature:
            try key.require(1, for: "Input Taproot Key Path Signature")
            taprootKeySignature = try Self.schnorrSignature(&reader, "key path")
        case PSBTInputType.taprootScriptSignature:
            try key.require(65, for: "Input Taproot Script Path Signature")
            let leafKey = TaprootLeafKey(
                key: Bytes32(unchecked: key.data.rawSpan, at: 0),
                leafHash: Bytes32(unchecked: key.data.rawSpan, at: 32))
            taprootScriptSignatures[leafKey] = try Self.schnorrSignature(&reader, "script path")
        case PSBTInputType.taprootLeafScript:
            guard key.bytes.count >= 34 else {
                throw PSBTError("Input Taproot leaf script key is not at least 34 bytes")
            }
            guard (key.bytes.count - 2).isMultiple(of: 32) else {
                throw PSBTError("Input Taproot leaf script key's control block size is not valid")
            }
            let value = try reader.bytes()
            guard !value.isEmpty else {
                throw PSBTError("Input Taproot leaf script must be at least 1 byte")
            }
            let end = value.count - 1
            let leaf = TaprootLeaf(script: Script(value[0..<end]), version: value[end])
            taprootScripts[leaf, default: []].insert(key.data)
        case PSBTInputType.taprootKeyOrigin:
            try key.require(33, for: "Input Taproot BIP32 Keypath")
            taprootKeyOrigins[Self.hash32(key)] = try reader.taprootOrigin("Input")
        case PSBTInputType.taprootInternalKey:
            try key.require(1, for: "Input Taproot Internal Key")
            taprootInternalKey = try reader.hash()
        case PSBTInputType.taprootMerkleRoot:
            try key.require(1, for: "Input Taproot Merkle Root")
            taprootMerkleRoot = try reader.hash()
        default: return false
        }
        return true
    }

    /// Reads a field of BIP373. False if it is none.
    private mutating func readMuSig(
        _ type: UInt8, _ key: PSBTKey, _ reader: inout PSBTMapReader
    ) throws(PSBTError) -> Bool {
        switch type {
        case PSBTInputType.musigParticipants:
            let (aggregateKey, participants) = try reader.musigParticipants(key, "Input")
            musigParticipants[aggregateKey] = participants
        case PSBTInputType.musigNonce:
            let (session, participant) = try reader.musigIdentifier(key, "pubnonce")
            let nonce = try reader.bytes()
            guard nonce.count == 66 else {
                throw PSBTError("Input musig2 pubnonce value is not 66 bytes")
            }
            musigNonces[session, default: [:]][participant] = nonce
        case PSBTInputType.musigPartialSignature:
            let (session, participant) = try reader.musigIdentifier(key, "partial sig")
            musigPartialSignatures[session, default: [:]][participant] = try reader.sized {
                reader throws(SerializationError) in try reader.readHash().value
            }
        default: return false
        }
        return true
    }

    // The sizes of these keys were checked.
    private static func hash20(_ key: PSBTKey) -> Bytes20 { Bytes20(key.data.rawSpan) ?? Bytes20() }
    private static func hash32(_ key: PSBTKey) -> Bytes32 { Bytes32(unchecked: key.data.rawSpan, at: 0) }

    private static func signature(_ reader: inout PSBTMapReader) throws(PSBTError) -> Bytes {
        let signature = try reader.bytes()
        do throws(ScriptError) {
            try SignatureEncoding.check(signature.rawSpan, [.derSignatures, .strictEncoding])
        } catch {
            throw PSBTError("Signature is not a valid encoding")
        }
        guard !signature.isEmpty else { throw PSBTError("Signature is not a valid encoding") }
        return signature
    }

    private static func schnorrSignature(
        _ reader: inout PSBTMapReader, _ path: String
    ) throws(PSBTError) -> Bytes {
        let signature = try reader.bytes()
        if signature.count < 64 {
            throw PSBTError("Input Taproot \(path) signature is shorter than 64 bytes")
        }
        if signature.count > 65 {
            throw PSBTError("Input Taproot \(path) signature is longer than 65 bytes")
        }
        return signature
    }
}
