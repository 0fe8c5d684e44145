extension String {
    /// Calls a function of the native library with the text as `char` and its size in bytes. The characters live until
    /// the call returns; the native side copies what it keeps.
    func withUnsafeNativeText<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
        var text = self
        return text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { body($0.baseAddress, $0.count) }
        }
    }
}
