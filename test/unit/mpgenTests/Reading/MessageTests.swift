import Testing

@testable import mpgen

@Suite("Reading messages without trust")
struct MessageTests {
    /// A message of segments made of 64-bit words.
    private func message(_ segments: [[UInt64]]) -> [UInt8] {
        var bytes: [UInt8] = []
        func append<T: FixedWidthInteger>(_ value: T) {
            for index in 0..<T.bitWidth / 8 {
                bytes.append(UInt8(truncatingIfNeeded: value >> (8 * T(index))))
            }
        }
        append(UInt32(segments.count - 1))
        for segment in segments { append(UInt32(segment.count)) }
        if segments.count % 2 == 0 { append(UInt32(0)) }
        for word in segments.joined() { append(word) }
        return bytes
    }

    private func structPointer(offset: Int32, data: UInt64, pointers: UInt64) -> UInt64 {
        UInt64(UInt32(bitPattern: offset << 2)) | data << 32 | pointers << 48
    }

    private func listPointer(offset: Int32, size: UInt64, count: UInt64) -> UInt64 {
        UInt64(UInt32(bitPattern: offset << 2 | 1)) | size << 32 | count << 35
    }

    private func farPointer(segment: UInt64, word: UInt64, double: Bool = false) -> UInt64 {
        2 | (double ? 4 : 0) | word << 3 | segment << 32
    }

    @Test func readsScalarsAndDefaultsToZeroBeyondTheStruct() throws {
        let root = try Message(
            message([[structPointer(offset: 0, data: 1, pointers: 0), 0x8877_6655_4433_2211]])
        )
        .root()
        #expect(root.integer(0, as: UInt64.self) == 0x8877_6655_4433_2211)
        #expect(root.integer(6, as: UInt16.self) == 0x8877)
        #expect(root.bool(bit: 0) && !root.bool(bit: 1))
        #expect(root.integer(8, as: UInt64.self) == 0)
        #expect(root.integer(7, as: UInt16.self) == 0)
        #expect(try root.text(3) == "")
    }

    @Test func followsFarPointers() throws {
        let single = message([
            [farPointer(segment: 1, word: 1)], [0x2a, structPointer(offset: -2, data: 1, pointers: 0)],
        ])
        #expect(try Message(single).root().integer(0, as: UInt64.self) == 0x2a)
        let double = message([
            [farPointer(segment: 1, word: 0, double: true)],
            [farPointer(segment: 2, word: 0), structPointer(offset: 0, data: 1, pointers: 0)], [0x2b],
        ])
        #expect(try Message(double).root().integer(0, as: UInt64.self) == 0x2b)
    }

    @Test func refusesPointersOutOfBounds() throws {
        let cases: [(String, [[UInt64]])] = [
            ("struct behind the end", [[structPointer(offset: 0, data: 1, pointers: 0)]]),
            ("struct before the beginning", [[structPointer(offset: -2, data: 1, pointers: 0)]]),
            ("struct far away", [[structPointer(offset: 0x1FFF_FFFF, data: 0xFFFF, pointers: 0xFFFF)]]),
            ("segment that is not there", [[farPointer(segment: 0xFFFF_FFFF, word: 0)]]),
            ("landing pad behind the end", [[farPointer(segment: 0, word: 0x1FFF_FFFF)]]),
            ("second pad behind the end", [[farPointer(segment: 1, word: 0, double: true)], [2]]),
            (
                "target in a segment that is not there",
                [
                    [farPointer(segment: 1, word: 0, double: true)],
                    [farPointer(segment: 9, word: 0), structPointer(offset: 0, data: 1, pointers: 0)],
                ]
            ),
        ]
        for (what, segments) in cases {
            #expect(throws: MessageError.pointerOutOfBounds, "\(what)") {
                try Message(message(segments)).root()
            }
        }
    }

    @Test func refusesPointersOfAnotherKind() throws {
        #expect(throws: MessageError.unexpectedPointer("a struct")) {
            try Message(message([[listPointer(offset: 0, size: 2, count: 0)]])).root()
        }
        #expect(throws: MessageError.unexpectedPointer("a struct")) { try Message(message([[3]])).root() }
        #expect(throws: MessageError.self) {
            try Message(message([[farPointer(segment: 0, word: 0)]])).root()
        }
    }

    @Test func refusesListsThatClaimMoreThanThereIs() throws {
        for size: UInt64 in 1...7 {
            let bytes = message([
                [
                    structPointer(offset: 0, data: 0, pointers: 1),
                    listPointer(offset: 0, size: size, count: 0x1FFF_FFFF),
                ]
            ])
            #expect(throws: MessageError.self, "element size \(size)") { try Message(bytes).root().list(0) }
        }
    }

    @Test func refusesLongListsOfNothing() throws {
        let voids = message([
            [
                structPointer(offset: 0, data: 0, pointers: 1),
                listPointer(offset: 0, size: 0, count: 0x1FFF_FFFF),
            ]
        ])
        #expect(throws: MessageError.traversalLimit) { try Message(voids).root().list(0) }
        let emptyStructs = message([
            [
                structPointer(offset: 0, data: 0, pointers: 1), listPointer(offset: 0, size: 7, count: 0),
                0x7FFF_FFFC << 0,
            ]
        ])
        #expect(throws: MessageError.traversalLimit) { try Message(emptyStructs).root().list(0) }
    }

    @Test func endsInACycle() throws {
        // A struct whose only pointer leads to itself.
        let bytes = message([
            [structPointer(offset: 0, data: 0, pointers: 1), structPointer(offset: -1, data: 0, pointers: 1)]
        ])
        var view = try Message(bytes).root()
        #expect(throws: MessageError.nestingLimit) {
            while true { view = try view.structure(0) }
        }
        let flat = try Message(bytes).root()
        #expect(throws: MessageError.traversalLimit) {
            while true { _ = try flat.structure(0) }
        }
    }

    @Test func refusesFramesThatAreNone() {
        #expect(throws: MessageError.truncated) { try Message([]) }
        #expect(throws: MessageError.truncated) { try Message([0, 0, 0, 0]) }
        #expect(throws: MessageError.truncated) { try Message([0, 0, 0, 0, 1, 0, 0, 0]) }
        #expect(throws: MessageError.truncated) { try Message([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]) }
        #expect(throws: MessageError.tooManySegments(0x1_0000_0000)) {
            try Message([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
        }
        #expect(throws: MessageError.truncated) { try Message([0, 0, 0, 0, 0, 0, 0, 0]).root() }
    }

    @Test func refusesTextWithoutItsEndAndTextThatIsNone() throws {
        for word: UInt64 in [0x6161_6161_6161_6161, 0x0061_ff61_6161_6161] {
            let bytes = message([
                [
                    structPointer(offset: 0, data: 0, pointers: 1), listPointer(offset: 0, size: 2, count: 8),
                    word,
                ]
            ])
            #expect(throws: MessageError.invalidText) { try Message(bytes).root().text(0) }
        }
    }
}

@Suite("Damaged requests", .enabled(if: Request.isPossible, "the Cap'n Proto compiler is not installed"))
struct DamagedRequestTests {
    private let schema = """
        struct A(T) { x @0 :List(Int32) = [1, 2]; union { y @1 :Text = "t"; z :group { w @2 :T; } } }
        enum E { a @0; b @1; }
        interface I { f @0 (context :Proxy.Context, a :A(Text), e :E = b) -> (result :I, hasResult :Bool); }
        const c :List(Data) = ["abc"];
        """

    /// Every beginning of a request, and the request with each of its bytes changed, is read or refused; it never traps
    /// and never runs on.
    @Test(.timeLimit(.minutes(2))) func areReadOrRefused() throws {
        let request = try Request.bytes(schema)
        _ = try Generator.generate(from: request)
        var refused = 0
        for length in stride(from: 0, to: request.count, by: 8) {
            if (try? Generator.generate(from: Array(request[..<length]))) == nil { refused += 1 }
        }
        #expect(refused == (request.count + 7) / 8)
        for index in request.indices {
            for flip: UInt8 in [0x01, 0x80, 0xff] {
                var damaged = request
                damaged[index] ^= flip
                _ = try? Generator.generate(from: damaged)
            }
        }
    }
}
