import BitcoinSupport

/// JSON values by the names that the user gives them.
struct Registers {
    private var values: [String: JSONValue] = [:]

    /// The value with a name; nil if nothing was put there.
    subscript(name: String) -> JSONValue? { values[name] }

    /// Carries out `set=NAME:JSON`.
    mutating func set(_ text: String) throws(ToolError) {
        let (name, json) = try Self.parts(text, "Register input requires NAME:VALUE")
        try put(Array(json.utf8), name)
    }

    /// Carries out `load=NAME:FILENAME`.
    mutating func load(_ text: String) throws(ToolError) {
        let (name, path) = try Self.parts(text, "Register load requires NAME:FILENAME")
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileContents.read(path)
        } catch {
            throw ToolError(
                error.operation == "open" ? "Cannot open file \(path)" : "Error reading file \(path)")
        }
        try put(bytes, name)
    }

    private mutating func put(_ json: [UInt8], _ name: String) throws(ToolError) {
        guard let value = try? JSONValue(parsing: json) else {
            throw ToolError("Cannot parse JSON for key \(name)")
        }
        values[name] = value
    }

    private static func parts(
        _ text: String, _ message: String
    ) throws(ToolError) -> (name: String, value: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw ToolError(message) }
        return (String(parts[0]), String(parts[1]))
    }
}
