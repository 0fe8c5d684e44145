/// The members of a JSON object, in the order in which they were written.
///
/// Names are not forced to be unique, because text that arrives from outside may repeat one; a lookup finds
/// the first. Complexity: `append` is O(1), lookups are O(n), which for the small objects of JSON-RPC is
/// faster than hashing.
public struct JSONObject: Sendable {
    /// One named value.
    public typealias Element = (name: String, value: JSONValue)

    private var members: [Element] = []

    /// An empty object.
    public init() {}

    /// An object with these members.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.members = members.map { (name: $0.0, value: $0.1) }
    }

    /// The value of the first member with this name. Setting replaces it in place or appends it; setting
    /// `nil` removes it.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end without looking for another of the same name.
    public mutating func append(_ name: String, _ value: JSONValue) {
        members.append((name, value))
    }

    /// The names of the members, in order.
    public var names: [String] { members.map(\.name) }

    /// The values of the members, in order.
    public var values: [JSONValue] { members.map(\.value) }
}

extension JSONObject: RandomAccessCollection {
    /// The position of the first member.
    public var startIndex: Int { 0 }
    /// The position after the last member.
    public var endIndex: Int { members.count }
    /// The member at a position.
    public subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Equatable {
    /// Objects are equal if they have the same members in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object whose members keep the order in which they are written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
