import Glibc
import Multiprocess
import Synchronization
import Testing

@testable import SchemaSamples

/// The code that mpgen made of `everything.capnp` when the tests were built, used over a connection.
@Suite("Generated code", .timeLimit(.minutes(1)))
struct GeneratedCodeTests {
    private func withEverything(_ test: (any Everything) async throws -> Void) async throws {
        let serverLoop = try EventLoop(name: "server")
        let clientLoop = try EventLoop(name: "client")
        defer {
            clientLoop.stop()
            serverLoop.stop()
        }
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let served = try await Connection.open(ends[0], on: serverLoop, side: .server) { _ in
            EverythingServer(SampleEverything())
        }
        let connection = try await Connection.open(ends[1], on: clientLoop, side: .client)
        try await test(EverythingClient(capability: try await connection.bootstrap()))
        connection.close()
        await served.waitUntilClosed()
    }

    @Test func defaultsAreTheSchemas() {
        let scalars = Scalars()
        #expect(scalars.bool && scalars.int8 == -8 && scalars.int16 == -1600 && scalars.int32 == -32_000_000)
        #expect(scalars.int64 == -6_400_000_000_000 && scalars.uint64 == 6_400_000_000_000)
        #expect(scalars.float32 == 1.5 && scalars.float64 == -2.25e300)
        #expect(scalars.color == .blue && scalars.day == .tuesday && scalars.text == "text")
        #expect(scalars.data == [1, 2] && scalars.list == [1, -2] && scalars.point == Point(x: 9))
    }

    @Test func constantsAreTheSchemas() {
        #expect(EverythingConstants.answer == 42)
        #expect(EverythingConstants.greeting == "a \"quoted\"\ttext")
        #expect(EverythingConstants.bytes == [0, 0xff, 0x10])
        #expect(EverythingConstants.primes == [2, 3, 5, 7])
        #expect(EverythingConstants.flags == [true, false, true])
        #expect(EverythingConstants.colors == [.blue, .red])
        #expect(EverythingConstants.words == ["one", "", "three"])
        #expect(EverythingConstants.table == [[-1], [], [2, 3]])
        #expect(EverythingConstants.origin == Point(x: 1, y: 3, name: "origin"))
        #expect(EverythingConstants.points == [Point(x: 1), Point(y: -2.5)])
        #expect(EverythingConstants.infinite == -.infinity)
        #expect(EverythingConstants.most == .max)
        #expect(Drawing.Nested.limit == -5)
    }

    @Test func scalarsSurviveTheirDefaultsAndTheirExtremes() async throws {
        let extremes = Scalars(
            bool: false, int8: .min, int16: .max, int32: .min, int64: .min, uint8: 0, uint16: .max, uint32: 0,
            uint64: .max, float32: -.infinity, float64: .leastNonzeroMagnitude, color: .red, day: .monday,
            text: "",
            data: [], list: [], point: Point(x: -1, y: 0, name: ""), if: -1, selfValue: "self")
        try await withEverything { everything async throws in
            #expect(try await everything.passScalars(Scalars()) == Scalars())
            #expect(try await everything.passScalars(extremes) == extremes)
        }
    }

    @Test func listsOfEveryKindSurvive() async throws {
        let lists = Lists(
            bools: [true, false, true, true, false, false, true, false, true], int8s: [.min, 0, .max],
            uint8s: [0, 255], int16s: [.min, .max], uint16s: [.max], int32s: [.min], uint32s: [.max, 1],
            int64s: [.min, .max], uint64s: [.max], float32s: [1.5, -0.0], float64s: [.pi, .infinity],
            colors: Color.allCases, texts: ["", "ä", "\u{0}"], datas: [[], [1, 2, 3]],
            points: [Point(), Point(x: 1, y: 2, name: "")], matrix: [[1, 2], [], [3]],
            deep: [[["a"], []], [], [["b", "c"]]], days: [.tuesday, .monday])
        try await withEverything { everything async throws in
            #expect(try await everything.passLists(lists) == lists)
            #expect(try await everything.passLists(Lists()) == Lists())
        }
    }

    @Test(arguments: [
        Shape.circle(2.5), .corners([Point(x: 1)]), .nothing, .named("n"), .rectangle(.init(width: 3)),
    ])
    func everyMemberOfAUnionSurvives(_ shape: Shape) async throws {
        try await withEverything { everything async throws in
            #expect(try await everything.passShape(shape) == shape)
        }
    }

    @Test func groupsAndUnionsInsideOfStructsSurvive() async throws {
        for (price, which) in [(Drawing.Price.free, Drawing.Which.painter("me")), (.fixed(.max), .anonymous)]
        {
            let drawing = Drawing(
                title: "t", shape: .nothing,
                frame: .init(width: 65_535, color: .default, inner: .init(margin: -128)), price: price,
                nested: .init(kind: .large), which: which)
            try await withEverything { everything async throws in
                #expect(try await everything.passDrawing(drawing) == drawing)
            }
        }
    }

    @Test func absentAndEmptyAreNotTheSame() async throws {
        let empty = Optionals(number: 0, point: Point(x: 0, y: 0, name: ""), text: "", nothing: Point())
        try await withEverything { everything async throws in
            #expect(try await everything.passOptionals(Optionals()) == Optionals())
            #expect(try await everything.passOptionals(empty) == empty)
            #expect(try await everything.optionalNumber(value: 0) == 0)
            #expect(try await everything.optionalNumber(value: .nan) == nil)
        }
    }

    @Test func typeParametersCarryAnyPointer() async throws {
        try await withEverything { everything async throws in
            let pair = Pair(first: "1", second: Point(x: 2), boxed: Box(content: "3"))
            let returned = try await everything.passPair(pair)
            #expect(returned.first == "1" && returned.second == Point(x: 2) && returned.boxed.content == "3")
            let outer = Outer<[[UInt8]]>(inner: .init(value: [[1], [], [2, 3]]))
            #expect(try await everything.passOuter(outer).inner.value == [[1], [], [2, 3]])
            let store = try await everything.store()
            #expect(try await store.get(key: "k") == nil)
            try await store.put(key: "k", value: Box(content: "v"))
            #expect(try await store.get(key: "k")?.content == "v")
        }
    }

    @Test func typesWrittenByHandAreConverted() async throws {
        try await withEverything { everything async throws in
            let cold = try await everything.passWrapped(Celsius(degrees: 100), limit: Kelvin(degrees: 273.15))
            #expect(cold == Celsius(degrees: 0))
        }
    }

    @Test func typedErrorsAreThrownAsWhatTheyAre() async throws {
        try await withEverything { everything async throws in
            #expect(try await everything.fail(code: 5) == 5)
            await #expect(throws: SampleFailure(code: -5, message: "below zero")) {
                try await everything.fail(code: -5)
            }
        }
    }

    @Test func parametersAndResultsTakeTheFormTheyAreAnnotatedWith() async throws {
        try await withEverything { everything async throws in
            #expect(try await everything.count(from: -3, to: 4) == 7)
            let (head, tail, size) = try await everything.split(text: "one two three")
            #expect(head == "one" && tail == "two three" && size == 13)
            #expect(try await everything.split(text: "one").tail == nil)
            #expect(try await everything.scalarDefaults(a: 7, b: true, params: "ab", result: 5) == 15)
            #expect(try await everything.scalarDefaults(a: 0, b: false, params: "", result: 0) == 0)
            try await everything.nothing()
            #expect(try await everything.otherName())
            #expect(try await everything.in(for: "keywords") == "keywords")
        }
    }

    @Test func inheritedMethodsReachTheirInterface() async throws {
        try await withEverything { everything async throws in
            let duck = try await everything.duck()
            #expect(try await duck.name() == "duck")
            #expect(try await duck.fly(to: 99))
            #expect(try await !duck.fly(to: 100))
            #expect(try await duck.swim() == 2)
            #expect(try await duck.quack(times: 3) == ["quack", "quack", "quack"])
            let client = try #require(duck as? DuckClient)
            try await client.destroy()
            await #expect(throws: (any Error).self) { try await duck.swim() }
        }
    }

    @Test func objectsTravelInBothDirections() async throws {
        try await withEverything { everything async throws in
            let flock = try await everything.flock(size: 3)
            #expect(
                try await everything.names(animals: flock + [SampleDuck()])
                    == Array(repeating: "duck", count: 4))
            #expect(try await everything.same(animal: nil) == nil)
            let local = try #require(try await everything.same(animal: SampleDuck()))
            #expect(try await local.name() == "duck")
        }
    }

    @Test func blockingMethodsLeaveTheLoop() async throws {
        try await withEverything { everything async throws in
            let thread = try await everything.block(milliseconds: 1)
            #expect(thread.contains("block"), "ran on \(thread)")
            // It ends after the others, which a blocked loop would not even have read by then.
            let hasEnded = Atomic(false)
            async let slow: Void = {
                _ = try await everything.block(milliseconds: 15_000)
                hasEnded.store(true, ordering: .sequentiallyConsistent)
            }()
            for _ in 0..<20 { try await everything.nothing() }
            let tooLate = hasEnded.load(ordering: .sequentiallyConsistent)
            #expect(!tooLate)
            try await slow
        }
    }
}
