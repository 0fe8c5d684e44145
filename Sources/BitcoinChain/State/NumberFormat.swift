import BitcoinPrimitives
import Glibc

extension Double {
    /// With so many decimals, as `printf` writes it.
    public func fixed(_ decimals: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = withVaList([Int32(decimals), self]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
        return String(
            decoding: buffer.prefix(Int(min(max(count, 0), 63))).map { UInt8(bitPattern: $0) },
            as: UTF8.self)
    }
}

extension UInt256 {
    /// The binary logarithm, for the log file.
    var log2: Double { Glibc.log2(double) }
}
