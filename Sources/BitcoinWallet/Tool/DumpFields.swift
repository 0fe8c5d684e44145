import BitcoinSupport
import Glibc

/// The fields of a text file, one after the other, without holding more of it than a field.
final class DumpFields {
    /// A field of a greater size belongs to no record that a database could hold.
    private static let sizeLimit = 1 << 30
    private static let chunkSize = 1 << 16

    private let path: String
    private let file: Int32
    private var chunk: [UInt8] = []
    private var position = 0
    /// Whether the last field was cut off by the end of the file.
    private(set) var isAtEnd = false

    /// Opens a file.
    init(path: String) throws(FileError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(operation: "open", path: path) }
    }

    deinit {
        close(file)
    }

    /// What stands before the next separator, or before the end of the file.
    func take(until separator: Unicode.Scalar) throws(FileError) -> [UInt8] {
        let end = UInt8(ascii: separator)
        var field: [UInt8] = []
        while true {
            if position == chunk.count, try !readChunk() {
                isAtEnd = true
                return field
            }
            let rest = chunk[position...]
            let index = rest.firstIndex(of: end)
            field += rest[..<(index ?? rest.endIndex)]
            position = index.map { $0 + 1 } ?? chunk.count
            if index != nil { return field }
            guard field.count <= Self.sizeLimit else {
                throw FileError(operation: "read", path: path, code: EFBIG)
            }
        }
    }

    private func readChunk() throws(FileError) -> Bool {
        chunk.wipe()
        position = 0
        var next = [UInt8](repeating: 0, count: Self.chunkSize)
        while true {
            let count = read(file, &next, next.count)
            if count >= 0 {
                next.removeLast(next.count - count)
                chunk = next
                return count > 0
            }
            guard errno == EINTR else { throw FileError(operation: "read", path: path) }
        }
    }
}
