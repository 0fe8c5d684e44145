import NIOCore
import NIOSSL

/// Why TLS did not come about, as far as the library tells, in words for users.
enum HandshakeFailure: Hashable, CustomStringConvertible {
    /// The other side has shown no certificate.
    case noKey
    /// The other side does not take this side's key.
    case refused
    /// The other side speaks an older version.
    case version
    /// It is not TLS, or broken.
    case unintelligible(String)
    /// The connection is over.
    case closed

    init(_ error: any Error) {
        let text = "\(error)"
        // The library has numbers of its own for these; its names for them are OpenSSL's.
        func says(_ names: String...) -> Bool { names.contains(where: text.contains) }
        if error is HandshakeEvents.Ended || error is ChannelPipelineError
            || says("uncleanShutdown", "zeroReturn")
        {
            self = .closed
        } else if says("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
            self = .noKey
        } else if says(
            "ALERT_CERTIFICATE", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_ACCESS_DENIED")
        {
            self = .refused
        } else if says("UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION") {
            self = .version
        } else {
            self = .unintelligible(Self.reason(in: text))
        }
    }

    var description: String {
        switch self {
        case .noKey: "it has shown no key"
        case .refused: "it does not take this machine's key"
        case .version: "it does not speak TLS 1.3"
        case .unintelligible(let reason): "it does not speak TLS (\(reason))"
        case .closed: "it closed the connection before it had proved who it is"
        }
    }

    /// The library's name for what is wrong, without numbers and files.
    private static func reason(in text: String) -> String {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.first { $0.count > 6 && $0.contains("_") && $0 == $0.uppercased() }.map(String.init)
            ?? String(text.prefix(80))
    }
}
