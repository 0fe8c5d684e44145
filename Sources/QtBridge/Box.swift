/// A Swift value that C holds by a pointer.
final class Box<Content> {
    let content: Content

    init(_ content: Content) {
        self.content = content
    }

    static func of(_ context: UnsafeMutableRawPointer) -> Box {
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
    }
}

/// Lets go of a ``Box`` of whatever content.
let releaseBox: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
    if let context { Unmanaged<AnyObject>.fromOpaque(context).release() }
}

/// Lends texts to C.
func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?, Int) -> Result
) -> Result {
    func lend(_ rest: ArraySlice<String>, _ pointers: [UnsafePointer<CChar>?]) -> Result {
        guard let next = rest.first else {
            return pointers.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
        }
        return next.withCString { lend(rest.dropFirst(), pointers + [$0]) }
    }
    // The stack of a main thread has room for some thousand levels.
    let most = 500
    return texts.count <= most ? lend(texts[...], []) : lend(texts[..<most], [])
}
