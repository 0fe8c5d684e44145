import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage
import BitcoinSupport

/// A real block with the coins that it spends, as far as they are known, in files that the reference reads, too:
///
/// - `samples`: a line for each block, with its chain, its height, the flags of its scripts, 1 if it has to commit to its
///   witnesses, and its name;
/// - `NAME.block`: the block;
/// - `NAME.coins`: for each transaction but the coinbase a byte that says whether all its coins are known, and, if so,
///   for each input a byte that says whether the coin was there before the block, and, if so, amount (8 bytes), height
///   (4 bytes), whether it comes from a coinbase (1 byte), and the script behind its length. Numbers are little-endian.
struct BlockSample {
    /// A coin of an input.
    enum Spent {
        /// It was there before the block.
        case earlier(Coin)
        /// The block itself makes it.
        case madeHere
    }

    let name: String
    let chain: ChainType
    let height: Int
    let flags: ScriptFlags
    let hasSegwit: Bool
    let bytes: [UInt8]
    /// What each transaction but the coinbase spends; nil where that is not known.
    let coins: [[Spent]?]

    /// A block of the test data. `coins` are those of the inputs, in order, of which nil is not known.
    init(_ name: String, _ chain: ChainType, height: Int, bytes: [UInt8], coins: [Coin?]) throws {
        let block = try Block(serialized: bytes)
        self.name = name
        self.chain = chain
        self.height = height
        self.bytes = bytes
        let consensus = ChainParameters.parameters(for: chain).consensus
        flags = consensus.scriptFlags(height: height, hash: block.hash)
        hasSegwit = height >= consensus.activationHeights.segwit
        let made = Set(block.transactions.map(\.txid))
        var next = coins.startIndex
        self.coins = block.transactions.dropFirst().map { transaction in
            let spent = coins[next..<next + transaction.inputs.count]
            next += transaction.inputs.count
            let known: [Spent] = zip(transaction.inputs, spent).compactMap { input, coin in
                made.contains(input.previousOutput.txid) ? .madeHere : coin.map(Spent.earlier)
            }
            return known.count == transaction.inputs.count ? known : nil
        }
    }

    // MARK: Files

    /// Writes its files, and returns its line.
    func write(to folder: String) throws -> String {
        var writer = ByteWriter()
        for spent in coins {
            writer.write(UInt8(spent == nil ? 0 : 1))
            for coin in spent ?? [] {
                guard case .earlier(let coin) = coin else {
                    writer.write(UInt8(0))
                    continue
                }
                writer.write(UInt8(1))
                writer.write(coin.output.value.satoshis)
                writer.write(coin.height)
                writer.write(UInt8(coin.isCoinbase ? 1 : 0))
                writer.write(coin.output.scriptPubKey)
            }
        }
        try SampleFiles.write(bytes, to: "\(folder)/\(name).block")
        try SampleFiles.write(writer.bytes, to: "\(folder)/\(name).coins")
        return "\(chain.rawValue) \(height) \(flags.rawValue) \(hasSegwit ? 1 : 0) \(name)\n"
    }

    /// Reads what `write` has written.
    init?(line: Substring, in folder: String) throws {
        let fields = line.split(separator: " ")
        guard fields.count == 5, let chain = ChainType(rawValue: String(fields[0])),
            let height = Int(fields[1]), let flags = UInt32(fields[2])
        else { return nil }
        hasSegwit = fields[3] == "1"
        name = String(fields[4])
        self.chain = chain
        self.height = height
        self.flags = ScriptFlags(rawValue: flags)
        bytes = try SampleFiles.read("\(folder)/\(name).block")
        var reader = ByteReader(try SampleFiles.read("\(folder)/\(name).coins"))
        coins = try Block(serialized: bytes).transactions.dropFirst().map { transaction in
            let isKnown: UInt8 = try reader.read()
            guard isKnown == 1 else { return nil }
            return try transaction.inputs.map { _ in
                let isEarlier: UInt8 = try reader.read()
                return isEarlier == 1 ? .earlier(try Self.coin(&reader)) : .madeHere
            }
        }
    }

    private static func coin(_ reader: inout ByteReader) throws -> Coin {
        let value = Amount(satoshis: try reader.read())
        let height: UInt32 = try reader.read()
        let isCoinbase: UInt8 = try reader.read()
        return Coin(
            output: TransactionOutput(value: value, scriptPubKey: try reader.read()), height: height,
            isCoinbase: isCoinbase == 1)
    }
}

/// Whole files.
enum SampleFiles {
    static func read(_ path: String) throws -> [UInt8] {
        let file = try FileHandle(path, mode: .read)
        return try file.readExactly(at: 0, count: file.size)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try FileHandle(path, mode: .update).write(bytes, at: 0)
    }
}
