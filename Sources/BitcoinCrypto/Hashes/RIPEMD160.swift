/// RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996).
///
/// No library at hand provides it, so it is written out here; `RIPEMD160Tests` holds the authors' vectors.
public enum RIPEMD160 {
    /// The digest of one message.
    public static func hash(_ bytes: RawSpan) -> Bytes20 {
        var state: InlineArray<5, UInt32> = [
            0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
        ]
        let whole = bytes.byteCount / 64
        for block in 0..<whole { compress(&state, bytes, at: 64 * block) }

        // The rest, 0x80, zeroes and the bit count fill one block, or two.
        var tail = InlineArray<128, UInt8>(repeating: 0)
        let rest = bytes.byteCount - 64 * whole
        for index in 0..<rest {
            tail[index] = bytes.unsafeLoad(fromByteOffset: 64 * whole + index, as: UInt8.self)
        }
        tail[rest] = 0x80
        let tailBlocks = rest < 56 ? 1 : 2
        let bitCount = UInt64(bytes.byteCount) &* 8
        for index in 0..<8 {
            tail[64 * tailBlocks - 8 + index] = UInt8(truncatingIfNeeded: bitCount >> UInt64(8 * index))
        }
        for block in 0..<tailBlocks { compress(&state, tail.span.bytes, at: 64 * block) }
        for index in 0..<5 { state[index] = state[index].littleEndian }
        return Bytes20(words: state)
    }

    /// The digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Bytes20 {
        hash(bytes.span.bytes)
    }

    private static func compress(_ state: inout InlineArray<5, UInt32>, _ bytes: RawSpan, at offset: Int) {
        var block = InlineArray<16, UInt32>(repeating: 0)
        for index in 0..<16 {
            block[index] = UInt32(
                littleEndian: bytes.unsafeLoadUnaligned(
                    fromByteOffset: offset + 4 * index, as: UInt32.self))
        }
        let left = line(
            state, block, order: leftOrder, shifts: leftShifts, constants: leftConstants, reversed: false)
        let right = line(
            state, block, order: rightOrder, shifts: rightShifts, constants: rightConstants, reversed: true)
        let first = state[1] &+ left[2] &+ right[3]
        state[1] = state[2] &+ left[3] &+ right[4]
        state[2] = state[3] &+ left[4] &+ right[0]
        state[3] = state[4] &+ left[0] &+ right[1]
        state[4] = state[0] &+ left[1] &+ right[2]
        state[0] = first
    }

    /// One of the two parallel lines of 80 steps. The right line uses the five functions backwards.
    @inline(__always)
    private static func line(
        _ state: InlineArray<5, UInt32>, _ block: InlineArray<16, UInt32>, order: InlineArray<80, UInt8>,
        shifts: InlineArray<80, UInt8>, constants: InlineArray<5, UInt32>, reversed: Bool
    ) -> InlineArray<5, UInt32> {
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for round in 0..<5 {
            let function = reversed ? 4 - round : round
            for step in 16 * round..<16 * round + 16 {
                let mixed: UInt32
                switch function {
                case 0: mixed = b ^ c ^ d
                case 1: mixed = (b & c) | (~b & d)
                case 2: mixed = (b | ~c) ^ d
                case 3: mixed = (b & d) | (c & ~d)
                default: mixed = b ^ (c | ~d)
                }
                let sum = a &+ mixed &+ block[Int(order[step])] &+ constants[round]
                let shift = UInt32(shifts[step])
                let next = (sum &<< shift | sum &>> (32 - shift)) &+ e
                (a, e, d, c, b) = (e, d, c &<< 10 | c &>> 22, b, next)
            }
        }
        return [a, b, c, d, e]
    }

    private static let leftConstants: InlineArray<5, UInt32> = [
        0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e,
    ]
    private static let rightConstants: InlineArray<5, UInt32> = [
        0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0,
    ]

    private static let leftOrder: InlineArray<80, UInt8> = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ]
    private static let rightOrder: InlineArray<80, UInt8> = [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ]
    private static let leftShifts: InlineArray<80, UInt8> = [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ]
    private static let rightShifts: InlineArray<80, UInt8> = [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ]
}
