// Makes random and mutated scripts and transactions with this node's verdicts, one in each line, for a reference that
// gives its own:
//
//     script-differential COUNT [SEED] | reference
//
// test/interop/run-scripts builds the reference from Bitcoin Core's own libraries and joins the two.

import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinTesting
import Glibc

/// Bytes of a transaction with one to four changes: read or not, and what the context-free rules say.
func transactionLine(_ original: [UInt8], _ source: inout Source) -> String {
    var bytes = original
    for _ in 0..<1 + source.below(4) where !bytes.isEmpty {
        let position = source.below(bytes.count)
        switch source.below(4) {
        case 0: bytes[position] = UInt8(truncatingIfNeeded: source.next())
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(UInt8(source.below(3)), at: position)
        default: bytes[position] ^= 1 << UInt8(source.below(8))
        }
    }
    return "transaction \(Bytes(bytes).hex) \(verdict(ofTransaction: bytes))"
}

func verdict(ofTransaction bytes: [UInt8]) -> String {
    guard let transaction = try? Transaction(serialized: bytes) else { return "unreadable" }
    let sizes = "\(transaction.txid) \(transaction.wtxid) \(transaction.weight)"
    do throws(TransactionRejection) {
        try TransactionChecks.check(transaction)
        return "\(sizes) \(SignatureOperations.legacyCount(transaction))"
    } catch {
        return "\(sizes) \(error.reason)"
    }
}

guard TestData.isAvailable else {
    print("the test data is not there: set BITCOIN_TEST_DATA")
    exit(77)
}
let count = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 100_000 : 100_000
var source = Source(seed: CommandLine.arguments.count > 2 ? UInt64(CommandLine.arguments[2]) ?? 1 : 1)
let seeds = try Seeds.load()
var interpreter = ScriptInterpreter()
for number in 0..<count {
    switch number % 8 {
    case 0: print(transactionLine(seeds[source.below(seeds.count)].transaction.serialized, &source))
    case 1, 2: print(Case.random(&source).line(&interpreter))
    default:
        var changed = seeds[source.below(seeds.count)]
        changed.mutate(&source)
        print(changed.line(&interpreter))
    }
}
