import BitcoinPrimitives

/// Before witnesses, a signature was taken out of the script that it signs, as if it could sign itself. Nobody
/// needs that, but everybody has to agree on it.
enum FindAndDelete {
    /// `script` without every push of `data` that starts where an instruction could; nil if there is none.
    static func remove(pushOf data: RawSpan, from script: RawSpan) -> [UInt8]? {
        var header = InlineArray<5, UInt8>(repeating: 0)
        let headerSize = writePushHeader(of: data.byteCount, into: &header)
        let size = headerSize + data.byteCount
        var kept: [UInt8]?
        var position = 0
        var start = 0
        while true {
            while script.byteCount - position >= size,
                matches(script, position, header, headerSize, data)
            {
                if kept == nil { kept = [] }
                script.extracting(start..<position).withUnsafeBytes { kept?.append(contentsOf: $0) }
                position += size
                start = position
            }
            guard ScriptInstruction.next(in: script, at: &position) != nil else { break }
        }
        guard kept != nil else { return nil }
        script.extracting(start..<script.byteCount).withUnsafeBytes { kept?.append(contentsOf: $0) }
        return kept
    }

    private static func matches(
        _ script: RawSpan, _ position: Int, _ header: InlineArray<5, UInt8>, _ headerSize: Int,
        _ data: RawSpan
    ) -> Bool {
        for index in 0..<headerSize where script.byte(position + index) != header[index] { return false }
        let start = position + headerSize
        return script.extracting(start..<start + data.byteCount).isEqual(to: data)
    }

    /// The bytes before the data of a push, chosen by its length alone.
    private static func writePushHeader(of count: Int, into header: inout InlineArray<5, UInt8>) -> Int {
        switch count {
        case ..<0x4c:
            header[0] = UInt8(count)
            return 1
        case ...0xff:
            header[0] = 0x4c
            header[1] = UInt8(count)
            return 2
        default:
            // Items have at most 520 bytes.
            header[0] = 0x4d
            header[1] = UInt8(truncatingIfNeeded: count)
            header[2] = UInt8(truncatingIfNeeded: count >> 8)
            return 3
        }
    }
}
