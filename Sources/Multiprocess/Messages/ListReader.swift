import CMultiprocess

/// A list in a message that came from a peer.
///
/// The index given to an accessor must be below ``count``; that is a precondition, as for an array.
public struct ListReader: ~Escapable {
    // Safe: the view cannot escape its call or response, and that holds the connection.
    @usableFromInline unowned(unsafe) let connection: Connection
    @usableFromInline var native: mp_list_reader

    @_lifetime(immortal)
    init(_ native: mp_list_reader, _ connection: Connection) {
        self.native = native
        self.connection = connection
    }

    /// How many elements the list has. Cap'n Proto has checked that the message holds them, and counts
    /// elements without a size against the message's limit.
    @inlinable public var count: Int { Int(native.count) }

    // MARK: Scalars

    /// The integer at `index` of a list of integers of just this size.
    @inlinable
    public func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ index: Int, as type: Value.Type = Value.self
    ) -> Value {
        precondition(index >= 0 && index < count)
        precondition(MemoryLayout<Value>.size * 8 <= Int(native.step_bits))
        // In bounds: the list holds `count` elements that lie `step_bits` apart, each at least that long.
        let offset = index * Int(native.step_bits >> 3)
        let value = UnsafeRawPointer(native.data!).loadUnaligned(fromByteOffset: offset, as: Value.self)
        return Value(littleEndian: value)
    }

    /// The Boolean at `index` of a list of Booleans.
    @inlinable
    public func bool(_ index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        precondition(native.step_bits >= 1)
        let bit = index * Int(native.step_bits)
        return (native.data![bit >> 3] >> UInt8(bit & 7)) & 1 != 0
    }

    /// The `Float32` at `index`.
    @inlinable
    public func float(_ index: Int) -> Float { Float(bitPattern: integer(index)) }

    /// The `Float64` at `index`.
    @inlinable
    public func double(_ index: Int) -> Double { Double(bitPattern: integer(index)) }

    // MARK: Pointers

    /// Whether the pointer at `index` is set.
    public func has(_ index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        return withUnsafePointer(to: native) { mp_list_has($0, UInt32(index)) }
    }

    /// A copy of the text at `index`.
    public func text(_ index: Int) throws(MessageError) -> String {
        precondition(index >= 0 && index < count)
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_list_text($0, UInt32(index), &bytes) })
        return String(bytes)
    }

    /// A copy of the data at `index`.
    public func data(_ index: Int) throws(MessageError) -> [UInt8] {
        precondition(index >= 0 && index < count)
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_list_data($0, UInt32(index), &bytes) })
        return [UInt8](UnsafeRawBufferPointer(start: bytes.data, count: bytes.count))
    }

    /// The data at `index`, in place.
    @_lifetime(copy self)
    public func bytes(_ index: Int) throws(MessageError) -> RawSpan {
        precondition(index >= 0 && index < count)
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_list_data($0, UInt32(index), &bytes) })
        // Lives as long as the message that the view itself lives in.
        let start = UnsafeRawPointer(bytes.data ?? StructReader.nothing)
        return _overrideLifetime(RawSpan(_unsafeStart: start, byteCount: bytes.count), copying: self)
    }

    /// The struct at `index`.
    @_lifetime(copy self)
    public func structure(_ index: Int) throws(MessageError) -> StructReader {
        precondition(index >= 0 && index < count)
        var value = mp_struct_reader()
        try MessageError.check(withUnsafePointer(to: native) { mp_list_struct($0, UInt32(index), &value) })
        return _overrideLifetime(StructReader(value, connection), copying: self)
    }

    /// The list at `index` of a list of lists.
    @_lifetime(copy self)
    public func list(_ index: Int, of size: ElementSize) throws(MessageError) -> ListReader {
        precondition(index >= 0 && index < count)
        var value = mp_list_reader()
        try MessageError.check(
            withUnsafePointer(to: native) { mp_list_list($0, UInt32(index), size.native, &value) })
        return _overrideLifetime(ListReader(value, connection), copying: self)
    }

    /// The capability at `index`; nil if the pointer is null.
    public func capability(_ index: Int) throws(MessageError) -> CapabilityClient? {
        precondition(index >= 0 && index < count)
        var value: OpaquePointer?
        try MessageError.check(
            withUnsafePointer(to: native) {
                mp_list_capability(connection.loop.native, $0, UInt32(index), &value)
            })
        return value.map { CapabilityClient(adopting: $0, of: connection) }
    }
}
