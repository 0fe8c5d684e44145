/// The place of a pointer in a message.
struct Pointer {
    let segment: Int
    let word: Int
}

/// What a pointer says about its target: the target's place and the pointer's own description of it.
private struct Target {
    let segment: Int
    /// The target's first word. It may still be outside the segment.
    let word: Int
    /// The pointer's 64 bits, with the kind in the lowest two.
    let bits: UInt64

    var kind: UInt64 { bits & 3 }
    var dataWords: Int { Int(bits >> 32 & 0xFFFF) }
    var pointerCount: Int { Int(bits >> 48) }
    var elementSize: ElementSize { ElementSize(rawValue: Int(bits >> 32 & 7)) ?? .void }
    var elementCount: Int { Int(bits >> 35) }
}

/// The element sizes of a list pointer.
enum ElementSize: Int {
    case void = 0
    case bit = 1
    case byte = 2
    case twoBytes = 3
    case fourBytes = 4
    case eightBytes = 5
    case pointer = 6
    case inlineComposite = 7

    /// The size of an element that is neither void, a bit nor a struct.
    var bits: Int {
        switch self {
        case .void, .inlineComposite: 0
        case .bit: 1
        case .byte: 8
        case .twoBytes: 16
        case .fourBytes: 32
        case .eightBytes, .pointer: 64
        }
    }
}

extension Message {
    /// The struct behind a pointer, or `nil` if the pointer is null.
    func structure(at pointer: Pointer, depth: Int) throws(MessageError) -> StructView? {
        guard let target = try follow(pointer) else { return nil }
        guard target.kind == 0 else { throw .unexpectedPointer("a struct") }
        guard depth < Self.maximumDepth else { throw .nestingLimit }
        let words = target.dataWords + target.pointerCount
        try check(target, words: words)
        return StructView(
            message: self, segment: target.segment, byte: target.word * 8, dataBytes: target.dataWords * 8,
            pointerCount: target.pointerCount, depth: depth + 1)
    }

    /// The list behind a pointer, or `nil` if the pointer is null.
    func list(at pointer: Pointer, depth: Int) throws(MessageError) -> ListView? {
        guard let target = try follow(pointer) else { return nil }
        guard target.kind == 1 else { throw .unexpectedPointer("a list") }
        guard depth < Self.maximumDepth else { throw .nestingLimit }
        guard target.elementSize == .inlineComposite else {
            let words = (target.elementCount * target.elementSize.bits + 63) / 64
            try check(target, words: words)
            // A list of nothing takes no room: its elements count, or a few bytes could stand for 2^29 of them.
            if target.elementSize == .void { try spend(words: target.elementCount) }
            return ListView(
                message: self, segment: target.segment, byte: target.word * 8, count: target.elementCount,
                elementSize: target.elementSize, dataBytes: 0, pointerCount: 0, depth: depth + 1)
        }
        // The words are counted without the tag before them, which says how many structs of which size there are.
        try check(target, words: target.elementCount + 1)
        let tag = Target(
            segment: target.segment, word: target.word,
            bits: load(segment: target.segment, byte: target.word * 8, as: UInt64.self))
        guard tag.kind == 0 else { throw .unexpectedPointer("a list of structs") }
        let count = Int(tag.bits >> 2 & 0x3FFF_FFFF)
        let wordsEach = tag.dataWords + tag.pointerCount
        guard count * wordsEach <= target.elementCount else { throw .pointerOutOfBounds }
        if wordsEach == 0 { try spend(words: count) }
        return ListView(
            message: self, segment: target.segment, byte: (target.word + 1) * 8, count: count,
            elementSize: .inlineComposite, dataBytes: tag.dataWords * 8, pointerCount: tag.pointerCount,
            depth: depth + 1)
    }

    /// Whether the pointer is null.
    func isNull(_ pointer: Pointer) -> Bool {
        load(segment: pointer.segment, byte: pointer.word * 8, as: UInt64.self) == 0
    }

    /// Resolves a pointer, over a far pointer if need be, without a look at the target.
    private func follow(_ pointer: Pointer) throws(MessageError) -> Target? {
        let bits = load(segment: pointer.segment, byte: pointer.word * 8, as: UInt64.self)
        guard bits != 0 else { return nil }
        guard bits & 3 == 2 else { return Self.target(bits, at: pointer) }

        // A far pointer leads to a landing pad in another segment.
        let isDouble = bits & 4 != 0
        let padSegment = Int(bits >> 32)
        let padWord = Int(bits >> 3 & 0x1FFF_FFFF)
        guard let words = wordCount(segment: padSegment), padWord + (isDouble ? 2 : 1) <= words else {
            throw .pointerOutOfBounds
        }
        try spend(words: isDouble ? 2 : 1)
        let pad = load(segment: padSegment, byte: padWord * 8, as: UInt64.self)
        guard isDouble else {
            guard pad != 0 else { return nil }
            guard pad & 3 != 2 else { throw .unexpectedPointer("its target through one landing pad") }
            return Self.target(pad, at: Pointer(segment: padSegment, word: padWord))
        }
        // The pad of a double far pointer has the target's place first, then a tag that describes it.
        guard pad & 7 == 2 else { throw .unexpectedPointer("its target through two landing pads") }
        let tag = load(segment: padSegment, byte: (padWord + 1) * 8, as: UInt64.self)
        return Target(segment: Int(pad >> 32), word: Int(pad >> 3 & 0x1FFF_FFFF), bits: tag)
    }

    private static func target(_ bits: UInt64, at pointer: Pointer) -> Target {
        let offset = Int(Int32(truncatingIfNeeded: bits) >> 2)
        return Target(segment: pointer.segment, word: pointer.word + 1 + offset, bits: bits)
    }

    private func check(_ target: Target, words: Int) throws(MessageError) {
        guard let available = wordCount(segment: target.segment), target.word >= 0,
            target.word + words <= available
        else { throw .pointerOutOfBounds }
        try spend(words: words)
    }
}
