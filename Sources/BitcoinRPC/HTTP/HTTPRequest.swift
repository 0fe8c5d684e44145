import NIOCore

/// A request that has been received whole.
public struct HTTPRequest: Sendable {
    /// The methods that the server knows; others are refused.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case head = "HEAD"
        case put = "PUT"
        case unknown
    }

    /// What to do.
    public var method: Method
    /// To what: the path with its query, as it was sent.
    public var target: String
    /// The x of HTTP/1.x.
    public var minorVersion: UInt8
    /// The header fields.
    public var headers: HTTPHeaders
    /// The content.
    public var body: ByteBuffer
    /// The address of the client.
    public var peer: String

    /// A request, by default as simple as one can be.
    public init(
        _ method: Method = .get, _ target: String = "/", minorVersion: UInt8 = 1,
        headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer(), peer: String = ""
    ) {
        self.method = method
        self.target = target
        self.minorVersion = minorVersion
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// Whether the connection is to be kept for further requests.
    var keepsConnection: Bool {
        switch headers.first("Connection")?.lowercased() {
        case "close": false
        case "keep-alive": true
        default: minorVersion >= 1
        }
    }
}
