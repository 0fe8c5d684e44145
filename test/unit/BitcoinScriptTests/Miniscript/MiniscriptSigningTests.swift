import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinScript

@Suite("Signing miniscript")
struct MiniscriptSigningTests {
    static let preimage = [UInt8](repeating: 5, count: 32)

    /// A policy, the keys at hand, whether the preimage is, the sequence and the lock time, and whether that is enough.
    struct Case: CustomTestStringConvertible {
        let text: String
        var keys = ""
        var hasPreimage = false
        var sequence: UInt32 = 0xffff_fffe
        var lockTime: UInt32 = 0
        var isEnough = true

        var testDescription: String { "\(text) with \(keys)" }
    }

    static let cases = [
        Case(text: "and_v(v:pk(A),pk(B))", keys: "AB"),
        Case(text: "and_v(v:pk(A),pk(B))", keys: "A", isEnough: false),
        Case(text: "or_b(pk(A),s:pk(B))", keys: "A"), Case(text: "or_b(pk(A),s:pk(B))", keys: "AB"),
        Case(text: "or_b(pk(A),s:pk(B))", isEnough: false), Case(text: "or_d(pk(A),pkh(B))", keys: "B"),
        Case(text: "or_i(pk(A),pkh(B))", keys: "A"), Case(text: "or_i(pk(A),pkh(B))", keys: "B"),
        Case(text: "andor(pk(A),older(10),pk(B))", keys: "A", sequence: 10),
        Case(text: "andor(pk(A),older(10),pk(B))", keys: "A", sequence: 9, isEnough: false),
        Case(text: "andor(pk(A),older(10),pk(B))", keys: "B", sequence: 9),
        Case(text: "and_v(v:pk(A),after(700))", keys: "A", lockTime: 700),
        Case(text: "and_v(v:pk(A),after(700))", keys: "A", lockTime: 699, isEnough: false),
        Case(text: "and_v(v:pk(A),sha256(SHA256))", keys: "A", hasPreimage: true),
        Case(text: "and_v(v:pk(A),sha256(SHA256))", keys: "A", isEnough: false),
        Case(text: "and_v(v:pk(A),hash256(HASH256))", keys: "A", hasPreimage: true),
        Case(text: "and_v(v:pk(A),ripemd160(RIPEMD160))", keys: "A", hasPreimage: true),
        Case(text: "and_v(v:pk(A),hash160(HASH160))", keys: "A", hasPreimage: true),
        Case(text: "and_v(or_c(pk(A),v:hash160(HASH160)),pk(B))", keys: "B", hasPreimage: true),
        Case(text: "and_v(or_c(pk(A),v:hash160(HASH160)),pk(B))", keys: "AB"),
        Case(text: "thresh(2,pk(A),s:pk(B),sln:older(10))", keys: "A", sequence: 10),
        Case(text: "thresh(2,pk(A),s:pk(B),sln:older(10))", keys: "AB", sequence: 10),
        Case(text: "thresh(2,pk(A),s:pk(B),sln:older(10))", keys: "B", sequence: 5, isEnough: false),
        Case(text: "or_d(MULTI(2,A,B,C),and_v(v:pkh(D),older(10)))", keys: "AC"),
        Case(text: "or_d(MULTI(2,A,B,C),and_v(v:pkh(D),older(10)))", keys: "AD", sequence: 10),
        Case(
            text: "thresh(2,pk(A),a:pkh(B),aj:and_v(v:pk(C),sha256(SHA256)))", keys: "BC", hasPreimage: true),
        Case(text: "and_n(pk(A),and_v(v:pk(B),1))", keys: "AB"),
        Case(text: "uj:and_v(vdv:after(7),pk(A))", keys: "A", lockTime: 9),
    ]

    private static func hashed(_ text: String) -> String {
        text.replacing("(SHA256", with: "(" + Hex.encode(SHA256.hash(preimage).bytes))
            .replacing("(HASH256", with: "(" + Hex.encode(DoubleSHA256.hash(preimage).bytes))
            .replacing("(RIPEMD160", with: "(" + Hex.encode(RIPEMD160.hash(preimage.span.bytes).bytes))
            .replacing("(HASH160", with: "(" + Hex.encode(Hash160.hash(preimage).bytes))
    }

    @Test(arguments: cases, [false, true])
    func satisfiesWhatItHasEnoughFor(_ example: Case, _ isTapscript: Bool) throws {
        let inner = MiniscriptTests.named(Self.hashed(example.text))
            .replacing("MULTI(", with: isTapscript ? "multi_a(" : "multi(")
        // The internal key is nobody's.
        let nobody = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
        let text = isTapscript ? "tr(\(nobody),\(inner))" : "wsh(\(inner))"
        let descriptor = try Descriptor.parse(text, format: .main)[0]
        let expansion = try #require(descriptor.expand())
        var provider = expansion.provider
        for (name, key) in zip(MiniscriptTests.names, MiniscriptTests.keys) where example.keys.contains(name)
        {
            provider.add(key)
        }
        let spending = SigningFixture.spending(
            expansion.scripts[0], sequence: example.sequence, lockTime: example.lockTime)
        let creator = TransactionSignatureCreator(spending, input: 0)
        var data = SignatureData()
        if example.hasPreimage {
            data.preimages.sha256[SHA256.hash(Self.preimage).bytes] = Self.preimage
            data.preimages.hash256[DoubleSHA256.hash(Self.preimage).bytes] = Self.preimage
            data.preimages.ripemd160[RIPEMD160.hash(Self.preimage.span.bytes).bytes] = Self.preimage
            data.preimages.hash160[Hash160.hash(Self.preimage).bytes] = Self.preimage
        }
        let isComplete = ScriptSigner.produceSignature(
            for: expansion.scripts[0], provider: provider, creator: creator, data: &data)
        #expect(isComplete == example.isEnough)
        guard isComplete, !isTapscript else { return }
        let weight = try #require(descriptor.maximumSatisfactionWeight(usesMaximumSignatures: true))
        #expect(data.witness.serializedSize - 1 <= weight)
        #expect(data.witness.count <= descriptor.maximumSatisfactionItems ?? 0)
    }

    @Test func theSmallestLeafIsTaken() throws {
        let keys = MiniscriptTests.keys.map { Hex.encode($0.publicKey.bytes) }
        let nobody = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
        let text =
            "tr(\(nobody),{multi_a(2,\(keys[0]),\(keys[1]),\(keys[2])),{pk(\(keys[0])),pk(\(keys[3]))}})"
        let expansion = try #require(Descriptor.parse(text, format: .main)[0].expand())
        var provider = expansion.provider
        for key in MiniscriptTests.keys { provider.add(key) }
        var data = SignatureData()
        let creator = TransactionSignatureCreator(SigningFixture.spending(expansion.scripts[0]), input: 0)
        let isComplete = ScriptSigner.produceSignature(
            for: expansion.scripts[0], provider: provider, creator: creator, data: &data)
        #expect(isComplete)
        #expect(data.witness.count == 3)
        // All that could be signed was signed: others may need it.
        #expect(data.taprootScriptSignatures.count == 5)
    }
}
