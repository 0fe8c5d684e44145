import BitcoinConsensus
import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct StandardnessTests {
    /// A P2WPKH output.
    private static let payment = Script([0x00, 0x14] + [UInt8](repeating: 1, count: 20))

    private func transaction(
        version: UInt32 = 2, scriptSig: Script = Script([]), outputs: [(Int64, Script)] = [(50_000, payment)]
    ) -> Transaction {
        Transaction(
            version: version,
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(
                        txid: Txid(Hash256([UInt8](repeating: 9, count: 32))!), index: 0),
                    scriptSig: scriptSig, sequence: 0)
            ],
            outputs: outputs.map { TransactionOutput(value: Amount(satoshis: $0), scriptPubKey: $1) })
    }

    private func reason(_ transaction: Transaction, _ policy: MempoolPolicy = MempoolPolicy()) -> String? {
        do throws(TransactionRejection) {
            try Standardness.check(transaction, policy)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [(0, "version"), (1, nil), (3, nil), (4, "version"), (0xffff_ffff, "version")])
    func versionsFrom1To3AreRelayed(version: UInt32, expected: String?) {
        #expect(reason(transaction(version: version)) == expected)
    }

    @Test func inputScriptsAreShortAndOnlyPush() {
        let push = Script([UInt8](repeating: 0, count: 1650))
        #expect(reason(transaction(scriptSig: push)) == nil)
        #expect(
            reason(transaction(scriptSig: Script([UInt8](repeating: 0, count: 1651)))) == "scriptsig-size")
        #expect(reason(transaction(scriptSig: Script([0x61]))) == "scriptsig-not-pushonly")
    }

    @Test func weightIsLimited() {
        let script = Script([UInt8](repeating: 0x51, count: 100_000))
        #expect(reason(transaction(outputs: [(50_000, script)])) == "tx-size")
    }

    @Test func dataOutputsAreLimitedTogether() {
        func data(_ count: Int) -> (Int64, Script) {
            (0, Script([0x6a] + [UInt8](repeating: 0, count: count - 1)))
        }
        var policy = MempoolPolicy()
        policy.maximumDataBytes = 100
        #expect(reason(transaction(outputs: [data(60), data(40)]), policy) == nil)
        #expect(reason(transaction(outputs: [data(60), data(41)]), policy) == "datacarrier")
        policy.maximumDataBytes = nil
        #expect(reason(transaction(outputs: [data(1)]), policy) == "datacarrier")
    }

    @Test func bareMultisigIsAMatterOfChoice() {
        let key: [UInt8] = [33, 2] + [UInt8](repeating: 1, count: 32)
        let multisig = Script([0x51] + key + key + [0x52, 0xae])
        var policy = MempoolPolicy()
        #expect(reason(transaction(outputs: [(50_000, multisig)]), policy) == nil)
        policy.allowsBareMultisig = false
        #expect(reason(transaction(outputs: [(50_000, multisig)]), policy) == "bare-multisig")
        let four = Script([0x51] + key + key + key + key + [0x54, 0xae])
        #expect(reason(transaction(outputs: [(50_000, four)])) == "scriptpubkey")
    }

    /// At 3,000 satoshis for 1,000 virtual bytes, as upstream's documents have it.
    @Test func dustIsWhatCostsMoreToSpendThanItHolds() {
        let rate = FeeRate(satoshisPerKilobyte: 3000)
        func threshold(_ script: Script) -> Int64 {
            Dust.threshold(of: TransactionOutput(value: .zero, scriptPubKey: script), at: rate).satoshis
        }
        #expect(
            threshold(Script([0x76, 0xa9, 0x14] + [UInt8](repeating: 1, count: 20) + [0x88, 0xac])) == 546)
        #expect(threshold(Self.payment) == 294)
        #expect(threshold(Script([0x51, 0x20] + [UInt8](repeating: 1, count: 32))) == 330)
        #expect(threshold(Script([0x51, 0x02, 0x4e, 0x73])) == 240)
        #expect(threshold(Script([0x6a])) == 0)
        let dust: (Int64, Script) = (293, Self.payment)
        #expect(reason(transaction(outputs: [dust, (50_000, Self.payment)])) == nil, "one may be ephemeral")
        #expect(reason(transaction(outputs: [dust, dust])) == "dust")
    }

    @Test func dustNeedsAFeeOfNothingAndAChildThatSpendsIt() {
        let policy = MempoolPolicy()
        let parent = transaction(outputs: [(0, Script([0x51, 0x02, 0x4e, 0x73])), (50_000, Self.payment)])
        #expect(throws: TransactionRejection.self) {
            try EphemeralDust.check(
                parent, fee: Amount(satoshis: 1), modifiedFee: Amount(satoshis: 1), policy)
        }
        #expect(throws: TransactionRejection.self) {
            try EphemeralDust.check(parent, fee: .zero, modifiedFee: Amount(satoshis: 1), policy)
        }
        #expect(throws: Never.self) {
            try EphemeralDust.check(parent, fee: .zero, modifiedFee: .zero, policy)
        }
        func child(_ indices: [UInt32]) -> Transaction {
            Transaction(
                version: 2,
                inputs: indices.map { TransactionInput(previousOutput: parent.output($0), sequence: 0) },
                outputs: [TransactionOutput(value: Amount(satoshis: 40_000), scriptPubKey: Self.payment)])
        }
        let bad = EphemeralDust.checkSpends([parent, child([1])], policy) { _ in nil }
        #expect(bad?.rejection.reason == "missing-ephemeral-spends")
        #expect(EphemeralDust.checkSpends([parent, child([0, 1])], policy) { _ in nil } == nil)
        // The parent may also be there already.
        let late = EphemeralDust.checkSpends([child([1])], policy) { $0 == parent.txid ? parent : nil }
        #expect(late != nil)
    }

    @Test func legacySignatureOperationsAreLimitedByTransaction() {
        // 2500 in one output script are allowed (BIP54), 2501 are not.
        func check(_ count: Int) -> TransactionRejection? {
            let spent = TransactionOutput(
                value: Amount(satoshis: 50_000), scriptPubKey: Script([UInt8](repeating: 0xac, count: count)))
            do throws(TransactionRejection) {
                try Standardness.checkInputs(transaction(), spending: [spent])
                return nil
            } catch {
                return error
            }
        }
        #expect(check(2501)?.debug == "non-witness sigops exceed bip54 limit")
        #expect(check(2500)?.debug == "input 0 script unknown")
    }

    @Test func witnessesAreOfModestSize() {
        let script = Script([0x00, 0x20] + [UInt8](repeating: 1, count: 32))
        let spent = [TransactionOutput(value: Amount(satoshis: 50_000), scriptPubKey: script)]
        func isStandard(_ items: [[UInt8]]) -> Bool {
            let input = TransactionInput(
                previousOutput: OutPoint(txid: transaction().txid, index: 0), sequence: 0,
                witness: Witness(items))
            let spending = Transaction(
                version: 2, inputs: [input],
                outputs: [TransactionOutput(value: .zero, scriptPubKey: Self.payment)])
            return Standardness.hasStandardWitnesses(spending, spending: spent)
        }
        let item = [UInt8](repeating: 0, count: 80)
        #expect(isStandard([item, [0x51]]))
        #expect(!isStandard([item + [0], [0x51]]))
        #expect(isStandard(Array(repeating: [1], count: 100) + [[0x51]]))
        #expect(!isStandard(Array(repeating: [1], count: 101) + [[0x51]]))
        #expect(isStandard([[UInt8](repeating: 0x61, count: 3600)]))
        #expect(!isStandard([[UInt8](repeating: 0x61, count: 3601)]))
    }
}
