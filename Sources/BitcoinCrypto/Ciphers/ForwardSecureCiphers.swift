/// ChaCha20 that takes a new key after so many chunks, so that a key that leaks tells nothing of the past (BIP324).
///
/// All chunks have the same size, so the stream of a key is made at once.
struct ForwardSecureStream: Sendable {
    private var key: [UInt8]
    private var stream: [UInt8] = []
    private var position = 0
    private var epoch: UInt64 = 0
    private let chunkSize: Int
    private let interval: Int

    /// A stream under a key of 32 bytes for chunks of a size.
    init(key: [UInt8], chunkSize: Int, interval: Int) {
        self.key = key
        self.chunkSize = chunkSize
        self.interval = interval
        fill()
    }

    /// Encrypts or decrypts the next chunk.
    mutating func crypt(_ chunk: ArraySlice<UInt8>) -> [UInt8] {
        precondition(chunk.count == chunkSize)
        let result = zip(chunk, stream[position...]).map { $0 ^ $1 }
        position += chunkSize
        if position == chunkSize * interval {
            key = Array(stream[position...])
            epoch += 1
            fill()
        }
        return result
    }

    /// The chunks of an epoch, and the next key after them.
    private mutating func fill() {
        position = 0
        stream = ChaCha20.keystream(
            key: key, nonce: [0, 0, 0, 0] + littleEndianBytes(epoch), block: 0,
            count: chunkSize * interval + 32)
    }
}

/// ChaCha20-Poly1305 that takes a new key after so many messages (BIP324).
struct ForwardSecureAEAD: Sendable {
    private var key: [UInt8]
    private var message: UInt32 = 0
    private var epoch: UInt64 = 0
    private let interval: UInt32

    /// A cipher under a key of 32 bytes.
    init(key: [UInt8], interval: UInt32) {
        self.key = key
        self.interval = interval
    }

    mutating func seal(_ plaintext: [UInt8], authenticating: [UInt8]) -> [UInt8] {
        defer { advance() }
        return ChaCha20Poly1305.seal(
            plaintext, key: key, nonce: nonce(message), authenticating: authenticating)
    }

    mutating func open(_ ciphertext: ArraySlice<UInt8>, authenticating: [UInt8]) -> [UInt8]? {
        defer { advance() }
        return ChaCha20Poly1305.open(
            ciphertext, key: key, nonce: nonce(message), authenticating: authenticating)
    }

    private func nonce(_ number: UInt32) -> [UInt8] {
        littleEndianBytes(number) + littleEndianBytes(epoch)
    }

    private mutating func advance() {
        message += 1
        guard message == interval else { return }
        // The stream of block 1 on, which is what encrypting zeroes gives.
        key = ChaCha20.keystream(key: key, nonce: nonce(.max), block: 1, count: 32)
        message = 0
        epoch += 1
    }
}

private func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
