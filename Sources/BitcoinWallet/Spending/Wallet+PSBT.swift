import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript

/// What the wallet adds to partially signed transactions (BIP 174).
extension Wallet {
    /// Adds what the wallet knows, and its signatures if wanted.
    ///
    /// - Parameters:
    ///   - signs: whether to sign, for which the wallet must be unlocked.
    ///   - hashType: what signatures commit to; `nil` for what the transaction says.
    ///   - showsOrigins: whether to tell how keys were derived.
    ///   - finalizes: whether to put complete signatures where they belong.
    /// - Returns: whether every input is satisfied.
    func fill(
        _ psbt: inout PartiallySignedTransaction, signs: Bool, hashType: UInt8? = nil,
        showsOrigins: Bool = true, finalizes: Bool = true
    ) throws -> Bool {
        for index in psbt.inputs.indices where !psbt.inputs[index].isFinal {
            let parent = ledger[psbt.inputs[index].previousOutput.txid]?.transaction
            if psbt.inputs[index].previousTransaction == nil {
                psbt.inputs[index].previousTransaction = parent
            }
        }
        guard let spending = PSBTSpending(psbt) else {
            throw RPCError(.verifyError, PSBTSigningError.invalidTransaction.description)
        }
        let scripts =
            psbt.inputs.compactMap { $0.utxo?.scriptPubKey } + psbt.outputs.map(\.output.scriptPubKey)
        var known = signingProvider(for: scripts)
        known.merge(signingProvider(forKeysOf: psbt))
        let provider = HidingSigningProvider(
            known, hidesSecrets: !signs, hidesOrigins: !showsOrigins)
        let options = PSBTSigningOptions(hashType: hashType.map(Int32.init), finalizes: finalizes)
        do throws(PSBTSigningError) {
            try psbt.signAll(in: spending, provider: provider, options: options)
        } catch {
            throw RPCError(.deserialization, error.description)
        }
        let unsatisfied = psbt.inputs.enumerated().filter { !spending.isSatisfied($1, at: $0) }.map(\.element)
        if signs, unsatisfied.contains(where: { $0.utxo.map { needsMuSig($0.scriptPubKey) } ?? false }) {
            throw RPCError(.wallet, Self.musigComplaint)
        }
        return unsatisfied.isEmpty
    }
}
