import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinScript

/// The vectors of the BIPs about descriptors.
@Suite("Descriptors of the BIPs", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct DescriptorVectorTests {
    /// A descriptor of a BIP's list, and what is listed below it.
    private struct Vector {
        var descriptor: String
        var results: [String] = []
    }

    /// The valid descriptors of a BIP, and the invalid ones.
    private func vectors(_ number: Int) throws -> (valid: [Vector], invalid: [String]) {
        var valid: [Vector] = []
        var invalid: [String] = []
        var isInvalid = false
        let text = try TestData.improvementProposal(number)
        let section = text.firstRange(of: "==Test Vectors==")
        let start = try #require(section).upperBound
        for line in text[start...].split(whereSeparator: \.isNewline) {
            if line.hasPrefix("==") { break }
            if line.lowercased().hasPrefix("invalid") { isInvalid = true }
            guard line.hasPrefix("*"), let value = Self.last(line) else { continue }
            if isInvalid {
                invalid.append(value)
            } else if line.hasPrefix("**") {
                valid[valid.count - 1].results.append(value)
            } else {
                valid.append(Vector(descriptor: value))
            }
        }
        return (valid, invalid)
    }

    /// What stands last between tags.
    private static func last(_ line: Substring) -> String? {
        guard let end = line.ranges(of: "</tt>").last, let start = line.ranges(of: "<tt>").last else {
            return nil
        }
        return String(line[start.upperBound..<end.lowerBound])
    }

    @Test(arguments: [(381, 15), (382, 11), (383, 9), (384, 4), (385, 4), (386, 5), (387, 6), (390, 6)])
    func giveTheirScripts(_ number: Int, _ minimum: Int) throws {
        let vectors = try vectors(number).valid
        #expect(vectors.count >= minimum)
        for vector in vectors {
            var keys = FlatSigningProvider()
            let descriptors = try Descriptor.parse(vector.descriptor, format: .main, keys: &keys)
            let descriptor = try #require(descriptors.first)
            var scripts: [String] = []
            var position: UInt32 = 0
            while scripts.count < vector.results.count {
                let expansion = try #require(descriptor.expand(at: position, provider: keys))
                scripts += expansion.scripts.map(\.hex)
                position += 1
            }
            #expect(scripts == vector.results, "\(vector.descriptor)")
            #expect(descriptor.isRange == (position > 1))

            // What is written is read again, and from the cache alone the same follows.
            let again = try Descriptor.parse(descriptor.text, format: .main, requiresChecksum: true)
            #expect(again == [descriptor])
            var cache = DescriptorCache()
            let expansion = descriptor.expand(at: 0, provider: keys, caching: &cache)
            #expect(descriptor.expand(at: 0, from: cache)?.scripts == expansion?.scripts)
            if let text = descriptor.normalizedText(keys),
                descriptor.normalizedText(keys, cache: cache) == text
            {
                let normalized = try Descriptor.parse(text, format: .main)
                if normalized[0].canExpandItself {
                    #expect(normalized[0].expand()?.scripts == expansion?.scripts)
                }
            } else {
                Issue.record("\(vector.descriptor) cannot be normalized")
            }
        }
    }

    @Test(arguments: [
        (381, 4), (382, 11), (383, 4), (384, 3), (385, 6), (386, 4), (387, 7), (389, 8), (390, 14),
    ])
    func areRefused(_ number: Int, _ minimum: Int) throws {
        let invalid = try vectors(number).invalid
        #expect(invalid.count >= minimum)
        for descriptor in invalid {
            #expect(throws: DescriptorError.self, "\(descriptor)") {
                try Descriptor.parse(descriptor, format: .main)
            }
        }
    }

    @Test func keyExpressionsAreReadAndRefused() throws {
        let vectors = try vectors(380)
        let keys = vectors.valid.map(\.descriptor).filter { !$0.hasPrefix("raw(") }
        #expect(keys.count >= 21)
        #expect(vectors.invalid.count == 16)
        for key in keys { _ = try Descriptor.parse("pk(\(key))", format: .main) }
        for key in vectors.invalid {
            #expect(throws: DescriptorError.self, "\(key)") {
                try Descriptor.parse("pk(\(key))", format: .main)
            }
        }
    }

    @Test func severalPathsAreSeveralDescriptors() throws {
        let vectors = try vectors(389).valid
        #expect(vectors.count >= 6)
        for vector in vectors {
            var keys = FlatSigningProvider()
            let descriptors = try Descriptor.parse(vector.descriptor, format: .main, keys: &keys)
            let texts = descriptors.map { $0.privateText(keys)?.text.split(separator: "#").first }
            #expect(texts == vector.results.map { $0[...] })
        }
    }

    @Test func aggregateKeysHaveTheExtendedKeysOfBIP328() throws {
        let text = try TestData.text("bips/bip-0328/vectors.json", of: "vectors/bips-vectors.tar.xz")
        for vector in try JSONValue(parsing: Array(text.utf8)).requireArray() {
            let keys = try vector["keys"].requireArray().map { try #require(PublicKey($0.requireHex())) }
            let aggregate = try #require(PublicKey.aggregate(keys))
            #expect(Hex.encode(aggregate.bytes) == vector["aggregate_pubkey"].string)
            #expect(ExtendedPublicKey(aggregate: aggregate).text(.main) == vector["xpub"].string)
        }
    }

    private func collection(_ name: String) throws -> JSONValue {
        let text = try TestData.text(
            "other/bcoin_desc-\(name).json", of: "vectors/other-project-vectors.tar.xz")
        return try JSONValue(parsing: Array(text.utf8))
    }

    private func format(_ vector: JSONValue) -> AddressFormat {
        switch vector["network"].string {
        case "regtest": .regtest
        case "testnet": .test
        default: .main
        }
    }

    @Test func thoseOfBcoinAreReadAsThere() throws {
        var count = 0
        for (_, vectors) in try #require(collection("valid").object) {
            for vector in try vectors.requireArray() {
                var keys = FlatSigningProvider()
                let input = try vector["input"].requireString()
                let descriptors = try Descriptor.parse(input, format: format(vector), keys: &keys)
                #expect(descriptors[0].text == vector["descriptor"].string)
                #expect(descriptors[0].isRange == vector["isrange"].bool)
                #expect(descriptors[0].isSolvable == vector["issolvable"].bool)
                #expect(!keys.privateKeys.isEmpty == vector["hasprivatekeys"].bool)
                let checksum = try DescriptorChecksum.verified(input, requiresChecksum: false).checksum
                #expect(checksum == vector["checksum"].string)
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test func thoseThatBcoinRefusesAreRefused() throws {
        for vector in try collection("invalid").requireArray() {
            let input = try vector["input"].requireString()
            // It does not know of several paths (BIP389).
            if input.contains("<0;1>") { continue }
            let requiresChecksum = vector["requirechecksum"].bool ?? false
            #expect(throws: DescriptorError.self, "\(input)") {
                try Descriptor.parse(input, format: format(vector), requiresChecksum: requiresChecksum)
            }
        }
    }

    /// The destination of the key that a script names bare.
    private func keyHash(_ script: Script) -> Destination? {
        guard case .publicKey(let key) = StandardTemplate(script) else { return nil }
        return PublicKey(key.array).map { .publicKeyHash($0.hash) }
    }

    @Test func addressesAreThoseOfBcoin() throws {
        for (_, vectors) in try #require(collection("addresses").object) {
            for vector in try vectors.requireArray() where !vector["addresses"].isNull {
                var keys = FlatSigningProvider()
                let format = format(vector)
                let descriptors = try Descriptor.parse(
                    vector["input"].requireString(), format: format, keys: &keys)
                let range = try vector["range"].array?.map { UInt32(try #require($0.integer)) } ?? [0, 0]
                let scripts = (range[0]...range[1]).flatMap {
                    descriptors[0].expand(at: $0, provider: keys)?.scripts ?? []
                }
                // Where a bare key is paid, bcoin names the address of the key's hash.
                let addresses = scripts.compactMap { script in
                    (Destination(script) ?? keyHash(script))?.address(format)
                }
                #expect(addresses == vector["addresses"].array?.compactMap(\.string))
            }
        }
    }
}
