/// Two columns of help: what stands in JSON on the left, its meaning on the right, aligned over
/// all rows.
struct HelpSections {
    /// One row; without a right half it is not padded.
    struct Row {
        var left: String
        var right: String
    }

    /// What contains the element that is being described.
    enum Container {
        case none, array, object
    }

    private(set) var rows: [Row] = []
    /// The widest left half that counts; not every row does.
    private var width = 0

    var isEmpty: Bool { rows.isEmpty }

    mutating func append(_ left: String, _ right: String) {
        rows.append(Row(left: left, right: right))
        width = max(width, left.utf8.count)
    }

    /// Removes the comma that would make the last member invalid JSON.
    mutating func dropLastSeparator() {
        guard !rows.isEmpty else { return }
        rows[rows.count - 1].left.removeLast()
    }

    /// All rows, the right halves starting four columns after the widest left half.
    var text: String {
        let column = width + 4
        var text = ""
        for row in rows {
            text += row.left
            if !row.right.isEmpty {
                text += String(repeating: " ", count: max(0, column - row.left.utf8.count))
                text += Self.continued(row.right, at: column)
            }
            text += "\n"
        }
        return text
    }

    /// Aligns the lines after the first with it.
    private static func continued(_ text: String, at column: Int) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indent = String(repeating: " ", count: column)
        return lines.enumerated().map { index, line in
            index == 0 ? String(line) : indent + line.drop { $0 == " " }
        }.joined(separator: "\n")
    }
}
