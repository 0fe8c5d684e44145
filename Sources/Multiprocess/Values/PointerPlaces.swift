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
