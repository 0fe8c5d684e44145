/// A value that can be an element of a list in a message.
///
/// A type says how a whole list of its values is stored, because that depends on the type: scalars lie side by
/// side, texts behind pointers, structs in a row with one layout for all.
public protocol ListElement: Sendable {
    /// Reads the list that a pointer leads to.
    static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self]

    /// Writes a list behind a pointer.
    static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws
}
