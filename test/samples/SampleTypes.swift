import Multiprocess

// What a programmer writes by hand for the schema `everything.capnp`; the rest is generated.

enum Weekday: Sendable, Equatable {
    case monday
    case tuesday
}

struct Celsius: Sendable, Equatable {
    var degrees: Double
}

struct Kelvin: ScalarConvertible, Equatable {
    var degrees: Double

    init(degrees: Double) { self.degrees = degrees }
    init(scalar: Double) { degrees = scalar }
    var scalar: Double { degrees }
}

struct SampleFailure: Error, Equatable {
    var code: Int32
    var message: String
}

protocol Animal: Sendable {
    func name() async throws -> String
}

protocol Bird: Animal {
    func fly(to height: Int32) async throws -> Bool
}

protocol Swimmer: Sendable {
    func swim() async throws -> Int32
}

protocol Duck: Bird, Swimmer {
    func quack(times: UInt8) async throws -> [String]
}

protocol Store<T>: Sendable {
    associatedtype T: Sendable
    func put(key: String, value: T) async throws
    func get(key: String) async throws -> T?
}

protocol Everything: Sendable {
    func passScalars(_ arg: Scalars) async throws -> Scalars
    func passLists(_ arg: Lists) async throws -> Lists
    func passShape(_ arg: Shape) async throws -> Shape
    func passDrawing(_ arg: Drawing) async throws -> Drawing
    func passOptionals(_ arg: Optionals) async throws -> Optionals
    func passPair(_ arg: Pair<String, Point>) async throws -> Pair<String, Point>
    func passOuter(_ arg: Outer<[[UInt8]]>) async throws -> Outer<[[UInt8]]>
    func passWrapped(_ arg: Celsius, limit: Kelvin) async throws -> Celsius
    func fail(code: Int32) async throws -> Int32
    func count(from: Int32, to: Int32) async throws -> Int32
    func split(text: String) async throws -> (head: String, tail: String?, size: Int32)
    func scalarDefaults(a: Int32, b: Bool, params: String, result: Int32) async throws -> Int32
    func duck() async throws -> any Duck
    func names(animals: [any Animal]) async throws -> [String]
    func flock(size: UInt32) async throws -> [any Animal]
    func same(animal: (any Animal)?) async throws -> (any Animal)?
    func store() async throws -> any Store<Box<String>>
    func optionalNumber(value: Float) async throws -> Float?
    func block(milliseconds: UInt32) async throws -> String
    func nothing() async throws
    func otherName() async throws -> Bool
    func `in`(for: String) async throws -> String
}
