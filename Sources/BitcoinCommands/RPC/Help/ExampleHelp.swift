import BitcoinSupport

extension RPCExample {
    /// The lines that help shows for an example of this method.
    func help(method: String) -> String {
        switch self {
        case .commandLine(let words):
            return "> bitcoin-cli \(method) \(words)\n"
        case .namedCommandLine(let arguments):
            let words = arguments.map { name, value in
                " \(name)=" + Self.quoted(value.string ?? value.description)
            }
            return "> bitcoin-cli -named \(method)\(words.joined())\n"
        case .request(let parameters):
            return Self.curl(method, "[\(parameters)]")
        case .namedRequest(let arguments):
            return Self.curl(method, JSONValue.object(JSONObject(arguments)).description)
        case .of(let method, let example):
            return example.help(method: method)
        case .text(let text):
            return text
        }
    }

    private static func curl(_ method: String, _ parameters: String) -> String {
        "> curl --user myusername --data-binary '{\"jsonrpc\": \"2.0\", \"id\": \"curltest\", "
            + "\"method\": \"\(method)\", \"params\": \(parameters)}' "
            + "-H 'content-type: application/json' http://127.0.0.1:8332/\n"
    }

    /// Quoted for a shell, if it has to be.
    private static func quoted(_ word: String) -> String {
        guard word.contains(where: { $0 == " " || $0 == "'" || $0 == "\"" }) else { return word }
        var quoted = "'"
        for character in word { quoted += character == "'" ? "'\\''" : String(character) }
        return quoted + "'"
    }
}
