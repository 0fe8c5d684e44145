/// The eight characters behind `#` that protect a descriptor against typing errors (BIP 380).
public enum DescriptorChecksum {
    /// Characters that descriptors may contain. Those in the same column of 32 differ only in their group, so that
    /// errors of case touch few symbols.
    private static let inputCharacters = Array(
        "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
            .utf8)
    private static let checksumCharacters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    private static let positions: [UInt8] = {
        var positions = [UInt8](repeating: 0xff, count: 256)
        for (position, character) in inputCharacters.enumerated() {
            positions[Int(character)] = UInt8(position)
        }
        return positions
    }()

    /// The checksum of a descriptor without one; `nil` if a character does not belong in a descriptor.
    public static func checksum(of descriptor: String) -> String? {
        var state: UInt64 = 1
        var group = 0
        var groupCount = 0
        for character in descriptor.utf8 {
            let position = positions[Int(character)]
            guard position != 0xff else { return nil }
            state = step(state, UInt64(position & 31))
            group = group * 3 + Int(position >> 5)
            groupCount += 1
            if groupCount == 3 {
                state = step(state, UInt64(group))
                group = 0
                groupCount = 0
            }
        }
        if groupCount > 0 { state = step(state, UInt64(group)) }
        for _ in 0..<8 { state = step(state, 0) }
        state ^= 1
        let symbols = (0..<8).map { checksumCharacters[Int(state >> (5 * (7 - $0)) & 31)] }
        return String(decoding: symbols, as: UTF8.self)
    }

    /// One step of the code's polynomial division over GF(32).
    private static func step(_ state: UInt64, _ value: UInt64) -> UInt64 {
        let top = state >> 35
        var next = (state & 0x7_ffff_ffff) << 5 ^ value
        if top & 1 != 0 { next ^= 0xf5_dee5_1989 }
        if top & 2 != 0 { next ^= 0xa9_fdca_3312 }
        if top & 4 != 0 { next ^= 0x1b_ab10_e32d }
        if top & 8 != 0 { next ^= 0x37_06b1_677a }
        if top & 16 != 0 { next ^= 0x64_4d62_6ffd }
        return next
    }

    /// A descriptor with its checksum behind it. Every character of what is written here has one.
    static func appended(to descriptor: String) -> String {
        descriptor + "#" + (checksum(of: descriptor) ?? "")
    }

    /// The descriptor without its checksum, which is checked, and the checksum that it should have.
    ///
    /// - Parameter requiresChecksum: whether one without checksum is refused.
    public static func verified(
        _ given: String, requiresChecksum: Bool
    ) throws(DescriptorError) -> (body: String, checksum: String) {
        let parts = given.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw DescriptorError("Multiple '#' symbols") }
        if parts.count == 1 && requiresChecksum { throw DescriptorError("Missing checksum") }
        if parts.count == 2 && parts[1].utf8.count != 8 {
            throw DescriptorError("Expected 8 character checksum, not \(parts[1].utf8.count) characters")
        }
        let body = String(parts[0])
        guard let checksum = checksum(of: body) else {
            throw DescriptorError("Invalid characters in payload")
        }
        if parts.count == 2 && parts[1] != checksum {
            throw DescriptorError(
                "Provided checksum '\(parts[1])' does not match computed checksum '\(checksum)'")
        }
        return (body, checksum)
    }
}
