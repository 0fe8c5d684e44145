import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

extension Block {
    /// The block that a text gives in hexadecimal. As ever, bytes after it are ignored.
    init(rpcHex text: String) throws(RPCError) {
        guard let bytes = Hex.decode(text) else { throw RPCError(.deserialization, "Block decode failed") }
        var reader = ByteReader(bytes)
        do throws(SerializationError) {
            self = try reader.read()
        } catch {
            throw RPCError(.deserialization, "Block decode failed")
        }
    }
}

extension BlockHeader {
    /// The header that a text gives in hexadecimal. As ever, bytes after it are ignored.
    init(rpcHex text: String) throws(RPCError) {
        guard let bytes = Hex.decode(text) else {
            throw RPCError(.deserialization, "Block header decode failed")
        }
        var reader = ByteReader(bytes)
        do throws(SerializationError) {
            self = try reader.read()
        } catch {
            throw RPCError(.deserialization, "Block header decode failed")
        }
    }
}
