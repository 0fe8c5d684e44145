import BitcoinSupport

extension TestData {
    /// A JSON file of the test data, unpacked if its name ends in `.xz`.
    public static func json(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: read(name))
    }

    /// A file of an archive of the test data.
    public static func text(_ member: String, of archive: String) throws -> String {
        String(decoding: try output(of: "xz -dc '\(path(archive))' | tar xO '\(member)'"), as: UTF8.self)
    }

    /// The text of a BIP that comes with vectors, by its number.
    public static func improvementProposal(_ number: Int) throws -> String {
        let digits = String(number)
        let name = String(repeating: "0", count: 4 - digits.count) + digits
        return try text("bips/bip-\(name).mediawiki", of: "vectors/bips-vectors.tar.xz")
    }

    /// The records of a file in the layout of Core's blk files: magic, size, bytes.
    public static func blockRecords(_ name: String) throws -> [[UInt8]] {
        let bytes = try read(name)
        var records: [[UInt8]] = []
        var position = 0
        while position + 8 <= bytes.count {
            let size = (0..<4).reduce(0) { $0 | Int(bytes[position + 4 + $1]) << (8 * $1) }
            guard position + 8 + size <= bytes.count else {
                throw TestToolError("\(name) ends inside of a block")
            }
            records.append(Array(bytes[position + 8..<position + 8 + size]))
            position += 8 + size
        }
        return records
    }
}

extension JSONValue {
    /// The bytes that a string spells in hexadecimal digits.
    public func requireHex() throws -> [UInt8] {
        guard let bytes = Hex.decode(try requireString()) else {
            throw TestToolError("\(self) is not hexadecimal")
        }
        return bytes
    }
}
