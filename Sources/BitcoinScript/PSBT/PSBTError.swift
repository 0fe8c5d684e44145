import BitcoinPrimitives

/// Why bytes are no partially signed transaction, in upstream's words.
public struct PSBTError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for the user.
    public let description: String

    /// A text that is not base64.
    static let invalidBase64 = PSBTError(description: "invalid base64")
    /// Bytes after the last map.
    static let extraData = PSBTError(description: "extra data after PSBT")

    private init(description: String) {
        self.description = description
    }

    /// A map that breaks a rule. Upstream throws such errors as failures of a stream, which say so.
    init(_ reason: String) {
        description = reason + ": iostream error"
    }

    /// Bytes that cannot be read as what the key announces.
    init(_ error: SerializationError) {
        self.init(error == .endOfData ? "SpanReader::read(): end of data" : error.description)
    }
}
