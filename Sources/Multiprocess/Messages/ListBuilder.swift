import CMultiprocess

/// A list in a message that is being written.
///
/// The index given to an accessor must be below ``count``; that is a precondition, as for an array.
public struct ListBuilder: ~Escapable {
    // Safe: the view cannot escape its call or request, and that holds the connection.
    @usableFromInline unowned(unsafe) let connection: Connection
    @usableFromInline var native: mp_list_builder

    @_lifetime(immortal)
    init(_ native: mp_list_builder, _ connection: Connection) {
        self.native = native
        self.connection = connection
    }

    /// How many elements the list was made with.
    @inlinable public var count: Int { Int(native.count) }

    // MARK: Scalars

    /// Writes an integer to a list of integers of just this size.
    @inlinable
    public func set<Value: FixedWidthInteger & BitwiseCopyable>(_ index: Int, _ value: Value) {
        precondition(index >= 0 && index < count)
        precondition(MemoryLayout<Value>.size * 8 == Int(native.step_bits))
        // In bounds: the list has `count` elements that lie `step_bits` apart.
        UnsafeMutableRawPointer(native.data)
            .storeBytes(
                of: value.littleEndian, toByteOffset: index * MemoryLayout<Value>.size, as: Value.self)
    }

    /// Writes a Boolean to a list of Booleans.
    @inlinable
    public func set(_ index: Int, _ value: Bool) {
        precondition(index >= 0 && index < count)
        precondition(native.step_bits == 1)
        let mask = UInt8(1) << UInt8(index & 7)
        if value {
            native.data[index >> 3] |= mask
        } else {
            native.data[index >> 3] &= ~mask
        }
    }

    /// Writes a `Float32`.
    @inlinable
    public func set(_ index: Int, _ value: Float) { set(index, value.bitPattern) }

    /// Writes a `Float64`.
    @inlinable
    public func set(_ index: Int, _ value: Double) { set(index, value.bitPattern) }

    // MARK: Pointers

    /// Writes a text.
    public func setText(_ index: Int, _ value: String) throws(MessageError) {
        precondition(index >= 0 && index < count)
        let succeeded = value.withUnsafeNativeText { text, size in
            withUnsafeNative { mp_list_set_text($0, UInt32(index), text, size) }
        }
        try MessageError.check(succeeded)
    }

    /// Writes data.
    public func setData(_ index: Int, _ value: [UInt8]) throws(MessageError) {
        try setData(index, value.span.bytes)
    }

    /// Writes data.
    public func setData(_ index: Int, _ value: RawSpan) throws(MessageError) {
        precondition(index >= 0 && index < count)
        var data = mp_mutable_bytes()
        let size = value.byteCount
        try MessageError.check(withUnsafeNative { mp_list_init_data($0, UInt32(index), size, &data) })
        value.withUnsafeBytes { UnsafeMutableRawBufferPointer(data).copyMemory(from: $0) }
    }

    /// The struct at `index` of a list of structs, to be filled.
    @_lifetime(copy self)
    public func structure(_ index: Int) throws(MessageError) -> StructBuilder {
        precondition(index >= 0 && index < count)
        var value = mp_struct_builder()
        try MessageError.check(withUnsafeNative { mp_list_get_struct($0, UInt32(index), &value) })
        return _overrideLifetime(StructBuilder(value, connection), copying: self)
    }

    /// Makes a list of scalars or pointers inside a list of lists.
    @_lifetime(copy self)
    public func initList(_ index: Int, count: Int, of size: ElementSize) throws(MessageError) -> ListBuilder {
        precondition(index >= 0 && index < self.count)
        var value = mp_list_builder()
        let count = try Self.checked(count)
        try MessageError.check(
            withUnsafeNative { mp_list_init_list($0, UInt32(index), size.native, count, &value) })
        return _overrideLifetime(ListBuilder(value, connection), copying: self)
    }

    /// Makes a list of structs inside a list of lists.
    @_lifetime(copy self)
    public func initStructList(
        _ index: Int, count: Int, dataWords: Int, pointers: Int
    ) throws(MessageError) -> ListBuilder {
        precondition(index >= 0 && index < self.count)
        var value = mp_list_builder()
        let count = try Self.checked(count)
        try MessageError.check(
            withUnsafeNative {
                mp_list_init_struct_list(
                    $0, UInt32(index), count, UInt16(dataWords), UInt16(pointers), &value)
            })
        return _overrideLifetime(ListBuilder(value, connection), copying: self)
    }

    /// Writes a capability that came from a peer, or null.
    public func setCapability(_ index: Int, _ capability: CapabilityClient?) throws(MessageError) {
        precondition(index >= 0 && index < count)
        try MessageError.check(
            withUnsafeNative { mp_list_set_capability($0, UInt32(index), capability?.native) })
    }

    /// Hands an object of this process to the peer.
    public func setCapability(_ index: Int, _ server: any CapabilityServer) throws(MessageError) {
        precondition(index >= 0 && index < count)
        let capability = try connection.export(server)
        defer { mp_capability_release(capability) }
        try MessageError.check(withUnsafeNative { mp_list_set_capability($0, UInt32(index), capability) })
    }

    /// Cap'n Proto's lists count their elements in 29 bits.
    static func checked(_ count: Int) throws(MessageError) -> UInt32 {
        guard count >= 0, count < 1 << 29 else {
            throw MessageError("List of \(count) elements is too long.")
        }
        return UInt32(count)
    }

    private func withUnsafeNative<Result>(_ body: (UnsafeMutablePointer<mp_list_builder>) -> Result) -> Result
    {
        var native = native
        return body(&native)
    }
}
