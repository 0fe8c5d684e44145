import BitcoinSupport
import NIOCore

/// What a route answers.
public struct HTTPResponse: Sendable {
    /// How it went.
    public var status: HTTPStatus
    /// Fields besides those that every response has.
    public var headers: HTTPHeaders
    /// The content.
    public var body: [UInt8]

    /// A response.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response in words.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: String = "") {
        self.init(status, headers: headers, body: Array(body.utf8))
    }

    /// An error, which nobody is to keep.
    static func error(_ status: HTTPStatus, _ reason: String = "") -> HTTPResponse {
        HTTPResponse(status, headers: ["Cache-Control": "no-store"], body: reason)
    }

    /// The response as it goes over the wire, in answer to a request.
    func serialized(to request: HTTPRequest, at time: Int64, allocator: ByteBufferAllocator) -> ByteBuffer {
        var headers = headers
        let hasBody = status != .noContent
        if request.minorVersion >= 1 {
            headers.append("Date", HTTPDate.text(time))
        } else if request.keepsConnection {
            headers.append("Connection", "keep-alive")
        }
        // Without a length the end of the content is the end of the connection.
        if hasBody, request.minorVersion >= 1 || request.keepsConnection {
            headers.append("Content-Length", String(body.count))
        }
        if hasBody, headers.first("Content-Type") == nil {
            headers.append("Content-Type", "text/html; charset=ISO-8859-1")
        }
        if request.headers.first("Connection")?.lowercased() == "close" {
            headers.replace("Connection", "close")
        }
        let head =
            "HTTP/1.\(request.minorVersion) \(status.rawValue) \(status.reason)\r\n\(headers.text)\r\n"
        var buffer = allocator.buffer(capacity: head.utf8.count + body.count)
        buffer.writeString(head)
        if hasBody { buffer.writeBytes(body) }
        return buffer
    }
}
