import Glibc

/// Bytes that nobody is to see: held at one place of `SecretMemory` however often the value is copied, never shown,
/// and cleared when the last copy goes.
///
/// The unsafe code about secrets is here. The memory is written only before `init` returns and in `deinit`, so that
/// all threads may read it at once.
public struct SecretBytes: Sendable {
    private final class Storage: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(count: Int) {
            bytes = SecretMemory.allocate(max(count, 1))
        }

        deinit { SecretMemory.deallocate(bytes) }
    }

    private let storage: Storage

    /// How many bytes there are.
    public let count: Int

    /// Bytes that `body` writes into zeroes.
    public init(count: Int, writing body: (UnsafeMutableRawBufferPointer) -> Void) {
        precondition(count >= 0)
        storage = Storage(count: count)
        self.count = count
        body(UnsafeMutableRawBufferPointer(rebasing: storage.bytes[..<count]))
    }

    /// A copy of bytes that the caller then clears.
    public init(copying source: RawSpan) {
        self.init(count: source.byteCount) { target in
            source.withUnsafeBytes { target.copyMemory(from: $0) }
        }
    }

    /// Takes over the bytes of an array and clears it.
    public init(taking source: inout [UInt8]) {
        self.init(copying: source.span.bytes)
        source.clear()
        source = []
    }

    /// Lends the bytes for the length of the call.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        try body(UnsafeRawBufferPointer(rebasing: storage.bytes[..<count]))
    }

    /// A part of the bytes as a secret of its own.
    public func part(_ range: Range<Int>) -> SecretBytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return SecretBytes(count: range.count) { target in
            withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
    }

    /// Lends the bytes to C code. An empty secret gives a pointer to one zero.
    func withBytePointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(UnsafePointer(storage.bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)))
    }
}

extension SecretBytes: Equatable {
    /// Equal bytes, compared without an early end.
    public static func == (a: Self, b: Self) -> Bool {
        guard a.count == b.count else { return false }
        return a.withUnsafeBytes { left in
            b.withUnsafeBytes { right in
                var difference: UInt8 = 0
                for index in 0..<left.count { difference |= left[index] ^ right[index] }
                return difference == 0
            }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
    /// Says only that there is a secret.
    public var description: String { "<secret>" }

    /// Shows nothing to debuggers and `dump` either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
    /// Overwrites the bytes with zeroes, in a way that no optimization leaves out. Meant for arrays that nothing
    /// else shares; a shared one is copied by the language, and its copy cleared.
    public mutating func clear() {
        withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        }
    }
}

/// Clears the memory of a value that was secret.
@inline(never)
func clear<Value: BitwiseCopyable>(_ value: inout Value) {
    withUnsafeMutableBytes(of: &value) { bytes in
        if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
    }
}
