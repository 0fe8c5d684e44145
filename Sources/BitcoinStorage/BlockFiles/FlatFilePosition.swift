/// Where a record stands: the number of a file in its sequence, and a byte in it.
public struct FlatFilePosition: Hashable, Sendable, CustomStringConvertible {
    /// The number in the file's name.
    public var file: Int
    /// The byte where the record's payload begins, behind its header.
    public var offset: Int

    /// A position.
    public init(file: Int, offset: Int) {
        self.file = file
        self.offset = offset
    }

    /// As the log shows it.
    public var description: String { "FlatFilePos(nFile=\(file), nPos=\(offset))" }
}
