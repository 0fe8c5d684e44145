import CMultiprocess

/// How this process treats the memory of large messages.
public enum LargeBuffers {
    /// Keeps freed buffers of megabytes for the next message, instead of giving them back to the system each time.
    ///
    /// For programs that move blocks: touching the fresh pages costs more than copying the bytes. To be called
    /// once, early; the process then holds on to what it once needed at the same time.
    public static func keep() {
        mp_tune_malloc()
    }
}
