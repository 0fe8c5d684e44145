// Makes a regtest chain whose inputs need signatures, in the layout of blk*.dat, for -loadblock:
//
//     signed-chain BLOCKS INPUTS-OF-A-BLOCK FILE
//
// The same arguments make the same file. Once coins are ripe, every block spends what the block before it made: a fifth
// each P2PKH, P2WPKH, two of three keys in P2SH, P2TR by its key and P2TR by a script.

import BitcoinConsensus
import BitcoinPrimitives
import Glibc

guard CommandLine.arguments.count == 4, let blockCount = Int(CommandLine.arguments[1]),
    let inputCount = Int(CommandLine.arguments[2]), blockCount > 0, inputCount > 0
else {
    print("usage: signed-chain BLOCKS INPUTS-OF-A-BLOCK FILE")
    exit(EXIT_FAILURE)
}
guard let file = fopen(CommandLine.arguments[3], "wb") else {
    print("\(CommandLine.arguments[3]): \(String(cString: strerror(errno)))")
    exit(EXIT_FAILURE)
}
let parameters = ChainParameters.parameters(for: .regtest)
var maker = try ChainMaker(parameters: parameters, inputsPerBlock: inputCount)
for _ in 0..<blockCount {
    let block = maker.next().serialized
    var writer = ByteWriter(capacity: block.count + 8)
    writer.write(parameters.messageStart)
    writer.write(UInt32(block.count))
    writer.write(block)
    let bytes = writer.bytes
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        print("\(CommandLine.arguments[3]): \(String(cString: strerror(errno)))")
        exit(EXIT_FAILURE)
    }
}
fclose(file)
print("\(maker.signedInputs)")
