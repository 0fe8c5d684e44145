/// What is known about a miniscript expression (BIP379): its base type, and properties by their letters.
struct MiniscriptType: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    /// Base types B, V, K, W; stack use z, o, n; d dissatisfiable, u unit, e unique dissatisfaction, f no
    /// dissatisfaction without signature, s signature needed, m not malleable, x no verify form of its own;
    /// lock times g, h (relative, by time and by height) and i, j (absolute), k that they are not mixed.
    private static let letters: [UInt8: UInt32] = Dictionary(
        uniqueKeysWithValues: "BVKWzonduefsmxghijk".utf8.enumerated().map { ($1, 1 << UInt32($0)) })

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The type with the properties of these letters.
    init(_ letters: String) {
        rawValue = letters.utf8.reduce(0) { $0 | (Self.letters[$1] ?? 0) }
    }

    /// Whether it has all of these properties.
    func has(_ letters: String) -> Bool { isSuperset(of: MiniscriptType(letters)) }

    /// Those of these properties that it has.
    func only(_ letters: String) -> MiniscriptType { intersection(MiniscriptType(letters)) }

    /// Itself, or nothing.
    func when(_ condition: Bool) -> MiniscriptType { condition ? self : [] }

    /// These properties, or none.
    static func when(_ condition: Bool, _ letters: String) -> MiniscriptType {
        condition ? MiniscriptType(letters) : []
    }

    /// Whether two expressions that are satisfied together have lock times that cannot pass together.
    static func mixesLocks(_ a: MiniscriptType, _ b: MiniscriptType) -> Bool {
        (a.has("g") && b.has("h")) || (a.has("h") && b.has("g")) || (a.has("i") && b.has("j"))
            || (a.has("j") && b.has("i"))
    }
}
