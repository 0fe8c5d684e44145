/// The steps from an extended key to one that is derived from it (BIP32).
public struct DerivationPath: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The numbers of the children. Those from 2^31 on are hardened.
    public var steps: [UInt32]

    /// A path of these steps.
    public init(_ steps: [UInt32] = []) { self.steps = steps }

    /// A path of these steps.
    public init(arrayLiteral elements: UInt32...) { steps = elements }

    /// The bit that makes a step hardened: only the private key can take it.
    public static let hardened: UInt32 = 1 << 31

    /// Reads `m/84h/0'/1`; the leading `m` may be missing. nil if a step is no number below 2^31.
    public init?(_ text: some StringProtocol) {
        steps = []
        guard !text.isEmpty else { return }
        var items = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        if items.first == "m" { items.removeFirst() }
        // A slash at the end says nothing.
        if items.last == "" { items.removeLast() }
        for item in items {
            guard let step = try? Self.step(item) else { return nil }
            steps.append(step)
        }
    }

    /// How many steps there are.
    public var count: Int { steps.count }

    /// True if there are no steps.
    public var isEmpty: Bool { steps.isEmpty }

    /// True if a step needs the private key.
    public var hasHardenedStep: Bool { steps.contains { $0 >= Self.hardened } }

    /// `/84h/0h/1`, or with `'` in place of `h`.
    public func text(apostrophe: Bool = false) -> String {
        steps.map { step in
            "/\(step & ~Self.hardened)" + (step >= Self.hardened ? (apostrophe ? "'" : "h") : "")
        }.joined()
    }

    /// One step, hardened if `h` or `'` follows the number.
    static func step(_ text: some StringProtocol) throws(DescriptorError) -> UInt32 {
        guard !text.isEmpty else { throw DescriptorError("Key path value '\(text)' is not valid") }
        let isHardened = text.hasSuffix("'") || text.hasSuffix("h")
        let digits = isHardened ? String(text.dropLast()) : String(text)
        guard let number = UInt32(decimal: digits) else {
            throw DescriptorError("Key path value '\(text)' is not a valid uint32")
        }
        guard number < hardened else {
            throw DescriptorError("Key path value \(number) is out of range")
        }
        return isHardened ? number | hardened : number
    }
}

extension DerivationPath: CustomStringConvertible {
    /// `m/84h/0h/1`.
    public var description: String { "m" + text() }
}

extension UInt32 {
    /// Reads digits and nothing else; nil for no digits, signs, or more than fits.
    init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(text)
    }
}
