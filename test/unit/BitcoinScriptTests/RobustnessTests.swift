import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import Testing

/// Hostile scripts may fail, but they may not trap, hang or take much memory.
@Suite("Hostile scripts")
struct RobustnessTests {
    /// A stream of bytes that is the same in each run.
    private struct Source: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func spending(_ output: Script, witness: Witness, scriptSig: Script = Script())
        -> SpendingTransaction
    {
        SpendingTransaction(
            Transaction(
                inputs: [
                    TransactionInput(
                        previousOutput: OutPoint(txid: .zero, index: 0), scriptSig: scriptSig,
                        witness: witness)
                ],
                outputs: [TransactionOutput(value: .coin, scriptPubKey: Script())]),
            spentOutputs: [TransactionOutput(value: .coin, scriptPubKey: output)])
    }

    /// Bytes that favour operations and small pushes, so that more than the first few are run.
    private func randomScript(_ source: inout Source) -> [UInt8] {
        (0..<Int.random(in: 0...60, using: &source)).map { _ in
            switch Int.random(in: 0..<4, using: &source) {
            case 0: UInt8.random(in: 0...3, using: &source)
            case 1: UInt8.random(in: 0x51...0x60, using: &source)
            case 2: UInt8.random(in: 0x61...0xba, using: &source)
            default: UInt8.random(in: 0...0xff, using: &source)
            }
        }
    }

    @Test func randomScriptsEndInAVerdict() throws {
        var source = Source(state: 42)
        var interpreter = ScriptInterpreter()
        var accepted = 0
        for round in 0..<20_000 {
            let script = randomScript(&source)
            let items = (0..<Int.random(in: 0...6, using: &source)).map { _ in
                [UInt8](
                    (0..<Int.random(in: 0...5, using: &source)).map { _ in
                        UInt8.random(in: 0...0x81, using: &source)
                    })
            }
            let flags = ScriptFlags(rawValue: UInt32.random(in: 0..<1 << 21, using: &source))
                .union([.payToScriptHash, .witness])
            let spending: SpendingTransaction
            switch round % 3 {
            case 0:
                spending = self.spending(
                    Script(script), witness: Witness(), scriptSig: Script(randomScript(&source)))
            case 1:
                spending = self.spending(
                    Destination.witnessScriptHash(of: Script(script)).script,
                    witness: Witness(items + [script]))
            default:
                let (output, control) = try leaf(script)
                spending = self.spending(output, witness: Witness(items + [script, control]))
            }
            if interpreter.verdict(spending, flags: flags) == nil { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    private func leaf(_ script: [UInt8]) throws -> (output: Script, control: [UInt8]) {
        let key = try #require(PrivateKey([UInt8](repeating: 1, count: 32))).publicKey.xOnly.key
        let root = TaprootTree.leafHash(version: 0xc0, script: script.span.bytes)
        let output = try #require(key.adding(tweak: TaprootTree.tweak(internalKey: key.bytes, root: root)))
        return (
            Destination.taproot(output.key.bytes).script, [0xc0 | (output.isOdd ? 1 : 0)] + key.bytes.bytes
        )
    }

    /// A megabyte of hashing in tapscript: each result is dropped, and its memory has to be used again.
    @Test func longTapscriptsUseLittleMemory() throws {
        var script: [UInt8] = [Opcode.one.rawValue]
        for _ in 0..<100_000 {
            script += [Opcode.dup.rawValue, Opcode.sha256.rawValue, Opcode.drop.rawValue]
        }
        let (output, control) = try leaf(script)
        var interpreter = ScriptInterpreter()
        #expect(
            interpreter.verdict(spending(output, witness: Witness([script, control])), flags: .mandatory)
                == nil)
    }

    /// Live items have to survive when the stack clears away what is no longer used.
    @Test func itemsSurviveCompaction() throws {
        var script: [UInt8] = []
        let item = [UInt8](repeating: 7, count: 500)
        func push(_ bytes: [UInt8]) -> [UInt8] {
            var builder = ScriptBuilder()
            builder.append(push: bytes)
            return builder.script.array
        }
        for index in 0..<20 { script += push([UInt8(index + 1)] + item) + [Opcode.toAltStack.rawValue] }
        for _ in 0..<10_000 { script += push(item) + [Opcode.drop.rawValue] }
        for index in (0..<20).reversed() {
            script += [Opcode.fromAltStack.rawValue] + push([UInt8(index + 1)] + item)
            script += [Opcode.equalVerify.rawValue]
        }
        script.append(Opcode.one.rawValue)
        let (output, control) = try leaf(script)
        var interpreter = ScriptInterpreter()
        #expect(
            interpreter.verdict(spending(output, witness: Witness([script, control])), flags: .mandatory)
                == nil)
    }

    @Test func deepBranchesAreOnlyCounted() throws {
        let depth = 200_000
        let script =
            [UInt8](repeating: 0, count: 1) + [Opcode.if.rawValue]
            + [UInt8](repeating: Opcode.if.rawValue, count: depth)
            + [UInt8](repeating: Opcode.endIf.rawValue, count: depth + 1) + [Opcode.one.rawValue]
        let (output, control) = try leaf(script)
        var interpreter = ScriptInterpreter()
        #expect(
            interpreter.verdict(spending(output, witness: Witness([script, control])), flags: .mandatory)
                == nil)
    }

    @Test func aWitnessOfManyItemsIsRefusedBeforeItIsCopied() throws {
        let script = [Opcode.one.rawValue]
        let (output, control) = try leaf(script)
        let items = [[UInt8]](repeating: [], count: 200_000) + [script, control]
        var interpreter = ScriptInterpreter()
        #expect(
            interpreter.verdict(spending(output, witness: Witness(items)), input: 0, flags: .mandatory)
                == .stackSize)
    }

    @Test func mutatedTransactionsAreReadOrRefused() throws {
        var source = Source(state: 7)
        let original = Transaction(
            inputs: (0..<3).map {
                TransactionInput(
                    previousOutput: OutPoint(txid: .zero, index: $0), scriptSig: Script([1, 2, 3]),
                    witness: Witness([[4], [5, 6], []]))
            },
            outputs: [TransactionOutput(value: .coin, scriptPubKey: Script([0x51, 0x52]))]
        ).serialized
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0...3, using: &source) {
                bytes[Int.random(in: 0..<bytes.count, using: &source)] = UInt8.random(
                    in: 0...255, using: &source)
            }
            guard let transaction = try? Transaction(serialized: bytes) else { continue }
            readable += 1
            // What was read is written as it was.
            #expect(transaction.serialized == bytes)
            let rebuilt = Transaction(
                version: transaction.version, inputs: transaction.inputs, outputs: transaction.outputs,
                lockTime: transaction.lockTime)
            #expect(rebuilt.txid == transaction.txid)
        }
        #expect(readable > 1000)
    }
}
