import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Files that begin with the network's four bytes and end with a checksum: peers.dat and anchors.dat.
enum NetworkFile {
    /// The bytes of a file with these contents.
    static func seal(messageStart: [UInt8], _ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(messageStart)
        write(&writer)
        writer.write(Hash256(DoubleSHA256.hash(writer.bytes)))
        return writer.bytes
    }

    /// Reads the contents of a file, and checks what is around them.
    static func open<Contents>(
        _ bytes: [UInt8], messageStart: [UInt8], _ read: (inout ByteReader) throws -> Contents
    ) throws(AddressFileError) -> Contents {
        do {
            var reader = ByteReader(bytes)
            guard try reader.readBytes(messageStart.count).array == messageStart else {
                throw AddressFileError.corrupt("Invalid network magic number")
            }
            let contents = try read(&reader)
            let checked = Array(bytes[..<reader.position])
            guard try reader.readHash() == Hash256(DoubleSHA256.hash(checked)) else {
                throw AddressFileError.corrupt("Checksum mismatch, data corrupted")
            }
            return contents
        } catch let error as AddressFileError {
            throw error
        } catch SerializationError.endOfData {
            throw .corrupt("AutoFile::read: end of file: iostream error")
        } catch SerializationError.invalidValue(let text) {
            throw .corrupt("\(text): iostream error")
        } catch {
            throw .corrupt("\(error): iostream error")
        }
    }
}
