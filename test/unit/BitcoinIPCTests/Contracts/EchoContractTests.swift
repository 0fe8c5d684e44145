import BitcoinInterfaces
import BitcoinSupport
import Multiprocess
import Testing

@Suite("Contracts of Echo, Rpc and Init", .timeLimit(.minutes(1)))
struct EchoContractTests {
    @Test(
        arguments: Place.allCases,
        ["", "hallo", "Grüße \u{1F44B}\u{0}!", String(repeating: "x", count: 1_000_000)])
    func returnsTextUnchanged(_ place: Place, _ text: String) async throws {
        try await place.withNode(SampleNode()) { node async throws in
            let echo = try #require(try await node.makeEcho())
            #expect(try await echo.echo(text) == text)
        }
    }

    @Test(arguments: Place.allCases)
    func exceptionsKeepTheirText(_ place: Place) async throws {
        try await place.withNode(SampleNode()) { node async throws in
            let echo = try #require(try await node.makeEcho())
            let error = await #expect(throws: (any Error).self) { try await echo.echo("throw") }
            #expect(userText(error) == "It was asked for: \"throw\"")
            // An exception ends the call and not the object.
            #expect(try await echo.echo("again") == "again")
        }
    }

    @Test(arguments: Place.allCases)
    func whatANodeDoesNotHaveIsNil(_ place: Place) async throws {
        try await place.withNode(EmptyNode()) { node async throws in
            #expect(try await node.makeEcho() == nil)
            #expect(try await node.makeMining() == nil)
            #expect(try await node.makeRpc() == nil)
            #expect(try await node.makeChain() == nil)
        }
    }

    @Test(arguments: Place.allCases)
    func oldMiningMethodTellsToUpdate(_ place: Place) async throws {
        try await place.withNode(SampleNode()) { node async throws in
            let error = await #expect(throws: (any Error).self) { try await node.makeMiningOld2() }
            #expect(
                userText(error) == "Old mining interface (@2) not supported. Please update your client!")
        }
    }

    @Test(arguments: Place.allCases)
    func jsonKeepsItsNumbersAndOrder(_ place: Place) async throws {
        let text = #"{"method":"echo","params":[0.10000000000000000000001,1e400,-0,"é"],"id":null,"a":true}"#
        let request = try JSONValue(parsing: text)
        try await place.withNode(SampleNode()) { node async throws in
            let rpc = try #require(try await node.makeRpc())
            let answer = try await rpc.executeRpc(request: request, uri: "/wallet/w", user: "user")
            #expect(answer.description == "[\(text),\"/wallet/w\",\"user\"]")
        }
    }

    @Test func objectsOfOneClientCanBeUsedAtOnce() async throws {
        try await Place.remote.withNode(SampleNode()) { node async throws in
            let echo = try #require(try await node.makeEcho())
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<200 { group.addTask { try await echo.echo("\(number)") } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 200)
        }
    }
}
