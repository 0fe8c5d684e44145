import Glibc

/// A passphrase that a user has entered. Its memory is overwritten when it is let go of.
///
/// Calls that take it make copies of their own, as messages to other processes do, which this cannot reach.
public final class Passphrase: Sendable {
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer
    private let count: Int

    /// Has the passphrase written to memory of its own.
    ///
    /// - Parameters:
    ///   - capacity: for how many bytes there is room.
    ///   - write: writes and returns how many bytes there are.
    public init(capacity: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        // Room for one byte at least, so that there is memory.
        memory = .allocate(byteCount: max(capacity, 1), alignment: 1)
        count = min(
            write(UnsafeMutableBufferPointer(rebasing: memory.bindMemory(to: UInt8.self)[..<capacity])),
            capacity)
    }

    /// The one that stands for none.
    public static let none = Passphrase(capacity: 0) { _ in 0 }

    deinit {
        if let begin = memory.baseAddress { explicit_bzero(begin, memory.count) }
        memory.deallocate()
    }

    /// Whether nothing was entered.
    public var isEmpty: Bool { count == 0 }

    /// Lends the bytes to a call, and overwrites them after it.
    public func lend<Result>(
        isolation: isolated (any Actor)? = #isolation, _ call: ([UInt8]) async throws -> Result
    ) async rethrows -> Result {
        var bytes = [UInt8](UnsafeRawBufferPointer(rebasing: memory[..<count]))
        defer {
            bytes.withUnsafeMutableBytes { if let begin = $0.baseAddress { explicit_bzero(begin, $0.count) } }
        }
        return try await call(bytes)
    }
}
