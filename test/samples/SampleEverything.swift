import Glibc
import Multiprocess

/// Gives back what it gets.
struct SampleEverything: Everything {
    let kept = SampleStore<Box<String>>()

    func passScalars(_ arg: Scalars) async throws -> Scalars { arg }
    func passLists(_ arg: Lists) async throws -> Lists { arg }
    func passShape(_ arg: Shape) async throws -> Shape { arg }
    func passDrawing(_ arg: Drawing) async throws -> Drawing { arg }
    func passOptionals(_ arg: Optionals) async throws -> Optionals { arg }
    func passPair(_ arg: Pair<String, Point>) async throws -> Pair<String, Point> { arg }
    func passOuter(_ arg: Outer<[[UInt8]]>) async throws -> Outer<[[UInt8]]> { arg }

    func passWrapped(_ arg: Celsius, limit: Kelvin) async throws -> Celsius {
        Celsius(degrees: min(arg.degrees, limit.degrees - 273.15))
    }

    func fail(code: Int32) async throws -> Int32 {
        if code < 0 { throw SampleFailure(code: code, message: "below zero") }
        return code
    }

    func count(from: Int32, to: Int32) async throws -> Int32 { to - from }

    func split(text: String) async throws -> (head: String, tail: String?, size: Int32) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : nil, Int32(text.utf8.count))
    }

    func scalarDefaults(a: Int32, b: Bool, params: String, result: Int32) async throws -> Int32 {
        a + (b ? 1 : 0) + Int32(params.utf8.count) + result
    }

    func duck() async throws -> any Duck { SampleDuck() }

    func names(animals: [any Animal]) async throws -> [String] {
        var names: [String] = []
        for animal in animals { names.append(try await animal.name()) }
        return names
    }

    func flock(size: UInt32) async throws -> [any Animal] { (0..<size).map { _ in SampleDuck() } }
    func same(animal: (any Animal)?) async throws -> (any Animal)? { animal }
    func store() async throws -> any Store<Box<String>> { kept }
    func optionalNumber(value: Float) async throws -> Float? { value.isNaN ? nil : value }

    func block(milliseconds: UInt32) async throws -> String {
        usleep(milliseconds * 1000)
        return currentThreadName()
    }

    func nothing() async throws {}
    func otherName() async throws -> Bool { true }
    func `in`(for text: String) async throws -> String { text }

    private func currentThreadName() -> String {
        guard let file = fopen("/proc/thread-self/comm", "r") else { return "" }
        defer { fclose(file) }
        var name = [UInt8](repeating: 0, count: 16)
        let count = fread(&name, 1, name.count, file)
        return String(decoding: name[..<count], as: UTF8.self)
    }
}

struct SampleDuck: Duck {
    func name() async throws -> String { "duck" }
    func fly(to height: Int32) async throws -> Bool { height < 100 }
    func swim() async throws -> Int32 { 2 }
    func quack(times: UInt8) async throws -> [String] { Array(repeating: "quack", count: Int(times)) }
}

actor SampleStore<T: Sendable>: Store {
    private var values: [String: T] = [:]

    func put(key: String, value: T) async throws { values[key] = value }
    func get(key: String) async throws -> T? { values[key] }
}
