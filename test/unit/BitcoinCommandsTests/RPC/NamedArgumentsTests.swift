import BitcoinSupport
import Testing

@testable import BitcoinCommands

struct NamedArgumentsTests {
    private static let command = RPCCommand(
        "f", .util, "d",
        parameters: [
            RPCParameter("a", .number, .optional, ""), RPCParameter("b|bee", .number, .optional, ""),
            RPCParameter(
                "options", .namedOptions, .optional, "",
                [
                    RPCParameter("x", .number, .optional, ""), RPCParameter("y", .number, .optional, ""),
                    RPCParameter("a", .number, .optional, "", traits: .init(isAlsoPositional: true)),
                ]),
            RPCParameter("z", .number, .optional, ""),
        ],
        results: [RPCResult(.null)])

    private func positional(_ named: JSONObject) throws -> JSONValue {
        .array(try Self.command.positional(named))
    }

    private func message(_ named: JSONObject) -> String? {
        do {
            _ = try Self.command.positional(named)
            return nil
        } catch {
            return error.code == .invalidParameter ? error.message : "wrong code \(error.code)"
        }
    }

    @Test func putsArgumentsInTheirPositions() throws {
        #expect(try positional([:]) == [])
        #expect(try positional(["a": 1]) == [1])
        #expect(try positional(["b": 2]) == [nil, 2])
        #expect(try positional(["z": 4, "a": 1]) == [1, nil, nil, 4])
        #expect(try positional(["z": nil]) == [nil, nil, nil, nil])
    }

    @Test func knowsAliases() throws {
        #expect(try positional(["bee": 2]) == [nil, 2])
    }

    @Test func gathersOptions() throws {
        #expect(try positional(["y": 2, "x": 1]) == [nil, nil, ["x": 1, "y": 2]])
        #expect(try positional(["options": ["x": 1]]) == [nil, nil, ["x": 1]])
        #expect(try positional(["x": 1, "z": 4]) == [nil, nil, ["x": 1], 4])
        // A name that is both a position and an option means the position.
        #expect(try positional(["a": 1]) == [1])
    }

    @Test func joinsPositionalAndNamed() throws {
        #expect(try positional(["args": [1, 2]]) == [1, 2])
        #expect(try positional(["args": [1], "z": 4]) == [1, nil, nil, 4])
        #expect(try positional(["args": [1, nil], "x": 3]) == [1, nil, ["x": 3]])
    }

    @Test func refusesWhatIsGivenTwice() {
        #expect(
            message(["args": [1], "a": 1])
                == "Parameter a specified twice both as positional and named argument")
        #expect(
            message(["args": [1, 2], "bee": 1])
                == "Parameter b|bee specified twice both as positional and named argument")
        #expect(
            message(["x": 1, "options": ["y": 1]]) == "Parameter options conflicts with parameter x")
        let twice = JSONObject([("a", 1), ("a", 2)])
        #expect(message(twice) == "Parameter a specified multiple times")
    }

    @Test func refusesWhatItDoesNotKnow() {
        #expect(message(["c": 1]) == "Unknown named parameter c")
        #expect(message(["args": 5]) == "Unknown named parameter args")
    }
}
