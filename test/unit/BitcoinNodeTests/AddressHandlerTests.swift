import BitcoinCommands
import BitcoinConsensus
import BitcoinSupport
import Testing

@testable import BitcoinNode

/// The commands about addresses, descriptors and signed messages, by answers of Bitcoin Core.
@Suite struct AddressHandlerTests {
    private static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    private static let uncompressed =
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    private static let secret = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"
    private static let signature =
        "IH33YF6i6ooDT6dbZ8TA11L/ks3+zSV0Zxt0DCGNTadBdRSl78b8/9wME9jh+BBVhb5a9EjQ4hTu7nW3/Oa9bm8="
    private static let tprv =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx"
        + "8UbK"
    private static let tpub =
        "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJ"
        + "ZL5B"

    private func call(_ method: String, _ parameters: JSONValue) async throws(RPCError) -> JSONValue {
        let table = RPCTable(checksResults: true)
        let format = ChainParameters.parameters(for: .regtest).addressFormat
        AddressHandlers(table: table, format: format).register()
        table.finishWarmup()
        return try await table.execute(method, parameters)
    }

    private func error(_ method: String, _ parameters: JSONValue) async -> RPCError? {
        do throws(RPCError) {
            _ = try await call(method, parameters)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Multisig

    @Test(arguments: [
        (
            "bech32", "bcrt1q9qs9xv7mjghkd69fgx62xttxmeww5q7eekjxu0nxtzf4yu4ekf8s0sr689",
            "wsh(multi(1,\(key)))#ukecy0kt"
        ),
        ("p2sh-segwit", "2MuckXYMSkbjmGz4LpEhd9QTRztpMceVskG", "sh(wsh(multi(1,\(key))))#nphts99r"),
    ])
    func multisigAddressesAreOfTheChosenType(_ type: String, _ address: String, _ descriptor: String)
        async throws
    {
        let result = try await call("createmultisig", [1, [.string(Self.key)], .string(type)])
        #expect(result["address"].string == address)
        #expect(result["redeemScript"].string == "5121\(Self.key)51ae")
        #expect(result["descriptor"].string == descriptor)
        #expect(result["warnings"].isNull)
    }

    @Test func uncompressedKeysKeepMultisigOutOfWitnesses() async throws {
        let result = try await call("createmultisig", [1, [.string(Self.uncompressed)], "bech32"])
        #expect(result["address"].string == "2MtywQNkBXLR8BpovWhhFo6u2WuwtgzbHxo")
        #expect(result["descriptor"].string == "sh(multi(1,\(Self.uncompressed)))#jg08dry6")
        #expect(result["warnings"].array?.count == 1)
    }

    @Test func refusesImpossibleMultisig() async {
        let keys = JSONValue.array(Array(repeating: .string(Self.key), count: 21))
        #expect(
            await error("createmultisig", [0, [.string(Self.key)]])
                == RPCError(
                    .invalidParameter, "a multisignature address must require at least one key to redeem"))
        #expect(
            await error("createmultisig", [2, [.string(Self.key)]])
                == RPCError(
                    .invalidParameter,
                    "not enough keys supplied (got 1 keys, but need at least 2 to redeem)"))
        #expect(await error("createmultisig", [1, keys])?.code == .invalidParameter)
        #expect(
            await error("createmultisig", [1, .array(Array(repeating: .string(Self.key), count: 16))])
                == RPCError(.invalidParameter, "redeemScript exceeds size limit: 547 > 520"))
        for (key, text) in [
            ("zz", "Pubkey \"zz\" must be a hex string"),
            ("02", "Pubkey \"02\" must have a length of either 33 or 65 bytes"),
            (
                "02" + String(repeating: "ff", count: 32),
                "Pubkey \"02\(String(repeating: "ff", count: 32))\" must be cryptographically valid."
            ),
        ] {
            #expect(
                await error("createmultisig", [1, [.string(key)]]) == RPCError(.invalidAddressOrKey, text))
        }
        #expect(
            await error("createmultisig", [1, [.string(Self.key)], "bech32m"])
                == RPCError(.invalidAddressOrKey, "createmultisig cannot create bech32m multisig addresses"))
    }

    // MARK: Descriptors

    @Test func tellsOfADescriptorWithSeveralPaths() async throws {
        let result = try await call("getdescriptorinfo", [.string("tr(\(Self.tprv)/<0;1>/*h)")])
        let texts = ["tr(\(Self.tpub)/0/*h)#4my45c72", "tr(\(Self.tpub)/1/*h)#ncvs0447"]
        #expect(result["descriptor"].string == texts[0])
        #expect(result["multipath_expansion"].array?.compactMap(\.string) == texts)
        #expect(result["checksum"].string == "qudmz0ft")
        #expect(result["isrange"].bool == true)
        #expect(result["issolvable"].bool == true)
        #expect(result["hasprivatekeys"].bool == true)
    }

    @Test func derivesAddressesOfEachScript() async throws {
        #expect(
            try await call("deriveaddresses", [.string("combo(\(Self.key))#lq9sf04s")])
                == [
                    "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
                    "2NAUYAHhujozruyzpsFRP63mbrdaU5wnEpN",
                ])
    }

    @Test func refusesWhatHasNoAddress() async {
        #expect(
            await error("deriveaddresses", [.string("pk(\(Self.key))#gn28ywm7")])
                == RPCError(.invalidAddressOrKey, "Descriptor does not have a corresponding address"))
        #expect(
            await error("deriveaddresses", [.string("pk(\(Self.key))")])
                == RPCError(.invalidAddressOrKey, "Missing checksum"))
        #expect(
            await error("deriveaddresses", [.string("combo(\(Self.key))#lq9sf04s"), 2])
                == RPCError(.invalidParameter, "Range should not be specified for an un-ranged descriptor"))
        #expect(
            await error("deriveaddresses", [.string("tr(\(Self.tpub)/0/*h)#4my45c72")])
                == RPCError(.invalidParameter, "Range must be specified for a ranged descriptor"))
        #expect(
            await error("deriveaddresses", [.string("tr(\(Self.tpub)/0/*h)#4my45c72"), 2])
                == RPCError(.invalidAddressOrKey, "Cannot derive script without private keys"))
    }

    // MARK: Messages

    @Test func signsAndVerifiesMessages() async throws {
        let address: JSONValue = "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r"
        #expect(
            try await call("signmessagewithprivkey", [.string(Self.secret), "hello"])
                == .string(Self.signature))
        #expect(try await call("verifymessage", [address, .string(Self.signature), "hello"]) == true)
        #expect(try await call("verifymessage", [address, .string(Self.signature), "hellO"]) == false)
        #expect(
            await error("signmessagewithprivkey", ["x", "hello"])
                == RPCError(.invalidAddressOrKey, "Invalid private key"))
        #expect(
            await error("verifymessage", ["x", .string(Self.signature), "hello"])
                == RPCError(.invalidAddressOrKey, "Invalid address"))
        #expect(
            await error("verifymessage", [address, "!", "hello"])
                == RPCError(.typeError, "Malformed base64 encoding"))
        #expect(
            await error(
                "verifymessage",
                ["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", .string(Self.signature), "hello"])
                == RPCError(.typeError, "Address does not refer to key"))
    }
}
