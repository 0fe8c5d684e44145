import BitcoinSupport
import Glibc
import Testing

@testable import BitcoinCommands

private let anchorPath = getenv("BITCOIND_OPENRPC").map { String(cString: $0) }

/// Declarations against those of a bitcoind, which `bitcoin-cli getopenrpcinfo true` has written to
/// the file that the environment variable `BITCOIND_OPENRPC` names.
@Suite(
    .enabled(
        if: anchorPath != nil,
        "BITCOIND_OPENRPC names no file made by `bitcoin-cli getopenrpcinfo true` of a bitcoind"))
struct AnchorTests {
    /// Names, order, types, defaults, requirements and result shapes are the same; only the words
    /// of the descriptions are our own.
    @Test(arguments: RPCCommand.declared.values.sorted { $0.name < $1.name }.map(\.name))
    func declarationAgrees(name: String) throws {
        let command = try #require(RPCCommand.declared[name])
        let ours = Self.withoutDescriptions(OpenRPCSchema(includesHidden: true).method(command))
        let theirs = Self.withoutDescriptions(try #require(try Self.methods()[name]))
        #expect(Self.differences(theirs, ours).isEmpty)
    }

    /// The lines that are in one of the texts only.
    private static func differences(_ theirs: JSONValue, _ ours: JSONValue) -> [String] {
        let lines = { (value: JSONValue) in value.pretty().split(separator: "\n") }
        return lines(ours).difference(from: lines(theirs)).map { change in
            switch change {
            case .insert(let line, let text, _): "line \(line + 1) only ours: \(text)"
            case .remove(let line, let text, _): "line \(line + 1) only theirs: \(text)"
            }
        }
    }

    private static func methods() throws -> [String: JSONValue] {
        let document = try JSONValue(parsing: try FileContents.read(anchorPath ?? ""))
        return Dictionary(
            uniqueKeysWithValues: try document["methods"].requireArray().map {
                (try $0["name"].requireString(), $0)
            })
    }

    /// A member called `description` is only dropped where it is a schema's own, a string.
    private static func withoutDescriptions(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.filter { !($0.name == "description" && $0.value.string != nil) }
                        .map { ($0.name, withoutDescriptions($0.value)) }))
        case .array(let elements): .array(elements.map(withoutDescriptions))
        case .null, .bool, .number, .string: value
        }
    }
}
