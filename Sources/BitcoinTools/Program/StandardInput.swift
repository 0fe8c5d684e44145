import BitcoinSupport
import Glibc

/// The program's input.
enum StandardInput {
    /// Much more than the largest transaction in hexadecimal, in bytes.
    private static let maximumSize = 64 << 20

    /// Everything up to its end, without white space around.
    @Sendable
    static func readAll() throws(ToolError) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0, bytes.count + count <= maximumSize else {
                throw ToolError("error reading stdin")
            }
            bytes += buffer[..<count]
        }
        return String(String(decoding: bytes, as: UTF8.self).trimmed())
    }
}
