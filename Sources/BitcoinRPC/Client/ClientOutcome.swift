import BitcoinCommands
import BitcoinSupport
import Glibc

/// What bitcoin-cli prints and how it ends.
struct ClientOutcome: Equatable {
    var output: String
    var exitCode: Int32

    init(output: String, exitCode: Int32) {
        self.output = output
        self.exitCode = exitCode
    }

    /// A reply object: its result for people or programs to read, or its error, whose number is the
    /// exit code.
    init(reply: JSONValue) {
        let error = reply["error"]
        if error.isNull {
            let result = reply["result"]
            output = result.isNull ? "" : result.string ?? result.pretty()
            exitCode = EXIT_SUCCESS
            return
        }
        let code = error["code"]
        exitCode = Int32(truncatingIfNeeded: (code.integer ?? 1).magnitude)
        guard case .object = error else {
            output = "error: \(error)"
            return
        }
        output = code.isNull ? "" : "error code: \(code.scalarText ?? "")\n"
        if let message = error["message"].string { output += "error message:\n\(message)" }
        if code.integer == Int64(RPCError.Code.walletNotSpecified.rawValue) {
            output +=
                " Or for the CLI, specify the \"-rpcwallet=<walletname>\" option before the command (run "
                + "\"bitcoin-cli -h\" for help or \"bitcoin-cli listwallets\" to see which wallets are "
                + "currently loaded)."
        }
    }
}
