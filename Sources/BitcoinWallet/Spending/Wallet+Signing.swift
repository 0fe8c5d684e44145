import BitcoinPrimitives
import BitcoinScript

/// Signs.
extension Wallet {
    /// Signs what the wallet has the keys for.
    ///
    /// - Parameters:
    ///   - outputs: what is known of the outputs that are spent.
    ///   - hashType: what the signatures commit to.
    func sign(
        _ transaction: Transaction, spending outputs: [OutPoint: TransactionOutput],
        hashType: UInt8 = SignatureHashType.default
    ) -> TransactionSigner.Outcome {
        let spent = transaction.inputs.map { outputs[$0.previousOutput] }
        let provider = signingProvider(for: spent.compactMap { $0?.scriptPubKey })
        return TransactionSigner.sign(
            transaction, provider: provider, spentOutputs: spent, hashType: hashType)
    }

    /// What is said where a signature is missing that this wallet could only make together with others.
    static let musigComplaint =
        "Error: This wallet cannot take part in MuSig2 signatures: the keys in musig() are only watched"

    /// Whether this wallet has keys for a script of which some would have to sign together with others (BIP 327).
    func needsMuSig(_ script: Script) -> Bool {
        managers(of: script).contains { $0.hasPrivateKeys && $0.descriptor.hasAggregateKeys }
    }

    /// All that the wallet knows to spend from scripts, with private keys while it is unlocked.
    func signingProvider(for scripts: some Sequence<Script>) -> FlatSigningProvider {
        var provider = FlatSigningProvider()
        for script in Set(scripts) {
            for manager in managers(of: script) {
                if let own = manager.signingProvider(for: script, encryptionKey: encryptionKey) {
                    provider.merge(own)
                }
            }
        }
        return provider
    }

    /// What the inputs of a transaction spend, as far as the wallet or the node knows.
    func spentOutputs(of transaction: Transaction) async throws -> [OutPoint: TransactionOutput] {
        var outputs: [OutPoint: TransactionOutput] = [:]
        var unknown: [OutPoint] = []
        for input in transaction.inputs {
            if let output = ledger.output(input.previousOutput) {
                outputs[input.previousOutput] = output
            } else {
                unknown.append(input.previousOutput)
            }
        }
        guard let chain, !unknown.isEmpty else { return outputs }
        for (coin, output) in zip(unknown, try await chain.findCoins(unknown)) { outputs[coin] = output }
        return outputs
    }
}
