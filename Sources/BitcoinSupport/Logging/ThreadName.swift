import CSupport

/// The names of threads, as the log and the system's tools show them.
public enum ThreadName {
    /// Names the calling thread; the system shows the first 13 characters behind `b-`.
    public static func set(_ name: String) {
        _ = support_set_thread_name("b-" + String(name.prefix(13)))
    }

    /// The calling thread's name.
    public static var current: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { buffer in
            guard let start = buffer.baseAddress, support_get_thread_name(start) == 0 else { return "" }
            let name = String(cString: start)
            return name.hasPrefix("b-") ? String(name.dropFirst(2)) : name
        }
    }
}
