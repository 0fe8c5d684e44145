import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport

/// For how long others may keep an answer.
enum RESTCaching: String {
    /// What is answered depends on the chain, the mempool or this node.
    case never = "no-store"
    /// It never changes. A day bounds for how long an old release's form of it is seen.
    case forever = "public, immutable, max-age=86400"
}

extension HTTPResponse {
    /// Bytes, as they are or in hexadecimal.
    ///
    /// - Parameter json: the same as JSON, where it can be had so.
    static func rest(
        _ format: RESTFormat?, _ caching: RESTCaching = .never, bytes: @autoclosure () throws -> [UInt8],
        json: @autoclosure () throws -> JSONValue
    ) throws -> HTTPResponse {
        switch format {
        case .binary:
            try HTTPResponse(.ok, headers: headers(caching, "application/octet-stream"), body: bytes())
        case .hexadecimal: try .rest(text: Hex.encode(bytes()), caching)
        case .json: try .rest(json: json(), caching)
        case nil: throw RESTFormat.unknown()
        }
    }

    /// A line of text.
    static func rest(text: String, _ caching: RESTCaching = .never) -> HTTPResponse {
        HTTPResponse(.ok, headers: headers(caching, "text/plain"), body: text + "\n")
    }

    /// A line of JSON.
    static func rest(json: JSONValue, _ caching: RESTCaching = .never) -> HTTPResponse {
        HTTPResponse(.ok, headers: headers(caching, "application/json"), body: json.description + "\n")
    }

    private static func headers(_ caching: RESTCaching, _ type: String) -> HTTPHeaders {
        ["Cache-Control": caching.rawValue, "Content-Type": type]
    }
}
