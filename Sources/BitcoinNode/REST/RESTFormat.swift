import BitcoinRPC

/// How an answer is written: what stands behind the last point of a path.
enum RESTFormat: String, CaseIterable {
    case binary = "bin"
    case hexadecimal = "hex"
    case json = "json"

    /// What to say where a path names none of the formats that it could be had in.
    static func unknown(available: [RESTFormat] = allCases) -> RESTError {
        let names = available.map { ".\($0.rawValue)" }.joined(separator: ", ")
        return RESTError(.notFound, "output format not found (available: \(names))")
    }

    /// What to say where there is only JSON. Upstream names it without the point.
    static let onlyJSON = RESTError(.notFound, "output format not found (available: json)")
}

/// Why a REST request is not answered.
struct RESTError: Error {
    /// What HTTP says.
    let status: HTTPStatus
    /// What people are told.
    let message: String

    init(_ status: HTTPStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The answer.
    var response: HTTPResponse {
        HTTPResponse(
            status, headers: ["Cache-Control": RESTCaching.never.rawValue, "Content-Type": "text/plain"],
            body: "\(message)\r\n")
    }
}
