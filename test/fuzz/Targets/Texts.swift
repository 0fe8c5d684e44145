import BitcoinCommands
import BitcoinSupport
import NIOCore

@testable import BitcoinRPC
@testable import BitcoinSupport

// What users and their programs write.
extension FuzzTarget {
    static let json = FuzzTarget(name: "json") { bytes in
        guard let value = try? JSONValue(parsing: bytes) else { return }
        let again = try? JSONValue(parsing: value.description)
        precondition(again == value, "JSON is read otherwise than written")
    }

    static let options = FuzzTarget(name: "options") { bytes in
        let arguments = Arguments(
            OptionTable.node(listensToProcesses: true), warnsUser: false)
        let words = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard (try? arguments.parse(words)) != nil else { return }
        for name in ["dbcache", "rpcbind", "server", "datadir", "par", "maxmempool", "blockfilterindex"] {
            _ = (arguments.integer(name), arguments.bool(name), arguments.list(name), arguments.string(name))
        }
    }

    static let configuration = FuzzTarget(name: "configuration") { bytes in
        _ = try? ConfigurationText(String(decoding: bytes, as: UTF8.self), file: "bitcoin.conf")
    }

    static let httpRequest = FuzzTarget(name: "http-request") { bytes in
        /// All requests, and whether the bytes turned out to be none.
        func requests(in pieces: some Sequence<ArraySlice<UInt8>>) -> (requests: [String], failed: Bool) {
            var parser = HTTPRequestParser()
            var found: [String] = []
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                do {
                    while let request = try parser.next() {
                        found.append("\(request.method) \(request.target) \(String(buffer: request.body))")
                    }
                } catch {
                    return (found, true)
                }
            }
            return (found, false)
        }
        let whole = requests(in: [bytes[...]])
        let split = requests(in: bytes.indices.map { bytes[$0...$0] })
        precondition(whole == split, "requests depend on how their bytes arrive")
    }
}
