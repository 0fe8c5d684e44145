/// What a declaration is annotated with, as far as it means something to this generator.
struct Annotations {
    /// The annotations of `mp/proxy.capnp`, which are libmultiprocess's, and of `mp/swift.capnp`, which are ours.
    enum Key: UInt64 {
        case wrap = 0xe6f4_6079_b7b1_405e
        case count = 0xd026_82b3_19f6_9b38
        case exception = 0x996a_1832_0099_2f88
        case name = 0xb594_888f_63f4_dbb9
        case skip = 0x824c_08b8_2695_d8dd

        case module = 0xd0d3_f5a6_f1a1_d001
        case type = 0xd0d3_f5a6_f1a1_d002
        case optional = 0xd0d3_f5a6_f1a1_d003
        case label = 0xd0d3_f5a6_f1a1_d004
        case result = 0xd0d3_f5a6_f1a1_d005
        case wrapped = 0xd0d3_f5a6_f1a1_d009
        case swiftName = 0xd0d3_f5a6_f1a1_d006
        case blocking = 0xd0d3_f5a6_f1a1_d007
    }

    private var values: [Key: [Literal]] = [:]

    /// Adds an annotation; one that means nothing here is passed over.
    mutating func add(id: UInt64, value: Literal) {
        guard let key = Key(rawValue: id) else { return }
        values[key, default: []].append(value)
    }

    /// Whether the annotation is there.
    func has(_ key: Key) -> Bool {
        values[key] != nil
    }

    /// The text of an annotation that is given once.
    func text(_ key: Key) -> String? {
        texts(key).first
    }

    /// The texts of an annotation that may be given several times.
    func texts(_ key: Key) -> [String] {
        (values[key] ?? []).compactMap {
            guard case .text(let text) = $0 else { return nil }
            return text
        }
    }

    /// How many Swift arguments a parameter stands for.
    var count: Int? {
        guard case .integer(let count)? = values[.count]?.first else { return has(.skip) ? 0 : nil }
        return Int(count)
    }
}
