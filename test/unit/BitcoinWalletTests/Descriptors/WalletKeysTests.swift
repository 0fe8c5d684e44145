import BitcoinCommands
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

/// Descriptors and keys of a wallet that follows no chain.
@Suite("Keys of a wallet") struct WalletKeysTests {
    private static let tprv =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx"
        + "8UbK"
    private static let tpub =
        "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJ"
        + "ZL5B"

    private let folder = TemporaryDirectory()

    private var options: WalletOptions {
        var options = WalletOptions(parameters: .parameters(for: .regtest), directory: folder.path)
        options.keypoolSize = 3
        options.isUnsafe = true
        return options
    }

    private func wallet(_ flags: WalletFlags, passphrase: Passphrase = .none) async throws -> Wallet {
        try await Wallet.create(
            name: "w", path: folder.file("wallet.dat"), options: options, chain: nil, flags: flags,
            passphrase: passphrase)
    }

    private func reloaded() async throws -> Wallet {
        try await Wallet.load(
            name: "w", path: folder.file("wallet.dat"), options: options, chain: nil
        ).wallet
    }

    private func checked(_ text: String) throws -> String {
        let (body, checksum) = try DescriptorChecksum.verified(text, requiresChecksum: false)
        return "\(body)#\(checksum)"
    }

    /// Imports a descriptor and gives the warnings.
    private func add(
        _ text: String, to wallet: Wallet, _ more: (String, JSONValue)...
    ) async throws -> [String] {
        let request = JSONValue.object(JSONObject([("desc", .string(try checked(text)))] + more))
        let options = options
        return try await wallet.perform { wallet in
            var warnings: [String] = []
            let wanted = try DescriptorImport(
                request, timestamp: 1, options: options, warnings: &warnings)
            try wallet.add(wanted, warnings: &warnings)
            return warnings
        }
    }

    private func error(
        _ text: String, in wallet: Wallet, _ more: (String, JSONValue)...
    ) async -> String? {
        do {
            let request = JSONValue.object(JSONObject([("desc", .string(try checked(text)))] + more))
            let options = options
            try await wallet.perform { wallet in
                var warnings: [String] = []
                let wanted = try DescriptorImport(
                    request, timestamp: 1, options: options, warnings: &warnings)
                try wallet.add(wanted, warnings: &warnings)
            }
            return nil
        } catch {
            return RPCError(error).message
        }
    }

    private static func texts(_ list: JSONValue) -> [String] {
        (list["descriptors"].array ?? []).compactMap { $0["desc"].string }
    }

    @Test func aNewWalletHasEightDescriptorsOfOneKey() async throws {
        let wallet = try await wallet([])
        let (count, keys, active) = await wallet.perform {
            ($0.managers.count, $0.extendedKeys(of: .all).keys.count, $0.activeIDs.count)
        }
        #expect((count, keys, active) == (8, 1, 8))
        let addresses = try await wallet.perform { wallet in
            try OutputType.allCases.map { try wallet.newAddress(type: $0, label: "") }
        }
        await wallet.close()
        let again = try await reloaded()
        for address in addresses {
            let script = try Destination(address: address, .regtest).script
            #expect(await again.perform { $0.isOwn(script) })
        }
        let next = try await again.perform { try $0.newAddress(type: .bech32, label: "") }
        #expect(!addresses.contains(next))
        await again.close()
    }

    @Test func importedDescriptorsAreKept() async throws {
        let wallet = try await wallet(.blank)
        #expect(
            try await add("wpkh(\(Self.tprv)/0/*)", to: wallet, ("active", true), ("range", [0, 4])) == [])
        #expect(
            try await add("tr(\(Self.tprv)/<0;1>/*)", to: wallet, ("active", true))
                == ["Range not given, using default keypool range"])
        #expect(try await add("pkh(\(Self.tprv)/9)", to: wallet, ("label", "mine")) == [])
        let texts = try await wallet.perform { try $0.listDescriptors(withPrivateKeys: true) }
        let (address, label) = try await wallet.perform { wallet in
            (try wallet.newAddress(type: .bech32m, label: ""), wallet.addressBook.values.map(\.label))
        }
        #expect(label.contains("mine"))
        await wallet.close()
        let again = try await reloaded()
        let kept = try await again.perform { try $0.listDescriptors(withPrivateKeys: true) }
        #expect(Self.texts(kept) == Self.texts(texts) && Self.texts(kept).count == 4)
        #expect(await again.perform { $0.managers.count } == 4)
        let script = try Destination(address: address, .regtest).script
        #expect(await again.perform { $0.isOwn(script) })
        #expect(await again.perform { $0.activeInternal.keys.map(\.self) } == [.bech32m])
        await again.close()
    }

    @Test func refusesWhatDoesNotFitTheWallet() async throws {
        let wallet = try await wallet(.blank)
        #expect(
            await error("wpkh(\(Self.tpub)/*)", in: wallet, ("range", 2))
                == "Cannot import descriptor without private keys to a wallet with private keys enabled")
        #expect(
            await error("pkh(\(Self.tprv)/0)", in: wallet, ("range", 2))
                == "Range should not be specified for an un-ranged descriptor")
        #expect(
            await error("pkh(\(Self.tprv)/0)", in: wallet, ("active", true))
                == "Active descriptors must be ranged")
        #expect(
            await error("combo(\(Self.tprv)/*)", in: wallet, ("active", true), ("range", 2))
                == "Combo descriptors cannot be set to active")
        #expect(
            await error("pkh(\(Self.tprv)/*)", in: wallet, ("label", "a"), ("range", 2))
                == "Ranged descriptors should not have a label")
        #expect(
            await error("pkh(\(Self.tprv)/0)", in: wallet, ("label", "a"), ("internal", true))
                == "Internal addresses should not have a label")
        #expect(
            await error("pkh(\(Self.tprv)/<0;1>/*)", in: wallet, ("internal", true), ("range", 2))
                == "Cannot have multipath descriptor while also specifying 'internal'")
        #expect(
            await error("pkh(\(Self.tprv)/*)", in: wallet, ("range", [3, 8]), ("next_index", 9))
                == "next_index is out of range")
        #expect(await wallet.perform { $0.managers.isEmpty })
        let last: Int64 = (1 << 31) - 1
        #expect(
            await error(
                "pkh(\(Self.tprv)/*)", in: wallet, ("range", [.integer(last - 1), .integer(last)])) == nil)

        _ = try await add("pkh(\(Self.tprv)/1/*)", to: wallet, ("range", [3, 8]))
        let text = try checked("pkh(\(Self.tprv)/1/*)")
        #expect(
            await error("pkh(\(Self.tprv)/1/*)", in: wallet, ("range", [4, 8]))
                == "Could not add descriptor '\(text)': new range must include current range = [3,8]")
        await wallet.close()
    }

    @Test func watchOnlyWalletsTakeNoPrivateKeys() async throws {
        let wallet = try await wallet([.blank, .disablePrivateKeys])
        #expect(
            await error("pkh(\(Self.tprv)/0)", in: wallet)
                == "Cannot import private keys to a wallet with private keys disabled")
        #expect(
            await error("pkh(\(Self.tpub)/0h)", in: wallet)
                == "Cannot expand descriptor. Probably because of hardened derivations without private keys provided"
        )
        #expect(
            await error("unused(\(Self.tpub))", in: wallet)
                == "Cannot import unused() to wallet without private keys enabled")
        #expect(await error("pkh(\(Self.tpub)/0)", in: wallet) == nil)
        await wallet.close()
    }

    @Test func keysAreKeptForDescriptorsToCome() async throws {
        let wallet = try await wallet(.blank)
        let answer = try await wallet.perform { try $0.addExtendedKey(.string(Self.tprv)) }
        #expect(answer["xpub"].string == Self.tpub)
        #expect(
            await error("unused(\(Self.tprv))", in: wallet)
                == "Cannot import an unused() descriptor when its private key is already in the wallet")
        do {
            _ = try await wallet.perform { try $0.addExtendedKey(.string(Self.tprv)) }
            Issue.record("the key was added twice")
        } catch {
            #expect(RPCError(error) == RPCError(.wallet, "HD key already exists"))
        }
        do {
            _ = try await wallet.perform { try $0.addExtendedKey(.string(Self.tpub)) }
            Issue.record("a public key was taken")
        } catch {
            #expect(
                RPCError(error).message
                    == "Extended public key (xpub) provided, but extended private key (xprv) is required")
        }
        let listed = try await wallet.perform { try $0.listExtendedKeys(["private": true]) }
        #expect(listed[0]["xprv"].string == Self.tprv)
        #expect(listed[0]["descriptors"][0]["active"].bool == false)
        let added = try await wallet.perform { wallet in
            let key = try wallet.privateKey(of: wallet.defaultExtendedKey())
            return try wallet.addDescriptors(of: key, type: .bech32, isInternal: [false, true]).count
        }
        #expect(added == 2)
        await wallet.close()
        let again = try await reloaded()
        #expect(try await again.perform { try $0.activeExtendedKey().text(.regtest) } == Self.tpub)
        #expect(await again.perform { $0.managers.count } == 3)
        await again.close()
    }

    /// What another wallet has made of our keys names them: that is enough to sign.
    @Test func signsForKeysThatATransactionNames() async throws {
        let wallet = try await wallet(.blank)
        _ = try await add("wpkh(\(Self.tprv)/0/*)", to: wallet, ("range", 2))
        var keys = FlatSigningProvider()
        let descriptor = try Descriptor.parse("wpkh(\(Self.tprv)/0/1)", format: .regtest, keys: &keys)[0]
        let ours = try #require(descriptor.expand()?.provider.publicKeys.values.first)
        let stranger = PrivateKey.random().publicKey
        let script = Script.multisig(required: 1, [stranger, ours])
        let output = TransactionOutput(
            value: Amount(satoshis: 5000), scriptPubKey: Destination.witnessScriptHash(of: script).script)
        let spent = OutPoint(txid: Txid(Hash256(SHA256.hash([1]))), index: 0)
        var psbt = PartiallySignedTransaction(
            Transaction(
                inputs: [TransactionInput(previousOutput: spent)],
                outputs: [TransactionOutput(value: Amount(satoshis: 4000), scriptPubKey: Script([0x51]))]))
        psbt.inputs[0].spentOutput = output
        psbt.inputs[0].witnessScript = script
        let unsigned = psbt
        let isComplete = try await wallet.perform { wallet in
            var psbt = unsigned
            return try wallet.fill(&psbt, signs: true)
        }
        #expect(!isComplete)
        psbt.inputs[0].keyOrigins[Bytes(ours.bytes)] = KeyOrigin(fingerprint: KeyFingerprint(ours))
        let named = psbt
        #expect(
            try await wallet.perform { wallet in
                var psbt = named
                return try wallet.fill(&psbt, signs: true)
            })
        await wallet.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func lockedWalletsShowAndUseNoKeys() async throws {
        let passphrase = SecretBytes(count: 4) { target in
            for index in target.indices { target[index] = UInt8(ascii: "a") }
        }
        let wallet = try await wallet([], passphrase: .given(passphrase))
        for attempt: @Sendable (isolated Wallet) throws -> JSONValue in [
            { try $0.listDescriptors(withPrivateKeys: true) }, { try $0.listExtendedKeys(["private": true]) },
            { try $0.addExtendedKey(.null) },
        ] {
            do {
                _ = try await wallet.perform(attempt)
                Issue.record("a locked wallet used its keys")
            } catch {
                #expect(RPCError(error).code == .unlockNeeded)
            }
        }
        let hash = try #require(
            await wallet.perform { $0.extendedKeys(of: .active).keys.first?.key.hash })
        #expect(await wallet.perform { $0.privateKey(hash) } == nil)
        #expect(try await wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 60) })
        #expect(await wallet.perform { $0.privateKey(hash)?.publicKey.hash } == hash)
        await wallet.perform { $0.lock() }
        #expect(await wallet.perform { $0.privateKey(hash) } == nil)
        await wallet.close()
    }
}
