import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

/// What a wallet's file allows and what it does not.
@Suite("Wallet files in use", .timeLimit(.minutes(3))) struct WalletFileTests {
    private let scene = WalletScene()
    private let passphrase = SecretBytes(count: 4) { target in
        for index in target.indices { target[index] = UInt8(ascii: "a") }
    }

    @Test func oneWalletHasOneFile() async throws {
        let wallet = try await scene.wallet()
        let refusal = await complaint { _ = try await scene.reloaded() }
        #expect(
            refusal?.contains("Unable to obtain an exclusive lock on the database") == true,
            "\(refusal ?? "")")
        await wallet.close()
        try await scene.reloaded().close()
    }

    /// After a failure the file could say something else than the wallet knows.
    @Test func aWalletWhoseFileCannotBeWrittenServesNobodyUntilItIsLoadedAgain() async throws {
        var wallet = try await scene.funded()
        let before = await wallet.allBalances
        await #expect(throws: SQLiteError.self) {
            try await wallet.perform { wallet in
                try wallet.change {
                    wallet.ledger.nextOrderPosition += 7
                    // The same record twice.
                    try wallet.database.insert([1], for: [0xff, 1])
                    try wallet.database.insert([1], for: [0xff, 1])
                }
            }
        }
        let refusal = "The wallet file could not be written. Load the wallet again."
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } == refusal)
        #expect(await complaint { try await wallet.sync() } == refusal)
        // Nor does it take in what happens; the node is told so and leaves it alone.
        #expect(await complaint { try await scene.chain.mine() } == refusal)
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.allBalances == before)
        #expect(try await wallet.perform { try $0.database.value(of: [0xff, 1]) } == nil)
        try await wallet.pay(stranger, 1_000_000)
        await wallet.close()
    }

    @Test func aClosedWalletSaysSo() async throws {
        let wallet = try await scene.funded()
        await wallet.close()
        let refusal = "Requested wallet does not exist or is not loaded"
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } == refusal)
        #expect(await complaint { try await wallet.sync() } == refusal)
    }

    @Test func filesOfAnotherChainAreRefused() async throws {
        try await scene.funded().close()
        var other = WalletScene()
        other.options = scene.options
        try await other.chain.mine(count: 5)
        let options = other.options
        // The genesis blocks of the two chains are the same here; one that differs is put in the file.
        let wallet = try await scene.reloaded()
        try await wallet.perform {
            let foreign = BlockHash([UInt8](repeating: 9, count: 32)) ?? .zero
            try $0.database.write(bestBlock: BlockLocator(hashes: [foreign]))
        }
        // Closing writes nothing, so the record stays.
        await wallet.close()
        let refusal = await complaint {
            _ = try await Wallet.load(
                name: "w", path: scene.path("w"), options: options, chain: other.chain)
        }
        #expect(
            refusal
                == "Wallet files should not be reused across chains. Restart bitcoind with -walletcrosschain to override."
        )
    }

    // MARK: Encryption

    @Test func anEncryptedWalletPaysOnlyWhileItIsUnlocked() async throws {
        var wallet = try await scene.funded(coins: 2)
        try await wallet.perform { try $0.encrypt(passphrase: passphrase) }
        #expect(await wallet.perform { $0.isLocked })
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } != nil)
        #expect(await scene.chain.mempool.isEmpty)
        #expect(try await wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 60) })
        try await wallet.pay(stranger, 1_000_000)
        await wallet.perform { $0.lock() }
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } != nil)
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.perform { $0.isLocked })
        // It watches all the same.
        try await scene.chain.mine(paying: try await wallet.address())
        #expect(await wallet.allBalances.immature > .zero)
        #expect(try await wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 60) })
        try await wallet.pay(stranger, 1_000_000)
        await wallet.close()
    }

    @Test func aWrongPassphraseUnlocksNothingAndAChangedOneDoes() async throws {
        let wallet = try await scene.wallet("w", [], passphrase: .given(passphrase))
        let other = SecretBytes(count: 5) { target in
            for index in target.indices { target[index] = UInt8(ascii: "b") }
        }
        #expect(try await !wallet.perform { try $0.unlock(passphrase: other, seconds: 60) })
        #expect(try await !wallet.perform { try $0.changePassphrase(from: other, to: other) })
        #expect(try await wallet.perform { try $0.changePassphrase(from: passphrase, to: other) })
        #expect(try await !wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 60) })
        #expect(try await wallet.perform { try $0.unlock(passphrase: other, seconds: 60) })
        await wallet.close()
    }

    /// The keys may be needed to derive further ones.
    @Test func keysAreNotTakenAwayFromAScan() async throws {
        let wallet = try await scene.wallet()
        let border = LocalWallet(wallet: wallet)
        let text = Array("aaaa".utf8)
        try await wallet.perform { try $0.beginScan() }
        func refusal(_ what: String) -> String {
            "Error: the wallet is currently being used to rescan the blockchain for related transactions. Please "
                + "call `abortrescan` before \(what)."
        }
        #expect(
            await complaint { try await border.encryptWallet(passphrase: text) }
                == refusal("encrypting the wallet"))
        await wallet.perform { $0.endScan() }
        try await border.encryptWallet(passphrase: text)
        #expect(try await wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 60) })
        try await wallet.perform { try $0.beginScan() }
        #expect(await complaint { try await border.lock() } == refusal("locking the wallet"))
        #expect(
            await complaint { _ = try await border.changeWalletPassphrase(from: text, to: text) }
                == refusal("changing the passphrase"))
        // The time of the passphrase can be over in the middle of it.
        #expect(try await wallet.perform { try $0.unlock(passphrase: passphrase, seconds: 0) })
        while await !wallet.perform({ $0.locksAfterScan }) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(await wallet.perform { !$0.isLocked })
        await wallet.perform { $0.endScan() }
        #expect(await wallet.perform { $0.isLocked })
        await wallet.close()
    }

    // MARK: Looking back

    @Test(arguments: [false, true])
    func aDescriptorWithAPastIsFoundByAScan(_ hasFilters: Bool) async throws {
        let first = try await scene.funded(coins: 3)
        let payment = try await first.pay(stranger, 1_000_000_000)
        try await scene.chain.mine()
        await scene.chain.set { $0.hasFilters = hasFilters }
        let texts = await first.perform { wallet in
            wallet.managers.values.compactMap { $0.normalizedText() }
        }
        let second = try await scene.wallet("watching", [.blank, .disablePrivateKeys])
        try await add(texts, to: second)
        #expect(await second.allBalances == Balances())
        let (_, result) = try await second.rescan(sinceTime: 1)
        guard case .success(let last) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(last?.height == 104)
        #expect(await second.allBalances == first.allBalances)
        #expect(await second.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        await first.close()
        await second.close()
    }

    @Test func aScanGoesOnBehindBlocksThatAreMissingAndNamesTheLast() async throws {
        let first = try await scene.funded(coins: 3)
        let texts = await first.perform { $0.managers.values.compactMap { $0.normalizedText() } }
        let second = try await scene.wallet("watching", [.blank, .disablePrivateKeys])
        try await add(texts, to: second)
        await scene.chain.set { $0.missing = (0...1, .snapshot) }
        let (time, result) = try await second.rescan(sinceTime: 1)
        guard case .failure(let hash) = result else {
            Issue.record("\(result)")
            return
        }
        let missing = try #require(try await scene.chain.getBlockHash(height: 1))
        #expect(hash == missing)
        #expect(time > Int64(MemoryChain.firstTime) + 600)
        // The coins of the blocks that were there.
        #expect(await second.allBalances.trusted == Amount(satoshis: 10_000_000_000))
        await first.close()
        await second.close()
    }

    @Test(arguments: [
        (MissingBlockCause.pruning, "Prune: last wallet synchronisation goes beyond pruned data."),
        (.snapshot, "Wallet should be able to load successfully after node sync reaches height 104"),
        (.damage, "Failed to rescan the wallet during initialization"),
    ])
    func aWalletIsNotLoadedWhoseBlocksAreMissing(_ cause: MissingBlockCause, _ text: String) async throws {
        try await scene.funded().close()
        try await scene.chain.mine(count: 5)
        await scene.chain.set { $0.missing = (0...103, cause) }
        let refusal = await complaint { _ = try await scene.reloaded() }
        #expect(refusal?.contains(text) == true, "\(refusal ?? "")")
        await scene.chain.set { $0.missing = nil }
        try await scene.reloaded().close()
    }

    @Test func aWatchOnlyCopyHasEverythingButKeys() async throws {
        let wallet = try await scene.funded(coins: 2)
        try await wallet.pay(stranger, 1_000_000_000)
        try await wallet.perform { try $0.setLabel("rent", of: "nowhere", purpose: "send") }
        let path = scene.path("copy")
        try await wallet.perform { wallet in
            try Path.createDirectories(Path.parent(path))
            try wallet.exportWatchOnly(to: path)
        }
        #expect(
            await complaint { try await wallet.exportWatchOnly(to: path) }
                == "Error: Export destination '\(path)' already exists")
        let copy = try await scene.reloaded("copy")
        #expect(await copy.perform { $0.flags.contains(.disablePrivateKeys) })
        #expect(await copy.perform { !$0.managers.values.contains(where: \.hasPrivateKeys) })
        #expect(await copy.allBalances == wallet.allBalances)
        #expect(await copy.perform { $0.addressBook } == wallet.perform { $0.addressBook })
        #expect(try await copy.address() == wallet.address())
        await wallet.close()
        await copy.close()
    }

    private func add(_ texts: [String], to wallet: Wallet) async throws {
        let options = scene.options
        try await wallet.perform { wallet in
            for text in texts {
                let request = JSONValue.object([
                    "desc": .string(text), "range": [.integer(0), .integer(10)],
                ])
                var warnings: [String] = []
                let wanted = try DescriptorImport(
                    request, timestamp: 1, options: options, warnings: &warnings)
                try wallet.add(wanted, warnings: &warnings)
            }
        }
    }
}
