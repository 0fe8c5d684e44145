import BitcoinCommands
import BitcoinSupport
import NIOCore
import Testing

@testable import BitcoinRPC

/// The dialects of JSON-RPC: what is answered, and how HTTP tells it.
struct RPCServerTests {
    private static func server(_ whitelist: RPCWhitelist = .init()) -> RPCServer {
        let table = RPCTable()
        table.register(TestCommands.echo) { .array($0.arguments) }
        table.register(BlockCommands.getBlockCount) { _ in 0 }
        table.register(BlockCommands.getBlockHash) { request in
            guard request[0] == 0 else { throw RPCError(.invalidParameter, "Block height out of range") }
            return "00"
        }
        table.finishWarmup()
        return RPCServer(
            table, authenticator: RPCAuthenticator([RPCCredential(user: "u", password: "p")]),
            whitelist: whitelist)
    }

    private func post(_ body: String, to server: RPCServer = Self.server()) async -> HTTPResponse {
        await server.handle(
            HTTPRequest(
                .post, "/", headers: ["Authorization": "Basic \(Base64.encode(Array("u:p".utf8)))"],
                body: ByteBuffer(string: body)))
    }

    @Test(arguments: [
        (#"{"method":"getblockcount","id":7}"#, 200, #"{"result":0,"error":null,"id":7}"#),
        (#"{"method":"getblockcount"}"#, 200, #"{"result":0,"error":null}"#),
        (
            #"{"version":"1.1","method":"echo","params":["a"],"id":"x"}"#, 200,
            #"{"result":["a"],"error":null,"id":"x"}"#
        ),
        (#"{"jsonrpc":"1.0","method":"getblockcount","id":1}"#, 200, #"{"result":0,"error":null,"id":1}"#),
        (#"{"jsonrpc":"2.0","method":"getblockcount","id":1}"#, 200, #"{"jsonrpc":"2.0","result":0,"id":1}"#),
        (
            #"{"jsonrpc":"2.0","method":"getblockcount","id":null}"#, 200,
            #"{"jsonrpc":"2.0","result":0,"id":null}"#
        ),
        (#"{"jsonrpc":"2.0","method":"getblockcount"}"#, 204, ""),
        (#"{"jsonrpc":"2.0","method":"nosuch"}"#, 204, ""),
        (
            #"{"method":"getblockhash","params":[42],"id":1}"#, 500,
            #"{"result":null,"error":{"code":-8,"message":"Block height out of range"},"id":1}"#
        ),
        (
            #"{"jsonrpc":"2.0","method":"getblockhash","params":{"height":42},"id":1}"#, 200,
            #"{"jsonrpc":"2.0","error":{"code":-8,"message":"Block height out of range"},"id":1}"#
        ),
        (
            #"{"method":"nosuch","id":1}"#, 404,
            #"{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":1}"#
        ),
        (
            #"{"jsonrpc":2,"method":"getblockcount"}"#, 400,
            #"{"result":null,"error":{"code":-32600,"message":"jsonrpc field must be a string"}}"#
        ),
        (
            #"{"jsonrpc":"3.0","method":"getblockcount"}"#, 400,
            #"{"result":null,"error":{"code":-32600,"message":"JSON-RPC version not supported"}}"#
        ),
        (#"{"id":1}"#, 400, #"{"result":null,"error":{"code":-32600,"message":"Missing method"},"id":1}"#),
        (
            #"{"method":1}"#, 400,
            #"{"result":null,"error":{"code":-32600,"message":"Method must be a string"}}"#
        ),
        (
            #"{"method":"echo","params":"a","id":1}"#, 400,
            #"{"result":null,"error":{"code":-32600,"message":"Params must be an array or object"},"id":1}"#
        ),
        ("", 500, #"{"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}"#),
        ("this is bad", 500, #"{"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}"#),
        (
            "5", 500,
            #"{"result":null,"error":{"code":-32700,"message":"Top-level object parse error"},"id":null}"#
        ),
        ("[]", 200, "[]"),
        (
            #"[{"method":"getblockcount","id":1},{"pizza":"sausage","id":2},5,{"jsonrpc":"2.0","method":"getblockcount"}]"#,
            200,
            #"[{"result":0,"error":null,"id":1},{"result":null,"error":{"code":-32600,"message":"Missing method"},"id":2},"#
                + #"{"result":null,"error":{"code":-32600,"message":"Invalid Request object"},"id":null}]"#
        ),
        (#"[{"jsonrpc":"2.0","method":"getblockcount"},{"jsonrpc":"2.0","method":"nosuch"}]"#, 204, ""),
    ])
    func answers(body: String, status: Int, reply: String) async {
        let response = await post(body)
        #expect(response.status.rawValue == status)
        #expect(String(decoding: response.body, as: UTF8.self) == (reply.isEmpty ? "" : reply + "\n"))
        #expect((response.headers.first("Content-Type") == "application/json") == !reply.isEmpty)
    }

    @Test func wantsAPassword() async {
        let server = Self.server()
        let get = await server.handle(HTTPRequest(.get))
        #expect(get.status == .methodNotAllowed)
        #expect(get.body == Array("JSONRPC server handles only POST requests".utf8))
        for headers: HTTPHeaders in [[:], ["Authorization": "Basic bm8="]] {
            let response = await server.handle(HTTPRequest(.post, headers: headers))
            #expect(response.status == .unauthorized)
            #expect(response.headers.first("WWW-Authenticate") == "Basic realm=\"jsonrpc\"")
        }
    }

    @Test func makesAWrongPasswordWait() async {
        let start = ContinuousClock.now
        _ = await Self.server().handle(HTTPRequest(.post, headers: ["Authorization": "Basic bm8="]))
        #expect(start.duration(to: .now) >= .milliseconds(250))
    }

    @Test func honoursTheWhitelist() async {
        let server = Self.server(RPCWhitelist(["u:echo"]))
        #expect(await post(#"{"method":"echo"}"#, to: server).status == .ok)
        #expect(await post(#"{"method":"getblockcount"}"#, to: server).status == .forbidden)
        #expect(
            await post(#"[{"method":"echo"},{"method":"getblockcount"}]"#, to: server).status == .forbidden)
        #expect(await post(#"[{"method":"echo"}]"#, to: server).status == .ok)
        #expect(await post(#"[5]"#, to: server).status == .badRequest)
        #expect(await post(#"[{}]"#, to: server).status == .internalServerError)
        #expect(await post("{}", to: Self.server(RPCWhitelist(deniesOthers: true))).status == .forbidden)
    }

    @Test func serversOtherProcessesWithoutAPassword() async {
        let reply = await Self.server().execute(
            requestJSON: ["method": "echo", "params": ["hi"], "id": 1], uri: "/", user: "")
        #expect(reply == ["result": ["hi"], "error": nil, "id": 1])
    }

    /// Nesting that would exhaust the stack of a careless reader is just not JSON.
    @Test func refusesDeepNesting() async {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(await post(deep).status == .internalServerError)
        let fine = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(await post(#"{"method":"echo","params":[\#(fine)]}"#).status == .ok)
    }

    @Test func writesOnlyHarmlessTextToTheLog() {
        #expect(SafeText.sanitized("abc<\n>def é;/:?@()") == "abcdef ;/:?@()")
    }
}
