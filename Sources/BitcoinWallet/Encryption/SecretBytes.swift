import Glibc

/// Bytes that nobody else may see: they are wiped when the last owner is gone, and have no description.
final class SecretBytes: Sendable {
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer
    /// How many bytes there are.
    let count: Int

    /// Copies bytes, and leaves it to the caller to wipe its own.
    init(copying bytes: [UInt8]) {
        count = bytes.count
        start = .allocate(byteCount: max(count, 1), alignment: 16)
        bytes.withUnsafeBytes {
            start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: count)
        }
    }

    /// Takes over bytes and wipes the caller's.
    convenience init(taking bytes: inout [UInt8]) {
        self.init(copying: bytes)
        bytes.wipe()
    }

    deinit {
        explicit_bzero(start, count)
        start.deallocate()
    }

    /// Lends the bytes as an array that is wiped afterwards.
    func withBytes<Result, Failure: Error>(
        _ body: (inout [UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
        defer { bytes.wipe() }
        return try body(&bytes)
    }
}

extension [UInt8] {
    /// Overwrites the bytes with zeroes and forgets them.
    mutating func wipe() {
        withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
        removeAll()
    }
}
