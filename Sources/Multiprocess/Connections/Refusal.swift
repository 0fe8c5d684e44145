import Glibc

/// The end of a connection that is not served: a peer is told why, in a message of Cap'n Proto's own, and not left to guess.
public enum Refusal {
    /// Says why, and closes the socket. Blocks for nobody.
    public static func send(over descriptor: Int32, because reason: String) {
        let message = abort(because: reason)
        _ = message.withUnsafeBytes {
            Glibc.send(
                descriptor, $0.baseAddress, $0.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        close(descriptor)
    }

    /// A message `abort` with an exception of the type `overloaded`, in words of eight bytes, as rpc.capnp has them.
    static func abort(because reason: String) -> [UInt64] {
        let text = Array(reason.utf8) + [0]
        // A struct of one word of data and one pointer, right behind the pointer.
        let structure: UInt64 = 1 << 32 | 1 << 48
        // A list of bytes, right behind the pointer.
        let list = 1 | 2 << 32 | UInt64(text.count) << 35
        let (abortMember, overloaded): (UInt64, UInt64) = (1, 1)
        var words = [structure, abortMember, structure, overloaded << 32, list]
        for start in stride(from: 0, to: text.count, by: 8) {
            let part = text[start..<min(start + 8, text.count)]
            words.append(part.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
        // One segment, and its size.
        return ([UInt64(words.count) << 32] + words).map(\.littleEndian)
    }
}
