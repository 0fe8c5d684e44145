import BitcoinCrypto
import BitcoinSupport

/// A line with which a SAM bridge of I2P answers (SAM 3.1): words, some of them `KEY=VALUE`.
struct SAMReply: Sendable, Hashable {
    /// Why a reply is of no use, in words for the log.
    struct Problem: Error, CustomStringConvertible, Sendable, Hashable {
        let description: String
    }

    /// The whole line.
    let line: String
    /// What it answers, without secrets.
    let request: String

    /// Longer lines are refused.
    static let maximumLength = 65536

    /// What stands behind a key.
    func value(_ key: String) throws(Problem) -> String {
        for word in line.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] == key { return String(parts[1]) }
        }
        throw Problem(description: "Missing \(key)= in the reply to \"\(request)\"")
    }

    /// Refuses an answer other than success.
    func checkSuccess() throws(Problem) {
        guard try value("RESULT") == "OK" else {
            throw Problem(description: "Reply to \"\(request)\": had a RESULT not equal to OK.")
        }
    }
}

/// The names by which I2P knows this node and others.
enum I2PDestination {
    /// Bytes before the certificate, and where its length stands.
    private static let baseSize = 387
    private static let certificateLengthPosition = 385

    /// The address that belongs to a private key, as a SAM bridge writes it; nil if it is none.
    static func address(ofPrivateKey text: String) -> NetworkAddress? {
        // Two letters of the alphabet are others than usual.
        let usual = text.replacing("-", with: "+").replacing("~", with: "/")
        guard let key = Base64.decode(usual), key.count >= baseSize else { return nil }
        let position = certificateLengthPosition
        let size = baseSize + (Int(key[position]) << 8 | Int(key[position + 1]))
        guard key.count >= size else { return nil }
        return NetworkAddress(.i2p, bytes: SHA256.hash(Array(key[..<size])).bytes)
    }
}
