#if canImport(BitcoinWallet)
    import BitcoinCommands
    import BitcoinInterfaces
    import BitcoinPrimitives
    import BitcoinScript
    import BitcoinSupport
    import BitcoinTesting
    import BitcoinWallet
    import Testing

    /// The wallet that there is, with its file, used in its own process and over the border. The chain is on the side of
    /// whoever uses it, as the node is.
    @Suite("Contract of Wallet", .timeLimit(.minutes(3)))
    struct UserWalletContractTests {
        private typealias Wallet = BitcoinInterfaces.Wallet

        private let folder = TemporaryDirectory()
        private let chain = MemoryChain()
        private let stranger = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"

        private func withLoader(_ place: Place, _ test: (any WalletLoader) async throws -> Void) async throws
        {
            let arguments = Arguments(.node(listensToProcesses: true), warnsUser: false)
            try arguments.parse([
                "-regtest", "-datadir=\(folder.path)", "-keypool=3", "-unsafesqlitesync",
                "-walletdir=\(folder.path)",
            ])
            try arguments.initialize()
            let application = WalletApplication(
                identity: .sample("bitcoin-wallet"), arguments: arguments, forwardsLog: false)
            try await place.withWallet(application) { wallet async throws in
                let loader = try #require(try await wallet.makeWalletLoader(chain: chain))
                try await loader.verify()
                try await loader.load()
                try await loader.start()
                try await test(loader)
                try await loader.stop()
            }
        }

        private func withWallet(
            _ place: Place, coins: Int = 0, _ test: (any Wallet, any WalletLoader) async throws -> Void
        ) async throws {
            try await withLoader(place) { loader async throws in
                #expect(
                    try await loader.createWallet(name: "w", passphrase: [], traits: WalletTraits()) == [])
                let wallet = try #require(try await loader.getWallet(name: "w"))
                for _ in 0..<coins {
                    let address = try await wallet.getNewAddress(type: "bech32", label: "mined")
                    try await chain.mine(paying: try Destination(address: address, .regtest).script)
                }
                if coins > 0 { try await chain.mine(count: 100) }
                try await test(wallet, loader)
            }
        }

        private func complaint(_ body: () async throws -> Void) async -> String? {
            do {
                try await body()
                return nil
            } catch {
                return userText(error)
            }
        }

        @Test(arguments: Place.allCases)
        func aDraftDoesNotTakeThePlaceOfAPaymentThatWasMadeMeanwhile(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                let wishes = WalletPaymentWishes(feeRate: FeeRate(satoshisPerKilobyte: 3000))
                func draft(_ amount: Amount) async throws -> BitcoinPrimitives.Transaction {
                    let payment = WalletPayment(address: stranger, amount: amount, subtractsFee: true)
                    return try await wallet.createTransaction([payment], wishes: wishes, signs: true)
                        .transaction
                }
                let first = try await draft(.coin)
                let second = try await draft(.coin + .coin)
                try await wallet.commitTransaction(first)
                let refusal = await complaint { try await wallet.commitTransaction(second) }
                #expect(refusal?.contains("Another payment has spent") == true)
                #expect(try await wallet.getWalletTx(second.txid) == nil)
                // Whoever asks twice has paid once.
                try await wallet.commitTransaction(first)
                #expect(await chain.mempool == [first])
            }
        }

        @Test(arguments: Place.allCases)
        func receivesAndPays(_ place: Place) async throws {
            try await withWallet(place, coins: 2) { wallet, _ async throws in
                #expect(try await wallet.getWalletName() == "w")
                #expect(try await !wallet.privateKeysDisabled())
                #expect(
                    try await wallet.getBalances()
                        == WalletBalances(trusted: Amount(satoshis: 10_000_000_000)))
                let mined = try await wallet.listCoins()
                #expect(mined.count == 2 && mined.allSatisfy { !$0.isLocked && $0.depth > 100 })

                let payment = WalletPayment(address: stranger, amount: .coin, subtractsFee: true)
                let coin = mined[1].outPoint
                let draft = try await wallet.createTransaction(
                    [payment],
                    wishes: WalletPaymentWishes(
                        coins: [coin], allowsOtherCoins: false, feeRate: FeeRate(satoshisPerKilobyte: 3000)),
                    signs: true)
                #expect(draft.transaction.inputs.map(\.previousOutput) == [coin])
                let change = try #require(draft.changePosition)
                #expect(draft.transaction.outputs[1 - Int(change)].value == .coin - draft.fee)
                #expect(await chain.mempool.isEmpty)

                try await wallet.commitTransaction(draft.transaction)
                #expect(await chain.mempool == [draft.transaction])
                let txid = draft.transaction.txid
                let sent = try #require(try await wallet.getWalletTx(txid))
                #expect(sent.status == .inMempool && sent.depth == 0)
                #expect(sent.debit == Amount(satoshis: 5_000_000_000) && sent.credit == sent.debit - .coin)
                #expect(try await wallet.getWalletTxs().last == sent)
                #expect(try await wallet.getWalletTx(.zero) == nil)
                #expect(try await !wallet.transactionCanBeAbandoned(txid))
                #expect(
                    await complaint { try await wallet.abandonTransaction(txid) }?
                        .contains("Transaction not eligible for abandonment") == true)

                let bump = try await wallet.bumpTransaction(
                    txid, feeRate: FeeRate(satoshisPerKilobyte: 30_000))
                #expect(bump.oldFee == draft.fee && bump.newFee > bump.oldFee)
                try await chain.mine()
                #expect(try await wallet.getWalletTx(txid)?.status == .conflicted)
                let replacement = try #require(try await wallet.getWalletTx(bump.txid))
                #expect(replacement.status == .confirmed && replacement.depth == 1)
            }
        }

        @Test(arguments: Place.allCases)
        func saysWhyItCannotPay(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                let wishes = WalletPaymentWishes()
                for (address, amount, expected) in [
                    ("nonsense", Int64(1), "Invalid Bitcoin address: nonsense"),
                    (stranger, 1, "Transaction amount too small"),
                    (stranger, 6_000_000_000, "Insufficient funds"),
                ] {
                    let payment = WalletPayment(address: address, amount: Amount(satoshis: amount))
                    let text = await complaint {
                        _ = try await wallet.createTransaction([payment], wishes: wishes, signs: true)
                    }
                    #expect(text?.contains(expected) == true, "\(text ?? "")")
                }
            }
        }

        @Test(arguments: Place.allCases)
        func locksAndUnlocksCoins(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                let coin = try #require(try await wallet.listCoins().first).outPoint
                #expect(try await !wallet.unlockCoin(coin))
                try await wallet.lockCoin(coin, isPersistent: true)
                #expect(try await wallet.listLockedCoins() == [coin])
                #expect(try await wallet.listCoins().map(\.isLocked) == [true])
                #expect(try await wallet.unlockCoin(coin))
                #expect(try await wallet.listLockedCoins() == [])
            }
        }

        @Test(arguments: Place.allCases)
        func needsThePassphraseOnceItIsEncrypted(_ place: Place) async throws {
            let first = Array("open sesame".utf8)
            let second = [UInt8](0...40)
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                #expect(try await !wallet.isCrypted())
                #expect(await complaint { try await wallet.encryptWallet(passphrase: []) } != nil)
                try await wallet.encryptWallet(passphrase: first)
                #expect(try await wallet.isCrypted())
                #expect(try await wallet.isLocked())
                let text = await complaint { try await wallet.encryptWallet(passphrase: first) }
                #expect(text?.contains("running with an encrypted wallet") == true, "\(text ?? "")")
                let payment = WalletPayment(address: stranger, amount: .coin)
                let refusal = await complaint {
                    _ = try await wallet.createTransaction([payment], wishes: .init(), signs: true)
                }
                #expect(refusal?.contains("Please enter the wallet passphrase") == true, "\(refusal ?? "")")
                #expect(try await !wallet.unlock(passphrase: second))
                #expect(try await wallet.unlock(passphrase: first))
                #expect(try await !wallet.isLocked())
                _ = try await wallet.createTransaction([payment], wishes: .init(), signs: true)
                try await wallet.lock()
                #expect(try await wallet.isLocked())
                #expect(try await !wallet.changeWalletPassphrase(from: second, to: first))
                #expect(try await wallet.changeWalletPassphrase(from: first, to: second))
                #expect(try await wallet.unlock(passphrase: second))
            }
        }

        @Test(arguments: Place.allCases)
        func keepsAnAddressBook(_ place: Place) async throws {
            try await withWallet(place) { wallet, _ async throws in
                #expect(try await wallet.canGetAddresses())
                #expect(
                    await complaint { _ = try await wallet.getNewAddress(type: "p2pk", label: "") } != nil)
                let own = try await wallet.getNewAddress(type: "bech32m", label: "Miete €")
                try await wallet.setAddressBook(stranger, label: "landlord", purpose: "send")
                let expected: Set = [
                    WalletAddress(address: own, label: "Miete €", purpose: "receive", isMine: true),
                    WalletAddress(address: stranger, label: "landlord", purpose: "send", isMine: false),
                ]
                #expect(Set(try await wallet.getAddresses()) == expected)
                #expect(try await wallet.delAddressBook(stranger))
                #expect(try await !wallet.delAddressBook(stranger))
                #expect(try await wallet.getAddresses().map(\.address) == [own])
            }
        }

        @Test(arguments: Place.allCases)
        func keepsWhatWasAskedForAtAnAddress(_ place: Place) async throws {
            // Not every value is text.
            let (first, second) = ([UInt8](0...255), [UInt8(1)])
            try await withWallet(place) { wallet, loader async throws in
                let address = try await wallet.getNewAddress(type: "bech32", label: "rent")
                try await wallet.setAddressReceiveRequest(address, id: "1", value: first)
                try await wallet.setAddressReceiveRequest(address, id: "2", value: [7])
                try await wallet.setAddressReceiveRequest(address, id: "2", value: second)
                #expect(
                    await complaint { try await wallet.setAddressReceiveRequest("x", id: "3", value: [1]) }
                        != nil)
                #expect(
                    await complaint { try await wallet.setAddressReceiveRequest(address, id: "", value: [1]) }
                        != nil)
                let export = folder.file("export")
                try await wallet.exportWatchOnlyWallet(export)
                try await loader.unloadWallet(name: "w")
                let warnings = try await loader.loadWallet(name: "w")
                #expect(warnings == [])
                let opened = try #require(try await loader.getWallet(name: "w"))
                #expect(try await opened.getAddressReceiveRequests() == [first, second])
                try await opened.setAddressReceiveRequest(address, id: "1", value: [])
                #expect(try await opened.getAddressReceiveRequests() == [second])
                #expect(try await opened.getAddresses().map(\.label) == ["rent"])
                _ = try await loader.restoreWallet(name: "copy", from: export)
                let copy = try #require(try await loader.getWallet(name: "copy"))
                #expect(try await copy.getAddressReceiveRequests() == [first, second])
            }
        }

        @Test(arguments: Place.allCases)
        func changeGoesWhereTheUserWants(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                let payment = WalletPayment(address: stranger, amount: .coin)
                let target = try await wallet.getNewAddress(type: "legacy", label: "")
                let draft = try await wallet.createTransaction(
                    [payment], wishes: WalletPaymentWishes(changeAddress: target), signs: false)
                let change = try #require(draft.changePosition)
                let script = try Destination(address: target, .regtest).script
                #expect(draft.transaction.outputs[Int(change)].scriptPubKey == script)
                let text = await complaint {
                    _ = try await wallet.createTransaction(
                        [payment], wishes: WalletPaymentWishes(changeAddress: "x"), signs: false)
                }
                #expect(text?.contains("Invalid Bitcoin address: x") == true, "\(text ?? "")")
            }
        }

        @Test(arguments: Place.allCases)
        func isCopiedAndRestored(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, loader async throws in
                let balances = try await wallet.getBalances()
                let backup = folder.file("backup")
                let export = folder.file("export")
                try await wallet.backupWallet(backup)
                try await wallet.exportWatchOnlyWallet(export)
                #expect(await complaint { try await wallet.exportWatchOnlyWallet(export) } != nil)
                try await restore("one", from: backup, by: loader, balances, isWatchOnly: false)
                try await restore("other", from: export, by: loader, balances, isWatchOnly: true)
                let names = try await loader.getWalletNames()
                #expect(names == ["w", "one", "other"])
            }
        }

        private func restore(
            _ name: String, from path: String, by loader: any WalletLoader, _ balances: WalletBalances,
            isWatchOnly: Bool
        ) async throws {
            let warnings = try await loader.restoreWallet(name: name, from: path)
            #expect(warnings == [])
            let copy = try #require(try await loader.getWallet(name: name))
            #expect(try await copy.getBalances() == balances)
            #expect(try await copy.privateKeysDisabled() == isWatchOnly)
        }

        @Test(arguments: Place.allCases)
        func answersNoLongerOnceItIsClosed(_ place: Place) async throws {
            try await withWallet(place, coins: 1) { wallet, loader async throws in
                let balances = try await wallet.getBalances()
                try await loader.unloadWallet(name: "w")
                let isThere = try await loader.getWallet(name: "w") != nil
                #expect(!isThere)
                let text = await complaint { _ = try await wallet.getBalances() }
                #expect(text?.contains("Requested wallet does not exist or is not loaded") == true)
                #expect(await complaint { try await loader.unloadWallet(name: "w") } != nil)
                let warnings = try await loader.loadWallet(name: "w")
                #expect(warnings == [])
                let opened = try #require(try await loader.getWallet(name: "w"))
                #expect(try await opened.getBalances() == balances)
            }
        }

        @Test(arguments: Place.allCases)
        func tellsItsNewsInOrder(_ place: Place) async throws {
            let recorder = WalletNewsRecorder()
            try await withWallet(place, coins: 1) { wallet, loader async throws in
                let handler = try await wallet.handleNotifications(recorder)
                try await wallet.setAddressBook(stranger, label: "a", purpose: "")
                _ = try await wallet.delAddressBook(stranger)
                try await wallet.encryptWallet(passphrase: [1])
                let draft = try await wallet.createTransaction(
                    [WalletPayment(address: stranger, amount: .coin)], wishes: .init(), signs: false)
                #expect(draft.transaction.inputs.allSatisfy { $0.witness.isEmpty })
                try await loader.unloadWallet(name: "w")
                try await recorder.wait(for: "unloaded")
                try await handler.disconnect()
            }
            let events = await recorder.events
            #expect(events.prefix(3) == ["address a", "address ", "status"])
            #expect(events.last == "unloaded")
        }

        @Test(arguments: Place.allCases)
        func tellsNothingAfterTheEndOfARegistration(_ place: Place) async throws {
            let recorder = WalletNewsRecorder()
            try await withWallet(place, coins: 1) { wallet, _ async throws in
                let handler = try await wallet.handleNotifications(recorder)
                let block = try await chain.mine(
                    paying: try Destination(
                        address: try await wallet.getNewAddress(type: "bech32", label: ""), .regtest
                    ).script)
                try await recorder.wait(for: "transaction \(block.transactions[0].txid)")
                try await handler.disconnect()
                let count = await recorder.events.count
                try await wallet.setAddressBook(stranger, label: "late", purpose: "")
                #expect(await recorder.events.count == count)
            }
        }

        /// Somebody who looks at a wallet and sleeps holds up nothing, and is told that he has missed something.
        @Test func whoIsTooSlowLearnsThatNewsWereLost() async throws {
            let recorder = WalletNewsRecorder(isAsleep: true)
            try await withWallet(.local) { wallet, _ async throws in
                let handler = try await wallet.handleNotifications(recorder)
                for number in 0..<1500 {
                    try await wallet.setAddressBook(stranger, label: "\(number)", purpose: "")
                }
                await recorder.wake()
                try await recorder.wait(for: "lost")
                try await handler.disconnect()
            }
            #expect(await recorder.events.count < 1500)
        }
    }

    /// Writes down the news of a wallet.
    private actor WalletNewsRecorder: WalletNotifications {
        private(set) var events: [String] = []
        private var isAsleep: Bool
        private var sleepers: [CheckedContinuation<Void, Never>] = []

        init(isAsleep: Bool = false) {
            self.isAsleep = isAsleep
        }

        func wake() {
            isAsleep = false
            for sleeper in sleepers { sleeper.resume() }
            sleepers = []
        }

        /// Returns when this has been told. The time limit of the test ends it otherwise.
        func wait(for event: String) async throws {
            while !events.contains(event) { try await Task.sleep(for: .milliseconds(5)) }
        }

        private func record(_ event: String) async {
            if isAsleep { await withCheckedContinuation { sleepers.append($0) } }
            events.append(event)
        }

        func transactionChanged(_ txid: Txid) async throws { await record("transaction \(txid)") }
        func addressBookChanged(_ address: WalletAddress) async throws {
            await record("address \(address.label)")
        }
        func statusChanged() async throws { await record("status") }
        func scanProgressed(percent: Int32) async throws { await record("scan \(percent)") }
        func unloaded() async throws { await record("unloaded") }
        func newsLost() async throws { await record("lost") }
    }
#endif
