import Glibc

/// The arenas of `SecretMemory`. Gaps are kept apart from the memory itself, so that nothing that is written there can
/// mislead it.
struct SecretArenas {
    private struct Arena {
        let start: UInt
        let isLocked: Bool
        /// Offsets that nobody uses, in order, no two of them adjoining.
        var gaps: [Range<Int>]
        let size: Int
        var chunksUsed = 0
    }

    private static let arenaSize = 256 * 1024
    private static let alignment = 16

    private var arenas: [Arena] = []

    var usage: SecretMemory.Usage {
        var usage = SecretMemory.Usage()
        for arena in arenas {
            let free = arena.gaps.reduce(0) { $0 + $1.count }
            usage.free += free
            usage.used += arena.size - free
            usage.locked += arena.isLocked ? arena.size : 0
            usage.chunksUsed += arena.chunksUsed
            usage.chunksFree += arena.gaps.count
        }
        return usage
    }

    private static func rounded(_ count: Int, to unit: Int) -> Int {
        (max(count, 1) + unit - 1) / unit * unit
    }

    /// A piece of zeroes: new arenas are, and pieces are cleared before they are given back.
    mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let size = Self.rounded(count, to: Self.alignment)
        for index in arenas.indices {
            guard let gap = arenas[index].gaps.firstIndex(where: { $0.count >= size }) else { continue }
            return take(size, from: gap, of: index)
        }
        arenas.append(Self.makeArena(atLeast: size))
        return take(size, from: 0, of: arenas.count - 1)
    }

    private mutating func take(_ size: Int, from gap: Int, of index: Int) -> UnsafeMutableRawPointer {
        let range = arenas[index].gaps[gap]
        if range.count == size {
            arenas[index].gaps.remove(at: gap)
        } else {
            arenas[index].gaps[gap] = range.lowerBound + size..<range.upperBound
        }
        arenas[index].chunksUsed += 1
        return UnsafeMutableRawPointer(bitPattern: arenas[index].start + UInt(range.lowerBound))
            .unsafelyUnwrapped
    }

    /// Takes a piece back that `allocate` gave for the same count.
    mutating func deallocate(_ address: UInt, count: Int) {
        guard
            let index = arenas.firstIndex(where: { $0.start <= address && address < $0.start + UInt($0.size) }
            )
        else { return }
        let offset = Int(address - arenas[index].start)
        var range = offset..<offset + Self.rounded(count, to: Self.alignment)
        var gaps = arenas[index].gaps
        let next = gaps.firstIndex { $0.lowerBound >= range.upperBound } ?? gaps.count
        if next < gaps.count, gaps[next].lowerBound == range.upperBound {
            range = range.lowerBound..<gaps.remove(at: next).upperBound
        }
        if next > 0, gaps[next - 1].upperBound == range.lowerBound {
            gaps[next - 1] = gaps[next - 1].lowerBound..<range.upperBound
        } else {
            gaps.insert(range, at: next)
        }
        arenas[index].gaps = gaps
        arenas[index].chunksUsed -= 1
        // One arena is kept for the next secret; more are given back when they are empty.
        if arenas[index].chunksUsed == 0, arenas.count > 1 {
            munmap(UnsafeMutableRawPointer(bitPattern: arenas[index].start), arenas[index].size)
            arenas.remove(at: index)
        }
    }

    private static func makeArena(atLeast size: Int) -> Arena {
        let size = rounded(max(size, arenaSize), to: Int(getpagesize()))
        let mapping = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapping, mapping != MAP_FAILED else { fatalError("no memory for secrets") }
        madvise(mapping, size, MADV_DONTDUMP)
        let isLocked = mlock(mapping, size) == 0
        return Arena(start: UInt(bitPattern: mapping), isLocked: isLocked, gaps: [0..<size], size: size)
    }
}
