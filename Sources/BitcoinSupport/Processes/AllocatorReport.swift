import CSupport
import Glibc

/// What the C library's allocator tells about itself.
public enum AllocatorReport {
    /// The report in XML; empty if there is no memory for it.
    public static func xml() -> String {
        var buffer: UnsafeMutablePointer<CChar>?
        var size = 0
        guard let stream = open_memstream(&buffer, &size) else { return "" }
        _ = support_malloc_info(stream)
        fclose(stream)
        defer { free(buffer) }
        // fclose has completed the buffer with a terminating zero.
        return buffer.map { String(cString: $0) } ?? ""
    }
}
