/// A struct in a message. What lies beyond its end reads as zero, as for a message of an older schema.
struct StructView {
    let message: Message
    let segment: Int
    /// Where the data section begins in the segment.
    let byte: Int
    let dataBytes: Int
    let pointerCount: Int
    let depth: Int

    init(message: Message, segment: Int, byte: Int, dataBytes: Int, pointerCount: Int, depth: Int) {
        self.message = message
        self.segment = segment
        self.byte = byte
        self.dataBytes = dataBytes
        self.pointerCount = pointerCount
        self.depth = depth
    }

    /// A struct without content: what a null pointer stands for.
    init(empty message: Message) {
        self.init(message: message, segment: 0, byte: 0, dataBytes: 0, pointerCount: 0, depth: 0)
    }

    /// The integer at a byte offset of the data section.
    func integer<T: FixedWidthInteger>(_ offset: Int, as type: T.Type = T.self) -> T {
        guard offset >= 0, offset + T.bitWidth / 8 <= dataBytes else { return 0 }
        return message.load(segment: segment, byte: byte + offset, as: type)
    }

    /// The bit at an offset of the data section.
    func bool(bit: Int) -> Bool {
        integer(bit / 8, as: UInt8.self) >> UInt8(bit % 8) & 1 == 1
    }

    /// Whether a pointer is there and not null.
    func has(_ index: Int) -> Bool {
        index < pointerCount && !message.isNull(pointer(index))
    }

    /// The struct behind a pointer; an empty one for null.
    func structure(_ index: Int) throws(MessageError) -> StructView {
        guard index < pointerCount else { return StructView(empty: message) }
        return try message.structure(at: pointer(index), depth: depth) ?? StructView(empty: message)
    }

    /// The list behind a pointer; an empty one for null.
    func list(_ index: Int) throws(MessageError) -> ListView {
        guard index < pointerCount else { return ListView(empty: message) }
        return try message.list(at: pointer(index), depth: depth) ?? ListView(empty: message)
    }

    /// The bytes behind a pointer.
    func data(_ index: Int) throws(MessageError) -> [UInt8] {
        try list(index).bytes()
    }

    /// The text behind a pointer.
    func text(_ index: Int) throws(MessageError) -> String {
        try list(index).text()
    }

    private func pointer(_ index: Int) -> Pointer {
        Pointer(segment: segment, word: (byte + dataBytes) / 8 + index)
    }
}
