import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript

/// Keys of the wallet in scripts that are not.
extension Wallet {
    /// What is known about the keys that a transaction names for inputs whose scripts are not the wallet's.
    func signingProvider(forKeysOf psbt: PartiallySignedTransaction) -> FlatSigningProvider {
        var provider = FlatSigningProvider()
        for input in psbt.inputs where !input.isFinal {
            guard let script = input.utxo?.scriptPubKey, !isOwn(script) else { continue }
            for hash in Self.keyHashes(of: input, script) {
                for manager in managers.values {
                    if let own = manager.signingProvider(forKey: hash, encryptionKey: encryptionKey) {
                        provider.merge(own)
                    }
                }
            }
        }
        return provider
    }

    private static func keyHashes(of input: PSBTInput, _ script: Script) -> Set<Bytes20> {
        var hashes = Set(input.keyOrigins.keys.map { Hash160.hash($0.rawSpan) })
        var taprootKeys = Array(input.taprootKeyOrigins.keys)
        if case .taproot(let output) = Destination(script) { taprootKeys.append(output) }
        for key in taprootKeys {
            // Nothing tells whether the second coordinate is even.
            for sign: UInt8 in [2, 3] { hashes.insert(Hash160.hash([sign] + key.bytes)) }
        }
        return hashes
    }
}
