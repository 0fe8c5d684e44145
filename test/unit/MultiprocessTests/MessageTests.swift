import Multiprocess
import Testing

/// Everything that a message can hold, written by one side and read by the other.
@Suite struct MessageTests {
    @Test func carriesScalarsWithAndWithoutDefaults() async throws {
        try await exchange(StructLayout(dataWords: 4, pointers: 0)) { builder in
            builder.set(0, Int32(-5))
            builder.set(2, UInt16(9), default: 9)
            builder.set(48 + 8, true, default: true)
            builder.set(48 + 9, true)
            builder.set(1, 1.5, default: .greatestFiniteMagnitude)
            builder.set(4, Float(2.5))
            builder.set(3, Int64.min)
        } read: { reader in
            equal(reader.integer(0, as: Int32.self), -5)
            // What equals its default is all zeros on the wire.
            equal(reader.integer(2, as: UInt16.self), 0)
            equal(reader.integer(2, as: UInt16.self, default: 9), 9)
            equal(reader.bool(48 + 8, default: true), true)
            equal(reader.bool(48 + 8), false)
            equal(reader.bool(48 + 9), true)
            equal(reader.double(1, default: .greatestFiniteMagnitude), 1.5)
            equal(reader.float(4), 2.5)
            equal(reader.integer(3, as: Int64.self), .min)
        }
    }

    @Test func readsFieldsThatThePeerDoesNotKnowAsDefaults() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 0)) { _ in
        } read: { reader in
            equal(reader.integer(7, as: UInt64.self, default: 3), 3)
            equal(reader.bool(1000, default: true), true)
            equal(reader.has(5), false)
            try equal(reader.text(5), "")
            try equal(reader.data(5).isEmpty, true)
            try equal(reader.structure(5).text(2), "")
            try equal(reader.list(5, of: .composite).count, 0)
            try equal(reader.capability(5) == nil, true)
        }
    }

    @Test func carriesListsOfEveryKind() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 8)) { builder in
            let bits = try builder.initList(0, count: 11, of: .bit)
            for index in 0..<11 { bits.set(index, index % 3 == 0) }
            let numbers = try builder.initList(1, count: 3, of: .eightBytes)
            for index in 0..<3 { numbers.set(index, Int64(index) - 1) }
            let bytes = try builder.initList(2, count: 2, of: .byte)
            bytes.set(1, UInt8(255))
            let doubles = try builder.initList(3, count: 1, of: .eightBytes)
            doubles.set(0, 0.25)
            let texts = try builder.initList(4, count: 2, of: .pointer)
            try texts.setText(1, "second")
            let structs = try builder.initStructList(5, count: 2, dataWords: 1, pointers: 1)
            for index in 0..<2 {
                let element = try structs.structure(index)
                element.set(0, UInt64(index + 7))
                try element.setData(0, [1, 2, UInt8(index)])
            }
            let lists = try builder.initList(6, count: 2, of: .pointer)
            try lists.initList(1, count: 2, of: .twoBytes).set(1, UInt16(77))
            _ = try builder.initList(7, count: 5, of: .void)
        } read: { reader in
            let bits = try reader.list(0, of: .bit)
            equal((0..<bits.count).map { bits.bool($0) }, (0..<11).map { $0 % 3 == 0 })
            let numbers = try reader.list(1, of: .eightBytes)
            equal((0..<numbers.count).map { numbers.integer($0, as: Int64.self) }, [-1, 0, 1])
            try equal(reader.list(2, of: .byte).integer(1, as: UInt8.self), 255)
            try equal(reader.list(3, of: .eightBytes).double(0), 0.25)
            let texts = try reader.list(4, of: .pointer)
            equal(texts.has(0), false)
            equal(texts.has(1), true)
            try equal(texts.text(0), "")
            try equal(texts.text(1), "second")
            let structs = try reader.list(5, of: .composite)
            equal(structs.count, 2)
            try equal(structs.structure(1).integer(0, as: UInt64.self), 8)
            try equal(structs.structure(1).data(0), [1, 2, 1])
            // A newer schema's structs, read as the numbers that they once were.
            let upgraded = try reader.list(5, of: .eightBytes)
            equal((0..<2).map { upgraded.integer($0, as: UInt64.self) }, [7, 8])
            try equal(reader.list(6, of: .pointer).list(1, of: .twoBytes).integer(1, as: UInt16.self), 77)
            try equal(reader.list(7, of: .void).count, 5)
        }
    }

    @Test func carriesNestedStructsAndDataInPlace() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 2)) { builder in
            let inner = try builder.initStruct(0, dataWords: 1, pointers: 1)
            inner.set(0, UInt8(5))
            try inner.setText(0, "naïve 日本")
            var data = try builder.initData(1, count: 1 << 20)
            data.storeBytes(of: UInt32(0xdead_beef), toByteOffset: 1000, as: UInt32.self)
        } read: { reader in
            let inner = try reader.structure(0)
            equal(inner.integer(0, as: UInt8.self), 5)
            try equal(inner.text(0), "naïve 日本")
            let bytes = try reader.bytes(1)
            equal(bytes.byteCount, 1 << 20)
            equal(bytes.unsafeLoadUnaligned(fromByteOffset: 1000, as: UInt32.self), 0xdead_beef)
        }
    }

    @Test func spansSegments() async throws {
        // Far pointers: hundreds of allocations that do not fit where they are pointed from.
        try await exchange(StructLayout(dataWords: 0, pointers: 1)) { builder in
            let list = try builder.initList(0, count: 300, of: .pointer)
            for index in 0..<300 { try list.setText(index, String(repeating: "\(index) ", count: index)) }
        } read: { reader in
            let list = try reader.list(0, of: .pointer)
            for index in 0..<300 {
                try equal(list.text(index), String(repeating: "\(index) ", count: index))
            }
        }
    }

    @Test func refusesPointersOfAnotherKind() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 2)) { builder in
            try builder.setText(0, "text")
            _ = try builder.initStruct(1, dataWords: 1, pointers: 0)
        } read: { reader in
            fails { _ = try reader.list(0, of: .eightBytes).count }
            fails { _ = try reader.structure(0).text(0) }
            fails { _ = try reader.text(1) }
            fails { _ = try reader.capability(1) }
        }
    }

    @Test func refusesToWriteWhereThereIsNoField() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 1)) { builder in
            fails { try builder.setText(1, "x") }
            fails { _ = try builder.initList(0, count: 1 << 29, of: .byte).count }
        } read: { _ in
        }
    }

    @Test func boundsReadingTheSamePlaceAgain() async throws {
        var limits = Limits()
        limits.messageBytes = 1 << 20
        try await exchange(StructLayout(dataWords: 0, pointers: 1), limits: limits) { builder in
            _ = try builder.initData(0, count: 100_000)
        } read: { reader in
            // Each reading counts: a message whose pointers lead to the same bytes costs no less than a large one.
            fails {
                for _ in 0..<20 { _ = try reader.data(0) }
            }
        }
    }

    @Test func boundsListsThatTakeNoSpace() async throws {
        try await exchange(StructLayout(dataWords: 0, pointers: 2)) { builder in
            // Eight bytes on the wire, and work for minutes.
            _ = try builder.initList(0, count: 1 << 28, of: .void)
            _ = try builder.initStructList(1, count: 1 << 28, dataWords: 0, pointers: 0)
        } read: { reader in
            fails { _ = try reader.list(0, of: .void).count }
            fails { _ = try reader.list(1, of: .composite).count }
        }
    }

    @Test func boundsNesting() async throws {
        var limits = Limits()
        limits.nesting = 10
        try await exchange(StructLayout(dataWords: 0, pointers: 1), limits: limits) { builder in
            try nest(builder, 20)
        } read: { reader in
            fails { try unnest(reader, 20) }
        }
    }

    /// Sends a struct through a call, and lets the server read it.
    private func exchange(
        _ layout: StructLayout, limits: Limits = Limits(),
        write: (StructBuilder) throws -> Void, read: @escaping @Sendable (StructReader) throws -> Void
    ) async throws {
        let fixture = try Fixture()
        let reader = ReadingServer(read)
        let target = try await fixture.bootstrap(reader, limits: limits)
        try await target.call(ReadingServer.method(layout), params: write)
    }
}

// Views cannot pass through the macros of the testing library: only what is read from them does.

private func equal<Value: Equatable>(
    _ actual: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual == expected, sourceLocation: sourceLocation)
}

private func fails(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        #expect(error is MessageError, sourceLocation: sourceLocation)
    }
}

private func nest(_ builder: StructBuilder, _ depth: Int) throws {
    if depth > 0 { try nest(builder.initStruct(0, dataWords: 0, pointers: 1), depth - 1) }
}

private func unnest(_ reader: StructReader, _ depth: Int) throws {
    if depth > 0 { try unnest(reader.structure(0), depth - 1) }
}

/// Hands the parameters of its only method to a closure.
private final class ReadingServer: CapabilityServer {
    static let interfaces = [
        InterfaceDescriptor(
            id: 1, name: "Reading", methods: [method(StructLayout(dataWords: 0, pointers: 0))])
    ]
    private let read: @Sendable (StructReader) throws -> Void

    static func method(_ layout: StructLayout) -> MethodDescriptor {
        MethodDescriptor(
            interfaceID: 1, ordinal: 0, name: "Reading.read", params: layout,
            results: StructLayout(dataWords: 0, pointers: 0))
    }

    init(_ read: @escaping @Sendable (StructReader) throws -> Void) { self.read = read }

    func dispatch(_ call: CallContext) async throws { try read(call.params()) }
}
