import BitcoinSupport
import Testing

@testable import BitcoinRPC

struct ClientTests {
    // MARK: Responses

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc"),
        ("HTTP/1.1 500\r\ncontent-length:0\r\n\r\n", 500, ""),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, "until the end"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\nT: t\r\n\r\n",
            200, "abcde"
        ),
    ])
    func readsResponses(text: String, status: Int, body: String) throws {
        for size in [1, 5, 1000] {
            var parser = HTTPResponseParser()
            var response: HTTPClientResponse?
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) where response == nil {
                response = try parser.append(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(response ?? parser.finish() == HTTPClientResponse(status: status, body: Array(body.utf8)))
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 xx\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
    ])
    func refusesWhatIsNoResponse(text: String) {
        var parser = HTTPResponseParser()
        #expect(throws: HTTPResponseParser.Malformed.self) { _ = try parser.append(Array(text.utf8)) }
    }

    @Test func doesNotTakeHalfAResponseForAWhole() throws {
        var parser = HTTPResponseParser()
        #expect(try parser.append(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".utf8)) == nil)
        #expect(parser.finish() == nil)
    }

    @Test func encodesWalletNames() {
        #expect(HTTPText.percentEncoded("my wallet/é~") == "my%20wallet%2F%C3%A9~")
    }

    // MARK: Outcomes

    @Test func printsResultsForPeopleAndPrograms() {
        #expect(ClientOutcome(reply: ["result": "text"]) == ClientOutcome(output: "text", exitCode: 0))
        #expect(ClientOutcome(reply: ["result": nil]) == ClientOutcome(output: "", exitCode: 0))
        #expect(
            ClientOutcome(reply: ["result": ["a": 1]])
                == ClientOutcome(output: "{\n  \"a\": 1\n}", exitCode: 0))
    }

    @Test func makesTheErrorsNumberTheExitCode() {
        let outcome = ClientOutcome(reply: ["error": ["code": -8, "message": "bad"]])
        #expect(outcome == ClientOutcome(output: "error code: -8\nerror message:\nbad", exitCode: 8))
        let wallet = ClientOutcome(reply: ["error": ["code": -19, "message": "Which?"]])
        #expect(wallet.output.contains("Which? Or for the CLI, specify the \"-rpcwallet=<walletname>\""))
        #expect(ClientOutcome(reply: ["error": "odd"]).output == "error: \"odd\"")
    }

    // MARK: Commands

    @Test func asksForEverythingThatGetinfoNeeds() throws {
        let request = try GetInfoCommand(words: []).request()
        #expect(
            request.array?.map { $0["method"].string } == [
                "getnetworkinfo", "getblockchaininfo", "getwalletinfo", "getbalances",
            ])
        #expect(throws: ClientError.failed("-getinfo takes no arguments")) {
            try GetInfoCommand(words: ["x"]).request()
        }
    }

    private static let network: JSONValue = [
        "version": 1, "timeoffset": 0, "connections_in": 1, "connections_out": 2, "connections": 3,
        "networks": [
            ["name": "ipv4", "proxy": "p:1"], ["name": "ipv6", "proxy": "p:1"], ["name": "i2p", "proxy": ""],
        ],
        "relayfee": 0, "warnings": [],
    ]
    private static let chain: JSONValue = [
        "blocks": 5, "headers": 6, "verificationprogress": .double(0.5), "difficulty": 1, "chain": "regtest",
    ]

    @Test func showsGetinfoWithoutAWallet() throws {
        let batch: JSONValue = [
            ["id": 1, "result": Self.chain], ["id": 0, "result": Self.network],
            ["id": 2, "error": ["code": -18]], ["id": 3, "error": ["code": -18]],
        ]
        let reply = try GetInfoCommand(words: []).reply(batch)
        let text = try GetInfoReport(reply["result"], color: "never").text
        #expect(
            text == """
                Chain: regtest
                Blocks: 5
                Headers: 6
                Verification progress: ▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░ 50.0000%
                Difficulty: 1

                Network: in 1, out 2, total 3
                Version: 1
                Time offset (s): 0
                Proxies: p:1 (ipv4, ipv6)
                Min tx relay fee rate (BTC/kvB): 0

                Warnings: (none)
                """)
        #expect(try GetInfoReport(reply["result"], color: "always").text.contains("\u{1B}[0m"))
        #expect(throws: ClientError.self) { try GetInfoReport(reply["result"], color: "foo") }
    }

    @Test func passesOnTheErrorsOfGetinfo() throws {
        let batch: JSONValue = [
            ["id": 0, "error": ["code": -28, "message": "Loading"]], ["id": 1], ["id": 2], ["id": 3],
        ]
        #expect(try GetInfoCommand(words: []).reply(batch)["error"]["code"] == -28)
        #expect(throws: ClientError.self) { try GetInfoCommand(words: []).reply([["id": 9]]) }
        #expect(throws: ClientError.self) { try GetInfoCommand(words: []).reply(5) }
    }

    @Test func checksTheWordsOfGenerate() throws {
        #expect(try GenerateCommand(address: "a", words: []).request()["params"] == [1, "a"])
        #expect(
            try GenerateCommand(address: "a", words: ["3", "1000"]).request()["params"] == [3, "a", 1000])
        for words in [["0"], ["1", "2", "3"], ["foo"]] {
            #expect(throws: (any Error).self) { try GenerateCommand(address: "a", words: words).request() }
        }
    }

    @Test(arguments: [["x"], ["-1"], ["256"], ["0", "o"], ["1", "x"]])
    func refusesWrongLevelsOfDetail(words: [String]) {
        #expect(throws: ClientError.self) { try NetworkInfoCommand(words: words, chain: .main) }
    }

    @Test func takesHigherLevelsForTheHighest() throws {
        #expect(try NetworkInfoCommand(words: ["255", "outonly"], chain: .main).detail.level == 4)
    }

    @Test func countsPeersByNetwork() throws {
        let network: JSONValue = [
            "version": 310000, "protocolversion": 70016, "subversion": "/Satoshi:31.0.0/",
            "localservicesnames": ["NETWORK", "NETWORK_LIMITED", "P2P_V2"],
            "networks": [["name": "ipv4", "reachable": true], ["name": "onion", "reachable": false]],
            "localaddresses": [["address": "1.2.3.4", "port": 8333, "score": 1]],
        ]
        let peer = { (inbound: Bool, type: String) -> JSONValue in
            [
                "network": "ipv4", "inbound": .bool(inbound), "connection_type": .string(type),
                "addr": "5.6.7.8:1",
                "version": 70016, "subver": "/x/", "id": 3, "servicesnames": ["NETWORK"], "conntime": 1,
                "lastsend": 0,
                "lastrecv": 0, "last_transaction": 0, "last_block": 0, "bip152_hb_to": true,
                "bip152_hb_from": false,
                "minping": .double(0.0124), "relaytxes": false,
            ]
        }
        let batch: JSONValue = [
            [
                "id": 0,
                "result": [peer(true, "inbound"), peer(false, "manual"), peer(false, "block-relay-only")],
            ],
            ["id": 1, "result": network],
        ]
        let plain = try NetworkInfoCommand(words: [], chain: .regtest).reply(batch)["result"].requireString()
        #expect(plain.hasPrefix("Bitcoin Core client "))
        #expect(plain.contains(" regtest - server 70016/Satoshi:31.0.0/\n\n"))
        #expect(
            plain.contains(
                "         ipv4   total   block  manual\nin          1       1\nout         2       2       1       1\ntotal       3       3\n"
            ))
        #expect(
            plain.contains(
                "\n\nLocal services: network, network limited, p2p v2\n\nLocal addresses\n1.2.3.4     port   8333    score      1"
            ))

        let full = try NetworkInfoCommand(words: ["4", "o"], chain: .main).reply(batch)["result"]
            .requireString()
        #expect(full.contains("- services nl2\n"))
        #expect(full.contains("out manual  ipv4      n  1     12"))
        #expect(full.contains("5.6.7.8:1 70016/x/"))
        #expect(!full.contains(" in        ipv4"))
    }
}
