import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinScript

@Suite("Miniscript")
struct MiniscriptTests {
    /// Letters that stand for keys in the tests.
    static let names = ["A", "B", "C", "D", "E"]
    static let keys = (10..<15).compactMap { PrivateKey(SHA256.hash([UInt8($0)]).bytes) }

    /// The text with keys in place of letters that stand alone.
    static func named(_ text: String, xOnly: Bool = false) -> String {
        var result = text
        for (name, key) in zip(names, keys) {
            let point = key.publicKey
            let hex = Hex.encode(xOnly ? point.xOnly.key.bytes.bytes : point.bytes)
            for (before, after) in [("(", ")"), (",", ","), (",", ")"), ("(", ",")] {
                result = result.replacing(before + name + after, with: before + hex + after)
            }
        }
        return result
    }

    private func miniscript(_ text: String, _ context: MiniscriptContext = .witnessScriptHash) throws
        -> Miniscript
    {
        let outer =
            context == .tapscript ? "tr(\(Self.named("(A)", xOnly: true).dropFirst().dropLast())," : "wsh("
        let descriptor = try Descriptor.parse(outer + Self.named(text) + ")", format: .main)[0]
        var node = descriptor.node
        if case .witnessScriptHash(let inner) = node { node = inner }
        if case .taproot(_, let leaves) = node { node = leaves[0].node }
        guard case .miniscript(let miniscript, _) = node else { throw DescriptorError("no miniscript") }
        return miniscript
    }

    static let valid = [
        "and_v(v:pk(A),pk(B))", "or_b(pk(A),s:pk(B))", "or_d(pk(A),pkh(B))", "or_i(pk(A),pk(B))",
        "andor(pk(A),older(1008),pk(B))", "and_v(v:pk(A),after(500000001))", "c:or_i(pk_k(A),pk_h(B))",
        "thresh(2,pk(A),s:pk(B),sln:older(144))", "thresh(2,pk(A),a:pkh(B),aj:and_v(v:pk(C),sha256(H32)))",
        "and_b(pk(A),a:and_b(pk(B),s:pk(C)))", "t:or_c(pk(A),v:pkh(B))",
        "and_v(or_c(pk(A),v:hash160(H20)),pk(B))",
        "or_d(multi(2,A,B),and_v(v:pkh(C),older(42)))", "and_n(pk(A),ndv:after(12))",
        "j:and_v(vdv:after(7),pk(A))",
        "uuj:and_v(v:multi(1,A,B),ripemd160(H20))", "and_v(v:hash256(H32),pk(A))", "tv:and_v(v:pk(A),pk(B))",
    ]

    private static func filled(_ text: String) -> String {
        text.replacing("H32", with: String(repeating: "ab", count: 32))
            .replacing("H20", with: String(repeating: "cd", count: 20))
    }

    /// Text, script and text again are the same thing.
    @Test(arguments: valid, [MiniscriptContext.witnessScriptHash, .tapscript])
    func isReadFromItsTextAndFromItsScript(_ text: String, _ context: MiniscriptContext) throws {
        var given = Self.filled(text)
        if context == .tapscript { given = given.replacing("multi(", with: "multi_a(") }
        guard context == .witnessScriptHash || !text.contains("j:and_v(v:multi(") else {
            // Tapscript's multisig takes a key's place even if it is dissatisfied: "j" does not fit around it.
            #expect(throws: DescriptorError.self) { try self.miniscript(given, context) }
            return
        }
        let miniscript = try self.miniscript(given, context)
        let count = (miniscript.nodes.flatMap(\.keys).max() ?? 0) + 1
        let names = (0..<count).map { index in
            // Keys are numbered as they come in the text.
            let order = given.unicodeScalars.filter { "ABCDE".unicodeScalars.contains($0) }
            return String(order[order.index(order.startIndex, offsetBy: index)])
        }
        #expect(miniscript.text(keys: names) == given)
        let keys = names.map { name in
            context.serialize(Self.keys[Self.names.firstIndex(of: name) ?? 0].publicKey)
        }
        let script = miniscript.script(keys: keys)
        #expect(script.count == miniscript.scriptSize)
        var finder = TestKeyFinder(context: context)
        let decoded = try #require(Miniscript(script, context, keys: &finder))
        #expect(decoded.script(keys: finder.found) == script)
        #expect(decoded.isSane)
        #expect(decoded.maximumWitnessSize == miniscript.maximumWitnessSize)
        #expect(decoded.maximumStackSize == miniscript.maximumStackSize)
    }

    @Test(arguments: [
        ("and_v(vv:pk(A),pk(B))", "is not a valid descriptor function|A function is needed within P2WSH"),
        ("or_b(pk(A),pk(B))", "is invalid"),
        ("and_b(pk(A),s:pk(A))", "and_b(pk(A),s:pk(A)) is not sane: contains duplicate public keys"),
        ("or_i(older(1),pk(A))", "or_i(older(1),pk(A)) is not sane: witnesses without signature exist"),
        (
            "thresh(3,pk(A),s:pk(B),sln:older(144),sln:older(4194305))",
            "thresh(3,pk(A),s:pk(B),sln:older(144),sln:older(4194305)) is not sane: "
                + "contains mixes of timelocks expressed in blocks and seconds"
        ),
        ("andor(sha256(H32),pk(A),pk(B))", "is not sane: malleable witnesses exist"),
        ("and_v(v:pk(A),older(0))", "A function is needed within P2WSH"),
        ("and_v(v:pk(A),older(2147483648))", "A function is needed within P2WSH"),
        ("thresh(3,pk(A),s:pk(B))", "A function is needed within P2WSH"),
        ("thresh(0,pk(A),s:pk(B))", "A function is needed within P2WSH"),
        ("and_v(v:pk(A),multi_a(1,B))", "A function is needed within P2WSH"),
        ("and_v(v:pk(A),sha256(ab))", "A function is needed within P2WSH"),
        ("and_v(v:pk(A),pk(B)", "A function is needed within P2WSH"),
        ("and_v(v:pk(A)", "A function is needed within P2WSH"),
        ("z:pk(A)", "A function is needed within P2WSH"),
        ("and_v(v:pk(A),pk(x))", "key 'x' is not valid"),
        ("and_b(pk(A),a:0)", "is not satisfiable"),
    ])
    func saysWhatIsWrong(_ text: String, _ message: String) {
        do {
            _ = try miniscript(Self.filled(text))
            Issue.record("\(text) was read")
        } catch {
            let texts = message.split(separator: "|").map { Self.named(String($0)) }
            #expect(texts.contains { "\(error)".contains($0) }, "\(error)")
        }
    }

    @Test func tooManyOperationsAreNotSane() {
        let parts = (0..<100).map { _ in "a:and_b(pk(A),a:pkh(B))" }
        let text = "thresh(1,pk(A),\(parts.joined(separator: ",")))"
        #expect(throws: DescriptorError.self) { try miniscript(text) }
    }

    /// Neither depth nor length of hostile text costs more than an error.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            String(repeating: "n", count: 400_000) + ":pk(A)",
            String(repeating: "and_v(v:pk(A),", count: 50_000),
            String(repeating: "l:", count: 100_000) + "0", String(repeating: "or_i(", count: 100_000),
            "thresh(1," + Array(repeating: "s:pk(A)", count: 20_000).joined(separator: ",") + ")",
        ])
    func hostileTextIsRefused(_ text: String) {
        for context in [MiniscriptContext.witnessScriptHash, .tapscript] {
            #expect(throws: DescriptorError.self) { try miniscript(text, context) }
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            [UInt8](repeating: 0x92, count: 300_000), [UInt8](repeating: 0x68, count: 300_000),
            [UInt8](repeating: 0x93, count: 300_000) + [0x51, 0x87], [UInt8](repeating: 0x69, count: 300_000),
            [UInt8](repeating: 0x51, count: 300_000), [UInt8](repeating: 0x6c, count: 300_000), [],
        ])
    func hostileScriptsAreRefused(_ bytes: [UInt8]) {
        for context in [MiniscriptContext.witnessScriptHash, .tapscript] {
            var finder = TestKeyFinder(context: context)
            #expect(Miniscript(Script(bytes), context, keys: &finder) == nil)
        }
    }

    @Test func scriptsThatAreNotWrittenShortestAreRefused() throws {
        let key = Self.keys[0].publicKey.bytes
        for script in [
            // OP_CHECKSIG OP_VERIFY in place of OP_CHECKSIGVERIFY, and a number pushed by bytes.
            [0x21] + key + [0xac, 0x69, 0x51], [0x21] + key + [0xad, 0x01, 0x05, 0xb2],
            [0x4c, 0x21] + key + [0xac],
        ] as [[UInt8]] {
            var finder = TestKeyFinder(context: .witnessScriptHash)
            #expect(Miniscript(Script(script), .witnessScriptHash, keys: &finder) == nil)
        }
    }
}

/// Takes every key that has the right size.
struct TestKeyFinder: MiniscriptKeyFinder {
    let context: MiniscriptContext
    private(set) var found: [[UInt8]] = []

    init(context: MiniscriptContext) { self.context = context }

    mutating func key(_ bytes: [UInt8]) -> Int? {
        guard bytes.count == context.keySize - 1 else { return nil }
        found.append(bytes)
        return found.count - 1
    }

    mutating func key(hash: Bytes20) -> Int? {
        let known = MiniscriptTests.keys.map { context.serialize($0.publicKey) }
        return known.first { Hash160.hash($0) == hash }.flatMap { key($0) }
    }

    var identities: [Int] {
        found.map { key in found.firstIndex(of: key) ?? 0 }
    }
}
