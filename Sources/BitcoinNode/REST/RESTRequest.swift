import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport

/// What is asked for: the part of the target behind an endpoint's prefix, taken apart.
struct RESTRequest: Sendable {
    /// The path up to the point before the format; all of it where there is no known format.
    let path: String
    /// The format that the path ends with.
    let format: RESTFormat?
    /// The content.
    let body: [UInt8]
    /// The whole target, for its query.
    private let target: String

    /// Takes a request apart whose target begins with `prefix`.
    init(_ request: HTTPRequest, behind prefix: String) {
        target = request.target
        body = Array(request.body.readableBytesView)
        var rest = Substring(request.target).utf8.dropFirst(prefix.utf8.count)
        if let query = rest.lastIndex(of: UInt8(ascii: "?")) { rest = rest[..<query] }
        if let point = rest.lastIndex(of: UInt8(ascii: ".")),
            let format = RESTFormat(rawValue: String(Substring(rest[rest.index(after: point)...])))
        {
            self.format = format
            path = String(Substring(rest[..<point]))
        } else {
            format = nil
            path = String(Substring(rest))
        }
    }

    /// What stands between the slashes of the path.
    var parts: [String] { Self.parts(path[...]) }

    /// What stands between the slashes of a path.
    static func parts(_ path: Substring) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
    }

    /// The value of a query's parameter; empty where it stands without one.
    func query(_ name: String) -> String? {
        let text = target.utf8
        guard let mark = text.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let query = text[text.index(after: mark)...].prefix { $0 != UInt8(ascii: "#") }
        for parameter in query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            let key = parameter.prefix { $0 != UInt8(ascii: "=") }
            guard Self.percentDecoded(key) == Array(name.utf8) else { continue }
            return String(
                decoding: Self.percentDecoded(parameter.dropFirst(key.count + 1)), as: UTF8.self)
        }
        return nil
    }

    /// The bytes that text stands for. A percent sign without two digits stands for itself (RFC 3986, 2.1).
    private static func percentDecoded(_ text: Substring.UTF8View) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = Hex.decode(Substring(digits))?.first
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    // MARK: Common arguments

    /// The hash that text gives.
    static func hash(_ text: String) throws(RESTError) -> Hash256 {
        guard let hash = Hash256(hex: text) else { throw RESTError(.badRequest, "Invalid hash: \(text)") }
        return hash
    }

    /// The number that text gives in digits alone.
    static func number<Number: FixedWidthInteger>(_ text: some StringProtocol, as type: Number.Type)
        -> Number?
    {
        // The standard library would take a sign, too.
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Number(text)
    }

    /// The most headers that are told at once, those of blocks or of filters.
    static let maximumHeaderCount = 2000

    /// How many headers are wanted.
    static func headerCount(_ text: String) throws(RESTError) -> Int {
        guard let count = number(text, as: UInt64.self), (1...UInt64(maximumHeaderCount)).contains(count)
        else {
            throw RESTError(
                .badRequest,
                "Header count is invalid or out of acceptable range (1-\(maximumHeaderCount)): \(text)")
        }
        return Int(count)
    }
}
