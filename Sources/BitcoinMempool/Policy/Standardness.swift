import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript

/// Which transactions are relayed: those whose forms are known, and that are no burden to others.
public enum Standardness {
    /// What can be said of a transaction without what it spends.
    public static func check(_ transaction: Transaction, _ policy: MempoolPolicy) throws(TransactionRejection)
    {
        let versions = PolicyLimits.minimumVersion...PolicyLimits.maximumVersion
        guard versions.contains(transaction.version) else { throw refused("version") }
        guard transaction.weight <= PolicyLimits.maximumWeight else { throw refused("tx-size") }
        for input in transaction.inputs {
            guard input.scriptSig.count <= PolicyLimits.maximumScriptSigSize else {
                throw refused("scriptsig-size")
            }
            guard input.scriptSig.isPushOnly else { throw refused("scriptsig-not-pushonly") }
        }
        try checkOutputs(transaction.outputs, policy)
        let dust = Dust.outputs(of: transaction, at: policy.dustRate)
        guard dust.count <= PolicyLimits.maximumDustOutputs else { throw refused("dust") }
    }

    private static func checkOutputs(
        _ outputs: [TransactionOutput], _ policy: MempoolPolicy
    ) throws(TransactionRejection) {
        var dataBytes = policy.maximumDataBytes ?? 0
        for output in outputs {
            switch StandardTemplate(output.scriptPubKey) {
            case .nonstandard: throw refused("scriptpubkey")
            case .multisig(let required, let keys):
                guard (1...PolicyLimits.maximumBareMultisigKeys).contains(keys.count),
                    (1...keys.count).contains(required)
                else { throw refused("scriptpubkey") }
                guard policy.allowsBareMultisig else { throw refused("bare-multisig") }
            case .nullData:
                guard output.scriptPubKey.count <= dataBytes else { throw refused("datacarrier") }
                dataBytes -= output.scriptPubKey.count
            default: continue
            }
        }
    }

    private static func refused(_ reason: String) -> TransactionRejection {
        TransactionRejection(.notStandard, reason)
    }
}
