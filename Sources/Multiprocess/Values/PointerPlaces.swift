/// What has pointers that can be read: a struct, or a list of pointers. `index` is a slot or an element.
public protocol PointerReader: ~Escapable {
    /// Whether the pointer is set.
    func has(_ index: Int) -> Bool
    /// A copy of a text.
    func text(_ index: Int) throws(MessageError) -> String
    /// A copy of data.
    func data(_ index: Int) throws(MessageError) -> [UInt8]
    /// A struct.
    @_lifetime(copy self)
    func structure(_ index: Int) throws(MessageError) -> StructReader
    /// A list.
    @_lifetime(copy self)
    func list(_ index: Int, of size: ElementSize) throws(MessageError) -> ListReader
}

/// What has pointers that can be written: a struct, or a list of pointers. `index` is a slot or an element.
public protocol PointerBuilder: ~Escapable {
    /// Writes a text.
    func setText(_ index: Int, _ value: String) throws(MessageError)
    /// Writes data.
    func setData(_ index: Int, _ value: [UInt8]) throws(MessageError)
    /// Makes a list of scalars or pointers.
    @_lifetime(copy self)
    func initList(_ index: Int, count: Int, of size: ElementSize) throws(MessageError) -> ListBuilder
    /// Makes a list of structs.
    @_lifetime(copy self)
    func initStructList(
        _ index: Int, count: Int, dataWords: Int, pointers: Int
    ) throws(MessageError) -> ListBuilder
}

extension StructReader: PointerReader {}
extension ListReader: PointerReader {}
extension StructBuilder: PointerBuilder {}
extension ListBuilder: PointerBuilder {}

// MARK: Lists, element by element

extension PointerReader where Self: ~Escapable {
    /// The elements of a list, each read by a function that is given the list and the element's index.
    func elements<Element>(
        _ index: Int, of size: ElementSize, _ read: (borrowing ListReader, Int) throws -> Element
    ) throws -> [Element] {
        let list = try list(index, of: size)
        var values: [Element] = []
        values.reserveCapacity(list.count)
        for element in 0..<list.count { values.append(try read(list, element)) }
        return values
    }
}

extension PointerBuilder where Self: ~Escapable {
    /// Makes a list of scalars or pointers, each written by a function that is given the list, the element's index and
    /// its value.
    func setElements<Element>(
        _ index: Int, _ values: [Element], of size: ElementSize,
        _ write: (borrowing ListBuilder, Int, Element) throws -> Void
    ) throws {
        let list = try initList(index, count: values.count, of: size)
        for (element, value) in values.enumerated() { try write(list, element, value) }
    }
}
