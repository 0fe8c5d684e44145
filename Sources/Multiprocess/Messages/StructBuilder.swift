import CMultiprocess

/// A struct in a message that is being written, straight into the segment that will be sent.
///
/// Slots are counted as in ``StructReader``. Writing to a slot that the struct was not made with, or a value
/// too large for a message, throws. The view cannot outlive the closure or call that it was given to.
public struct StructBuilder: ~Escapable {
    // Safe: the view cannot escape its call or request, and that holds the connection.
    @usableFromInline unowned(unsafe) let connection: Connection
    @usableFromInline var native: mp_struct_builder

    @_lifetime(immortal)
    init(_ native: mp_struct_builder, _ connection: Connection) {
        self.native = native
        self.connection = connection
    }

    // MARK: Scalars

    /// Writes an integer (or an enum's number) to `slot`.
    @inlinable
    public func set<Value: FixedWidthInteger & BitwiseCopyable>(
        _ slot: Int, _ value: Value, default preset: Value = 0
    ) {
        let size = MemoryLayout<Value>.size
        precondition(slot >= 0 && (slot + 1) * size <= Int(native.data_bytes), "no such field")
        // In bounds by the precondition; the data section holds plain little-endian bytes.
        UnsafeMutableRawPointer(native.data)
            .storeBytes(of: (value ^ preset).littleEndian, toByteOffset: slot * size, as: Value.self)
    }

    /// Writes a Boolean to bit `slot`.
    @inlinable
    public func set(_ slot: Int, _ value: Bool, default preset: Bool = false) {
        precondition(slot >= 0 && slot >> 3 < Int(native.data_bytes), "no such field")
        let mask = UInt8(1) << UInt8(slot & 7)
        if value != preset {
            native.data[slot >> 3] |= mask
        } else {
            native.data[slot >> 3] &= ~mask
        }
    }

    /// Writes a `Float32` to `slot`.
    @inlinable
    public func set(_ slot: Int, _ value: Float, default preset: Float = 0) {
        set(slot, value.bitPattern, default: preset.bitPattern)
    }

    /// Writes a `Float64` to `slot`.
    @inlinable
    public func set(_ slot: Int, _ value: Double, default preset: Double = 0) {
        set(slot, value.bitPattern, default: preset.bitPattern)
    }

    // MARK: Pointers

    /// Writes a text.
    public func setText(_ slot: Int, _ value: String) throws(MessageError) {
        let succeeded = value.withUnsafeNativeText { text, size in
            withUnsafeNative { mp_struct_set_text($0, UInt32(slot), text, size) }
        }
        try MessageError.check(succeeded)
    }

    /// Writes data.
    public func setData(_ slot: Int, _ value: [UInt8]) throws(MessageError) {
        try setData(slot, value.span.bytes)
    }

    /// Writes data.
    public func setData(_ slot: Int, _ value: RawSpan) throws(MessageError) {
        var data = mp_mutable_bytes()
        let count = value.byteCount
        try MessageError.check(withUnsafeNative { mp_struct_init_data($0, UInt32(slot), count, &data) })
        value.withUnsafeBytes { UnsafeMutableRawBufferPointer(data).copyMemory(from: $0) }
    }

    /// Makes room for `count` zero bytes, to be filled in place.
    @_lifetime(copy self)
    public func initData(_ slot: Int, count: Int) throws(MessageError) -> MutableRawSpan {
        var data = mp_mutable_bytes()
        try MessageError.check(withUnsafeNative { mp_struct_init_data($0, UInt32(slot), count, &data) })
        // Lives as long as the message that the view itself lives in, and nothing else points there.
        let span = MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(data))
        return _overrideLifetime(span, copying: self)
    }

    /// Makes a struct of this layout.
    @_lifetime(copy self)
    public func initStruct(_ slot: Int, dataWords: Int, pointers: Int) throws(MessageError) -> StructBuilder {
        var value = mp_struct_builder()
        try MessageError.check(
            withUnsafeNative {
                mp_struct_init_struct($0, UInt32(slot), UInt16(dataWords), UInt16(pointers), &value)
            })
        return _overrideLifetime(StructBuilder(value, connection), copying: self)
    }

    /// Makes a list of scalars or pointers.
    @_lifetime(copy self)
    public func initList(_ slot: Int, count: Int, of size: ElementSize) throws(MessageError) -> ListBuilder {
        var value = mp_list_builder()
        let count = try ListBuilder.checked(count)
        try MessageError.check(
            withUnsafeNative { mp_struct_init_list($0, UInt32(slot), size.native, count, &value) })
        return _overrideLifetime(ListBuilder(value, connection), copying: self)
    }

    /// Makes a list of structs of this layout.
    @_lifetime(copy self)
    public func initStructList(
        _ slot: Int, count: Int, dataWords: Int, pointers: Int
    ) throws(MessageError) -> ListBuilder {
        var value = mp_list_builder()
        let count = try ListBuilder.checked(count)
        try MessageError.check(
            withUnsafeNative {
                mp_struct_init_struct_list(
                    $0, UInt32(slot), count, UInt16(dataWords), UInt16(pointers), &value)
            })
        return _overrideLifetime(ListBuilder(value, connection), copying: self)
    }

    /// Writes a capability that came from a peer, or null.
    public func setCapability(_ slot: Int, _ capability: CapabilityClient?) throws(MessageError) {
        try MessageError.check(
            withUnsafeNative { mp_struct_set_capability($0, UInt32(slot), capability?.native) })
    }

    /// Hands an object of this process to the peer, which may call it for as long as it keeps it.
    public func setCapability(_ slot: Int, _ server: any CapabilityServer) throws(MessageError) {
        let capability = try connection.export(server)
        defer { mp_capability_release(capability) }
        try MessageError.check(withUnsafeNative { mp_struct_set_capability($0, UInt32(slot), capability) })
    }

    private func withUnsafeNative<Result>(_ body: (UnsafeMutablePointer<mp_struct_builder>) -> Result)
        -> Result
    {
        var native = native
        return body(&native)
    }
}

extension UnsafeMutableRawBufferPointer {
    init(_ bytes: mp_mutable_bytes) {
        self.init(start: bytes.data, count: bytes.count)
    }
}
