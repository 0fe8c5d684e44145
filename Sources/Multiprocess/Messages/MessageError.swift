import CMultiprocess

/// A message does not hold what its schema says, or goes beyond the limits for reading it.
public struct MessageError: Error, CustomStringConvertible, Equatable {
    /// What Cap'n Proto found.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The reason of the failed native call that this thread made last.
    static func last() -> MessageError {
        MessageError(String(mp_last_error().description))
    }

    /// Throws the last error unless a native call succeeded.
    @inline(__always)
    static func check(_ succeeded: Bool) throws(MessageError) {
        if !succeeded { throw last() }
    }
}

extension String {
    /// A copy of a native text, with invalid UTF-8 replaced.
    init(_ text: mp_text) {
        self = String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.count), as: UTF8.self)
    }

    /// A copy of the text in a message, with invalid UTF-8 replaced.
    init(_ bytes: mp_bytes) {
        self = String(decoding: UnsafeRawBufferPointer(start: bytes.data, count: bytes.count), as: UTF8.self)
    }
}
