/// A list in a message.
struct ListView {
    let message: Message
    let segment: Int
    /// Where the first element begins in the segment.
    let byte: Int
    let count: Int
    let elementSize: ElementSize
    /// The sections of each element, if the elements are structs.
    let dataBytes: Int
    let pointerCount: Int
    let depth: Int

    init(
        message: Message, segment: Int, byte: Int, count: Int, elementSize: ElementSize, dataBytes: Int,
        pointerCount: Int, depth: Int
    ) {
        self.message = message
        self.segment = segment
        self.byte = byte
        self.count = count
        self.elementSize = elementSize
        self.dataBytes = dataBytes
        self.pointerCount = pointerCount
        self.depth = depth
    }

    /// A list without elements: what a null pointer stands for.
    init(empty message: Message) {
        self.init(
            message: message, segment: 0, byte: 0, count: 0, elementSize: .void, dataBytes: 0,
            pointerCount: 0,
            depth: 0)
    }

    /// The elements as structs.
    func structures() throws(MessageError) -> [StructView] {
        guard count > 0 else { return [] }
        guard elementSize == .inlineComposite else { throw .unexpectedPointer("a list of structs") }
        let stride = dataBytes + pointerCount * 8
        return (0..<count).map {
            StructView(
                message: message, segment: segment, byte: byte + $0 * stride, dataBytes: dataBytes,
                pointerCount: pointerCount, depth: depth)
        }
    }

    /// The elements as integers of the size that the list says, zero-extended.
    func integers() throws(MessageError) -> [UInt64] {
        guard count > 0 else { return [] }
        switch elementSize {
        case .void: return Array(repeating: 0, count: count)
        case .bit:
            return (0..<count).map {
                UInt64(load(byte: $0 / 8, as: UInt8.self) >> UInt8($0 % 8) & 1)
            }
        case .byte: return (0..<count).map { UInt64(load(byte: $0, as: UInt8.self)) }
        case .twoBytes: return (0..<count).map { UInt64(load(byte: $0 * 2, as: UInt16.self)) }
        case .fourBytes: return (0..<count).map { UInt64(load(byte: $0 * 4, as: UInt32.self)) }
        case .eightBytes: return (0..<count).map { load(byte: $0 * 8, as: UInt64.self) }
        case .pointer, .inlineComposite: throw .unexpectedPointer("a list of numbers")
        }
    }

    /// The elements as lists.
    func lists() throws(MessageError) -> [ListView] {
        guard count > 0 else { return [] }
        guard elementSize == .pointer else { throw .unexpectedPointer("a list of lists") }
        var lists: [ListView] = []
        for index in 0..<count {
            let pointer = Pointer(segment: segment, word: byte / 8 + index)
            lists.append(try message.list(at: pointer, depth: depth) ?? ListView(empty: message))
        }
        return lists
    }

    /// The elements as bytes.
    func bytes() throws(MessageError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard elementSize == .byte else { throw .unexpectedPointer("bytes") }
        return Array(message.bytes(segment: segment, range: byte..<byte + count))
    }

    /// The elements as text, which is UTF-8 with a zero byte at its end.
    func text() throws(MessageError) -> String {
        guard count > 0 else { return "" }
        let bytes = try bytes()
        guard bytes.last == 0, let text = String(validating: bytes.dropLast(), as: UTF8.self) else {
            throw .invalidText
        }
        return text
    }

    private func load<T: FixedWidthInteger>(byte offset: Int, as type: T.Type) -> T {
        message.load(segment: segment, byte: byte + offset, as: type)
    }
}
