import BitcoinPrimitives

/// The two stacks of a running script.
///
/// Items are ranges of one growing buffer: pushing copies bytes to its end, duplicating and moving copies a
/// range, and nothing is ever changed in place. After the first scripts have been run no memory is allocated.
/// What popped items leave behind is cleared away when the buffer grows large.
struct ScriptStack {
    private struct Item {
        var start: UInt32
        var count: UInt32
    }

    private var buffer: [UInt8] = []
    private var items: [Item] = []
    private var alternative: [Item] = []
    private var compactionThreshold = Self.initialThreshold

    /// Two full stacks of the largest items are 520 KB.
    private static let initialThreshold = 2 << 20

    /// The number of items on the main stack.
    var count: Int { items.count }

    /// The number of items on the alternative stack.
    var alternativeCount: Int { alternative.count }

    /// Empties both stacks, keeping their memory.
    mutating func removeAll() {
        buffer.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        alternative.removeAll(keepingCapacity: true)
        compactionThreshold = Self.initialThreshold
    }

    /// Empties the alternative stack: it does not outlive a script.
    mutating func removeAlternative() {
        alternative.removeAll(keepingCapacity: true)
    }

    /// The item at `depth`, 0 being the top. The caller has checked that it is there.
    subscript(depth: Int) -> RawSpan {
        @_lifetime(borrow self)
        get {
            let item = items[items.count - 1 - depth]
            let start = Int(item.start)
            return _overrideLifetime(
                buffer.span.bytes.extracting(start..<start + Int(item.count)), borrowing: self)
        }
    }

    /// The length of the item at `depth`.
    func size(at depth: Int) -> Int { Int(items[items.count - 1 - depth].count) }

    /// Puts a copy of `bytes` on top.
    mutating func push(_ bytes: RawSpan) {
        let count = bytes.byteCount
        if buffer.count + count > compactionThreshold { compact() }
        let start = buffer.count
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
        items.append(Item(start: UInt32(start), count: UInt32(count)))
    }

    /// Puts one byte on top.
    mutating func push(byte: UInt8) {
        if buffer.count == compactionThreshold { compact() }
        items.append(Item(start: UInt32(buffer.count), count: 1))
        buffer.append(byte)
    }

    /// Puts true (one) or false (nothing) on top.
    mutating func push(_ value: Bool) {
        if value {
            push(byte: 1)
        } else {
            items.append(Item(start: 0, count: 0))
        }
    }

    /// Puts a number on top, in its shortest form.
    mutating func push(number: Int64) {
        var magnitude = number.magnitude
        var bytes = InlineArray<9, UInt8>(repeating: 0)
        var count = 0
        while magnitude > 0 {
            bytes[count] = UInt8(truncatingIfNeeded: magnitude)
            magnitude >>= 8
            count += 1
        }
        if count > 0 {
            if bytes[count - 1] & 0x80 != 0 { count += 1 }
            if number < 0 { bytes[count - 1] |= 0x80 }
        }
        push(bytes.span.bytes.extracting(first: count))
    }

    /// Removes the topmost `count` items.
    mutating func pop(_ count: Int = 1) {
        items.removeLast(count)
    }

    /// Leaves only the lowest `count` items.
    mutating func truncate(to count: Int) {
        items.removeLast(items.count - count)
    }

    /// Puts the item at `depth` on top once more.
    mutating func duplicate(_ depth: Int) {
        items.append(items[items.count - 1 - depth])
    }

    /// Takes the item at `depth` out.
    mutating func remove(_ depth: Int) {
        items.remove(at: items.count - 1 - depth)
    }

    /// Takes the item at `depth` out and puts it on top.
    mutating func roll(_ depth: Int) {
        let item = items.remove(at: items.count - 1 - depth)
        items.append(item)
    }

    /// Exchanges two items.
    mutating func swap(_ first: Int, _ second: Int) {
        items.swapAt(items.count - 1 - first, items.count - 1 - second)
    }

    /// Puts a copy of the top item below the second.
    mutating func tuck() {
        items.insert(items[items.count - 1], at: items.count - 2)
    }

    /// Moves the top item to the alternative stack.
    mutating func moveToAlternative() {
        alternative.append(items.removeLast())
    }

    /// Moves the alternative stack's top item back.
    mutating func moveFromAlternative() {
        items.append(alternative.removeLast())
    }

    /// True if an item is not false: false is all zeroes, the last byte of which may have the sign bit.
    func isTrue(_ depth: Int = 0) -> Bool {
        let bytes = self[depth]
        let last = bytes.byteCount - 1
        for index in 0..<bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            if byte != 0 { return index != last || byte != 0x80 }
        }
        return false
    }

    /// True if the two topmost items have the same bytes.
    func topTwoAreEqual() -> Bool {
        let first = self[0]
        let second = self[1]
        return first.isEqual(to: second)
    }

    /// The number that an item holds.
    func number(
        _ depth: Int, requireMinimal: Bool, maximumSize: Int = 4
    ) throws(ScriptError) -> Int64 {
        let bytes = self[depth]
        let size = bytes.byteCount
        guard size <= maximumSize else { throw .scriptNumber }
        guard size > 0 else { return 0 }
        var value: Int64 = 0
        for index in 0..<size {
            let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            value |= Int64(byte) << Int64(8 * index)
        }
        let last = bytes.unsafeLoad(fromByteOffset: size - 1, as: UInt8.self)
        if requireMinimal && last & 0x7f == 0 {
            // The last byte may hold nothing but the sign only if the one before it needs all its bits.
            guard size > 1, bytes.unsafeLoad(fromByteOffset: size - 2, as: UInt8.self) & 0x80 != 0 else {
                throw .scriptNumber
            }
        }
        guard last & 0x80 != 0 else { return value }
        return -(value & ~(0x80 << Int64(8 * (size - 1))))
    }

    /// Copies what is still in use to the start of the buffer.
    private mutating func compact() {
        var kept: [UInt8] = []
        func move(_ list: inout [Item]) {
            for index in list.indices {
                let start = Int(list[index].start)
                let range = start..<start + Int(list[index].count)
                list[index].start = UInt32(kept.count)
                kept.append(contentsOf: buffer[range])
            }
        }
        move(&items)
        move(&alternative)
        buffer = kept
        compactionThreshold = max(Self.initialThreshold, 2 * kept.count)
    }
}

extension RawSpan {
    /// True if both have the same bytes.
    func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in left.elementsEqual(right) }
        }
    }

    /// The byte at `offset`, bounds checked.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
}
