import Glibc

/// Times as users read them, in the zone of this computer.
public enum LocalTime {
    /// Day and minute: `2026-11-21 21:35`.
    public static func text(_ seconds: Int64, format: String = "%Y-%m-%d %H:%M") -> String {
        var time = time_t(seconds)
        var parts = tm()
        guard localtime_r(&time, &parts) != nil else { return "" }
        var buffer = [CChar](repeating: 0, count: 64)
        let length = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
