import CMultiprocess

/// A struct in a message that came from a peer.
///
/// Scalars are read straight from the message. They are named by their slot, counted in units of their own
/// size as in a schema's compiled form, and XORed with their default. Pointer fields are named by their
/// slot too, and pass through Cap'n Proto's checks: bounds, far pointers, nesting, amplification. A field
/// that the peer's older schema does not have reads as its default.
///
/// The view cannot outlive the call or response that it belongs to; the compiler sees to that.
public struct StructReader: ~Escapable {
    // Safe: the view cannot escape its call or response, and that holds the connection.
    @usableFromInline unowned(unsafe) let connection: Connection
    @usableFromInline var native: mp_struct_reader

    @_lifetime(immortal)
    init(_ native: mp_struct_reader, _ connection: Connection) {
        self.native = native
        self.connection = connection
    }

    // MARK: Scalars

    /// The integer (or enum's number) in `slot`.
    @inlinable
    public func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ slot: Int, as type: Value.Type = Value.self, default preset: Value = 0
    ) -> Value {
        let size = MemoryLayout<Value>.size
        guard slot >= 0, (slot + 1) * size <= Int(native.data_bytes), let data = native.data else {
            return preset
        }
        // In bounds by the guard; the data section holds plain little-endian bytes.
        let value = UnsafeRawPointer(data).loadUnaligned(fromByteOffset: slot * size, as: Value.self)
        return Value(littleEndian: value) ^ preset
    }

    /// The Boolean in bit `slot`.
    @inlinable
    public func bool(_ slot: Int, default preset: Bool = false) -> Bool {
        let byte: UInt8 = integer(slot >> 3)
        return ((byte >> UInt8(slot & 7)) & 1 != 0) != preset
    }

    /// The `Float32` in `slot`.
    @inlinable
    public func float(_ slot: Int, default preset: Float = 0) -> Float {
        Float(bitPattern: integer(slot, default: preset.bitPattern))
    }

    /// The `Float64` in `slot`.
    @inlinable
    public func double(_ slot: Int, default preset: Double = 0) -> Double {
        Double(bitPattern: integer(slot, default: preset.bitPattern))
    }

    // MARK: Pointers

    /// Whether the pointer in `slot` is set.
    public func has(_ slot: Int) -> Bool {
        withUnsafePointer(to: native) { mp_struct_has($0, UInt32(slot)) }
    }

    /// A copy of the text in `slot`; empty if the pointer is null. Invalid UTF-8 is replaced.
    public func text(_ slot: Int) throws(MessageError) -> String {
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_struct_text($0, UInt32(slot), &bytes) })
        return String(bytes)
    }

    /// A copy of the data in `slot`; empty if the pointer is null.
    public func data(_ slot: Int) throws(MessageError) -> [UInt8] {
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_struct_data($0, UInt32(slot), &bytes) })
        return [UInt8](UnsafeRawBufferPointer(start: bytes.data, count: bytes.count))
    }

    /// The data in `slot`, in place.
    @_lifetime(copy self)
    public func bytes(_ slot: Int) throws(MessageError) -> RawSpan {
        var bytes = mp_bytes()
        try MessageError.check(withUnsafePointer(to: native) { mp_struct_data($0, UInt32(slot), &bytes) })
        let start = UnsafeRawPointer(bytes.data ?? Self.nothing)
        // Lives as long as the message that the view itself lives in.
        return _overrideLifetime(RawSpan(_unsafeStart: start, byteCount: bytes.count), copying: self)
    }

    /// The struct in `slot`; one whose fields are all defaults if the pointer is null.
    @_lifetime(copy self)
    public func structure(_ slot: Int) throws(MessageError) -> StructReader {
        var value = mp_struct_reader()
        try MessageError.check(withUnsafePointer(to: native) { mp_struct_struct($0, UInt32(slot), &value) })
        return _overrideLifetime(StructReader(value, connection), copying: self)
    }

    /// The list in `slot`; empty if the pointer is null.
    @_lifetime(copy self)
    public func list(_ slot: Int, of size: ElementSize) throws(MessageError) -> ListReader {
        var value = mp_list_reader()
        try MessageError.check(
            withUnsafePointer(to: native) { mp_struct_list($0, UInt32(slot), size.native, &value) })
        return _overrideLifetime(ListReader(value, connection), copying: self)
    }

    /// The capability in `slot`; nil if the pointer is null.
    public func capability(_ slot: Int) throws(MessageError) -> CapabilityClient? {
        var value: OpaquePointer?
        try MessageError.check(
            withUnsafePointer(to: native) {
                mp_struct_capability(connection.loop.native, $0, UInt32(slot), &value)
            })
        return value.map { CapabilityClient(adopting: $0, of: connection) }
    }

    /// Where spans of no bytes point to.
    nonisolated(unsafe) static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
}
