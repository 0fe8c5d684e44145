import BitcoinPrimitives
import BitcoinScript

/// How large inputs are when they are signed.
extension Wallet {
    /// The weight and the virtual size of a signed transaction.
    struct SignedSize: Sendable {
        var weight: Int

        var virtualSize: Int32 { Int32(clamping: (weight + 3) / 4) }
    }

    /// The descriptor that tells how to spend from a script; `nil` if it cannot be told.
    ///
    /// - Parameter external: what is known about coins of others.
    func solvingDescriptor(for script: Script, _ external: FlatSigningProvider? = nil) -> Descriptor? {
        // Every position of a descriptor has scripts of one size.
        if let own = managers(of: script).first?.descriptor, own.isSingleType, own.isSolvable { return own }
        guard var provider = solvingProvider(for: script) ?? external else { return nil }
        if let external { provider.merge(external) }
        let inferred = Descriptor.infer(script, provider: provider, format: options.format)
        return inferred.isSolvable ? inferred : nil
    }

    /// The weight of a signed input; `nil` if that cannot be told.
    ///
    /// - Parameters:
    ///   - isInSegwitTransaction: whether any input of the transaction has a witness, so that all tell their count of items.
    ///   - usesMaximumSignatures: whether signatures may be one byte longer than those made here.
    func inputWeight(
        _ descriptor: Descriptor, isInSegwitTransaction: Bool, usesMaximumSignatures: Bool = false
    ) -> Int? {
        // Keys that are elsewhere may sign in other ways than this wallet would.
        let isSignedElsewhere = usesMaximumSignatures || flags.contains(.disablePrivateKeys)
        guard
            let satisfaction = descriptor.maximumSatisfactionWeight(usesMaximumSignatures: isSignedElsewhere),
            let items = descriptor.maximumSatisfactionItems
        else { return nil }
        let isSegwit = descriptor.isSegwit
        let scriptLength = isSegwit ? 1 : CompactSize.size(of: satisfaction / 4)
        let stackLength = isSegwit ? CompactSize.size(of: items) : isInSegwitTransaction ? 1 : 0
        return (32 + 4 + 4 + scriptLength) * 4 + stackLength + satisfaction
    }

    /// The virtual size of a signed input that spends from a script; `nil` if that cannot be told.
    func inputSize(
        of script: Script, _ external: FlatSigningProvider? = nil, usesMaximumSignatures: Bool = false
    ) -> Int32? {
        guard let descriptor = solvingDescriptor(for: script, external),
            let weight = inputWeight(
                descriptor, isInSegwitTransaction: true, usesMaximumSignatures: usesMaximumSignatures)
        else { return nil }
        return SignedSize(weight: weight).virtualSize
    }

    /// The size of a transaction when it is signed; `nil` if that cannot be told.
    ///
    /// - Parameter spent: the outputs that its inputs spend.
    func signedSize(
        of transaction: Transaction, spent: [TransactionOutput], _ control: CoinControl? = nil
    ) -> SignedSize? {
        let descriptors = spent.map { solvingDescriptor(for: $0.scriptPubKey, control?.externalProvider) }
        let isSegwit = descriptors.contains { $0?.isSegwit ?? false }
        var weight =
            (4 + 4 + CompactSize.size(of: transaction.inputs.count)
                + CompactSize.size(of: transaction.outputs.count)) * 4 + (isSegwit ? 2 : 0)
        for output in transaction.outputs { weight += output.serializedSize * 4 }
        for (input, descriptor) in zip(transaction.inputs, descriptors) {
            if let given = control?.choices[input.previousOutput]?.weight {
                weight += given
                continue
            }
            guard let descriptor,
                let size = inputWeight(
                    descriptor, isInSegwitTransaction: isSegwit,
                    usesMaximumSignatures: control?.isExternal(input.previousOutput) ?? false)
            else { return nil }
            weight += size
        }
        return SignedSize(weight: weight)
    }

    /// What the inputs of a transaction spend, as far as the wallet or its user knows it; `nil` if any is unknown.
    func knownSpentOutputs(of transaction: Transaction, _ control: CoinControl? = nil) -> [TransactionOutput]?
    {
        var outputs: [TransactionOutput] = []
        for input in transaction.inputs {
            guard
                let output = ledger.output(input.previousOutput)
                    ?? control?.choices[input.previousOutput]?.output
            else { return nil }
            outputs.append(output)
        }
        return outputs
    }
}

extension Descriptor {
    /// Whether its coins are spent with a witness.
    var isSegwit: Bool { outputType.map { $0 != .legacy } ?? false }
}

extension TransactionOutput {
    /// How many bytes it takes.
    var serializedSize: Int { 8 + CompactSize.size(of: scriptPubKey.count) + scriptPubKey.count }
}
