import BitcoinCrypto
import BitcoinPrimitives

/// How far a PSBT has come, and who has to go on with it.
public struct PSBTAnalysis: Sendable {
    /// Who goes on (BIP174), from the first to the last.
    public enum Role: String, Sendable, Comparable {
        case creator, updater, signer, finalizer, extractor

        private var order: Int {
            switch self {
            case .creator: 0
            case .updater: 1
            case .signer: 2
            case .finalizer: 3
            case .extractor: 4
            }
        }

        /// Orders by who comes first.
        public static func < (a: Self, b: Self) -> Bool { a.order < b.order }
    }

    /// How far an input has come.
    public struct Input: Sendable {
        /// Whether the output that it spends is known.
        public var hasUTXO = false
        /// Whether it is finished.
        public var isFinal = false
        /// Who has to go on with it.
        public var next = Role.extractor
        /// What was looked for and not found.
        public var missing = SignatureData.Missing()
    }

    /// The inputs; none if there can be no transaction.
    public private(set) var inputs: [Input] = []
    /// Who has to go on with the whole.
    public private(set) var next = Role.creator
    /// The size of the finished transaction in virtual bytes, if it can be told.
    public private(set) var estimatedVirtualSize: Int?
    /// The fee for that size.
    public private(set) var estimatedFeeRate: FeeRate?
    /// The fee, if all outputs that are spent are known.
    public private(set) var fee: Amount?
    /// What is wrong with the whole.
    public private(set) var error: String?

    /// Looks at a PSBT.
    ///
    /// - Parameter bytesPerSignatureOperation: what a signature operation counts as in the size (`-bytespersigop`).
    public init(_ psbt: PartiallySignedTransaction, bytesPerSignatureOperation: Int = 20) {
        guard let spending = PSBTSpending(psbt) else {
            error = "PSBT cannot be made into a valid transaction"
            return
        }
        look(at: psbt, spending, bytesPerSignatureOperation)
    }

    private mutating func look(
        at psbt: PartiallySignedTransaction, _ spending: PSBTSpending, _ bytesPerSignatureOperation: Int
    ) {
        var psbt = psbt
        var total = Amount.zero
        for index in psbt.inputs.indices {
            if let utxo = psbt.inputs[index].utxo {
                guard utxo.value.isValid, (total + utxo.value).isValid else {
                    return fail("PSBT is not valid. Input \(index) has invalid value")
                }
                total += utxo.value
                guard !utxo.scriptPubKey.isUnspendable else {
                    return fail("PSBT is not valid. Input \(index) spends unspendable output")
                }
            }
            inputs.append(Self.analyze(&psbt.inputs[index], at: index, spending))
        }
        next = inputs.map(\.next).min() ?? .extractor
        guard inputs.allSatisfy(\.hasUTXO) else { return }
        guard let spent = spending.transaction.transaction.outputValue else {
            return fail("PSBT is not valid. Output amount invalid")
        }
        fee = total - spent
        estimateSize(&psbt, spending, bytesPerSignatureOperation)
    }

    private mutating func fail(_ message: String) {
        self = PSBTAnalysis(error: message)
    }

    private init(error: String) { self.error = error }

    private static func analyze(
        _ input: inout PSBTInput, at index: Int, _ spending: PSBTSpending
    ) -> Input {
        var result = Input()
        result.hasUTXO = input.utxo != nil
        guard !spending.isSatisfied(input, at: index) else {
            result.isFinal = true
            return result
        }
        do throws(PSBTSigningError) {
            try input.sign(
                in: spending, at: index, provider: EmptySigningProvider(), options: PSBTSigningOptions(),
                missing: &result.missing)
            // Of several signatures not all may have been needed.
            result.missing = SignatureData.Missing()
            result.next = .finalizer
        } catch {
            result.next = result.missing.isOnlySignatures ? .signer : .updater
        }
        return result
    }

    /// Fills up with signatures that only look right.
    private mutating func estimateSize(
        _ psbt: inout PartiallySignedTransaction, _ spending: PSBTSpending, _ bytesPerOperation: Int
    ) {
        for index in psbt.inputs.indices {
            // Here upstream looks at each input by itself, which cannot tell it whether one of taproot is satisfied. So there
            // is no estimate once such an input is finished, unless the whole transaction before it is there.
            let isTaproot = psbt.inputs[index].utxo?.scriptPubKey.isPayToTaproot ?? false
            if !isTaproot && spending.isSatisfied(psbt.inputs[index], at: index) { continue }
            var missing = SignatureData.Missing()
            do throws(PSBTSigningError) {
                try psbt.inputs[index].sign(
                    in: nil, at: index, provider: EmptySigningProvider(), options: PSBTSigningOptions(),
                    missing: &missing)
            } catch {
                return
            }
        }
        let outputs = psbt.inputs.compactMap(\.utxo)
        guard let transaction = psbt.extracted, outputs.count == transaction.inputs.count else { return }
        let operations = SignatureOperations.cost(
            of: transaction, spentOutputs: outputs, flags: .standard)
        let weight = max(transaction.weight, operations * bytesPerOperation)
        let size = (weight + 3) / 4
        estimatedVirtualSize = size
        if let fee, let size = Int32(exactly: size) {
            estimatedFeeRate = FeeRate(fee: fee, virtualSize: size)
        }
    }
}

extension SignatureData.Missing {
    /// Whether signatures are missing and nothing else.
    fileprivate var isOnlySignatures: Bool {
        publicKeys.isEmpty && redeemScript == nil && witnessScript == nil && !signatures.isEmpty
    }
}
