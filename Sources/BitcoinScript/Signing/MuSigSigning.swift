import BitcoinCrypto
import BitcoinPrimitives

extension ScriptSigner {
    /// The signature that the keys behind an aggregate key have made together (BIP327, BIP373). Nil as long as nonces or
    /// partial signatures are missing, or if the key is none of that kind.
    mutating func musigSignature(
        of key: XOnlyPublicKey, leafHash: Bytes32?, tweak: TaprootTweak
    ) -> [UInt8]? {
        var result: [UInt8]?
        for (aggregate, participants) in data.aggregateKeys.sorted(by: { $0.key < $1.key })
        where !participants.isEmpty {
            addOrigins(of: participants, leafHash)
            guard var way = MuSigWay(from: aggregate, to: key, origin: data.taprootKeys[key]?.origin),
                way.add(tweak)
            else { continue }
            let name = MuSigSession(key: Bytes(way.key.bytes), leafHash: leafHash ?? Bytes32())
            guard let contributions = contributions(of: participants, name),
                let signature = creator.musigSignature(
                    of: contributions, aggregate: aggregate, tweaks: way.tweaks, leafHash: leafHash)
            else { continue }
            result = signature
        }
        return result
    }

    private mutating func addOrigins(of participants: [PublicKey], _ leafHash: Bytes32?) {
        for participant in participants {
            guard let origin = provider.keyOrigin(participant.hash) else { continue }
            let key = participant.xOnly.key
            var known = data.taprootKeys[key] ?? .init(origin: origin)
            if let leafHash { known.leafHashes.insert(leafHash) }
            data.taprootKeys[key] = known
        }
    }

    /// What all of them have contributed; nil if one has not.
    private func contributions(
        of participants: [PublicKey], _ session: MuSigSession
    ) -> [MuSig.Contribution]? {
        guard let nonces = data.musigNonces[session], let signatures = data.musigPartialSignatures[session],
            nonces.count == participants.count, signatures.count == participants.count
        else { return nil }
        var found: [MuSig.Contribution] = []
        for participant in participants {
            let name = Bytes(participant.bytes)
            guard let nonce = nonces[name], let signature = signatures[name] else { return nil }
            found.append(MuSig.Contribution(key: participant, nonce: nonce.array, signature: signature))
        }
        return found
    }
}

/// How an aggregate key leads to the key of an output or of a script.
private struct MuSigWay {
    /// Where the way ends.
    private(set) var key: PublicKey
    /// What was added on the way.
    private(set) var tweaks: [MuSig.Tweak] = []

    /// The way to a key that is the aggregate itself, or derived from it as `origin` says (BIP328); nil if it is neither.
    init?(from aggregate: PublicKey, to key: XOnlyPublicKey, origin: KeyOrigin?) {
        self.key = aggregate
        if aggregate.xOnly.key == key { return }
        guard let origin, !origin.path.steps.isEmpty, origin.fingerprint == KeyFingerprint(aggregate) else {
            return nil
        }
        var extended = ExtendedPublicKey(aggregate: aggregate)
        for step in origin.path.steps {
            guard let (child, tweak) = extended.childAndTweak(step) else { return nil }
            extended = child
            tweaks.append(MuSig.Tweak(tweak, isXOnly: false))
        }
        guard extended.key.xOnly.key == key else { return nil }
        self.key = extended.key
    }

    /// Goes on from an internal key to the output key (BIP341). False if that is no key.
    mutating func add(_ tweak: TaprootTweak) -> Bool {
        guard case .root(let root) = tweak else { return true }
        let inner = key.xOnly.key
        let value = TaprootTree.tweak(internalKey: inner.bytes, root: root)
        guard let output = inner.evenPublicKey.adding(tweak: value) else { return false }
        key = output
        tweaks.append(MuSig.Tweak(value, isXOnly: true))
        return true
    }
}
