/// What is wrong with a message.
enum MessageError: Error, Equatable, CustomStringConvertible {
    case truncated
    case tooLarge(bytes: Int)
    case tooManySegments(Int)
    case pointerOutOfBounds
    case unexpectedPointer(String)
    case traversalLimit
    case nestingLimit
    case invalidText

    var description: String {
        switch self {
        case .truncated: "the message ends before its time"
        case .tooLarge(let bytes): "the message is larger than \(bytes) bytes"
        case .tooManySegments(let count): "the message claims to have \(count) segments"
        case .pointerOutOfBounds: "a pointer leads out of the message"
        case .unexpectedPointer(let expected): "a pointer is not to \(expected), as the schema says"
        case .traversalLimit: "the message refers to more than it holds, again and again"
        case .nestingLimit: "the message is nested too deeply"
        case .invalidText: "a text is not UTF-8 that ends with a zero byte"
        }
    }
}
