import BitcoinGUI
import CBitcoinQt

/// A column of a table.
public struct QtColumn<Row> {
    /// Its heading.
    public var title: String
    /// How wide it is.
    public var width: QtColumnWidth
    /// Whether its contents are aligned to the right.
    public var isRight: Bool
    /// Whether its contents are bold.
    public var isBold: ((Row) -> Bool)?
    /// Whether there is a box to tick, and what it shows.
    public var tick: ((Row) -> QtTick?)?
    /// What it shows of a row.
    public var text: (Row) -> String
    /// What rows are sorted by; `nil` for what is shown.
    public var key: ((Row) -> QtValue)?
    /// The colour of the text; `nil` for the usual one.
    public var colour: ((Row) -> UInt32?)?
    /// What is shown beside the mouse pointer.
    public var toolTip: ((Row) -> String)?

    /// Describes a column.
    public init(
        _ title: String, _ width: QtColumnWidth, isRight: Bool = false, key: ((Row) -> QtValue)? = nil,
        colour: ((Row) -> UInt32?)? = nil, toolTip: ((Row) -> String)? = nil,
        isBold: ((Row) -> Bool)? = nil, tick: ((Row) -> QtTick?)? = nil, text: @escaping (Row) -> String
    ) {
        self.title = title
        self.width = width
        self.isRight = isRight
        self.text = text
        self.key = key
        self.colour = colour
        self.toolTip = toolTip
        self.isBold = isBold
        self.tick = tick
    }
}

/// What a box shows.
public enum QtTick: Int64, Sendable {
    /// It is empty.
    case none
    /// It is ticked in part.
    case some
    /// It is ticked.
    case all
}

/// How wide a column is.
public enum QtColumnWidth: Sendable {
    /// So many pixels, until the user changes that.
    case pixels(Int)
    /// As wide as its contents.
    case contents
    /// What is left.
    case rest

    var number: Int32 {
        switch self {
        case .pixels(let count): Int32(count)
        case .contents: 0
        case .rest: -1
        }
    }
}

/// A list of rows, and the view that shows it.
@UserInterface
public final class QtTable<Row> {
    /// The rows, in whatever order the view shows them.
    public var rows: [Row] = [] {
        didSet { change(from: oldValue) }
    }

    /// What makes a row the same one in another list: what is selected stays so wherever it stands then. Without it the
    /// places that are selected stay so.
    public var identity: ((Row) -> String)?

    private let view: QtObject
    private let columns: [QtColumn<Row>]
    private var model: QtObject

    /// Shows a table in a view.
    public init(in view: QtObject, _ columns: [QtColumn<Row>]) {
        self.view = view
        self.columns = columns
        model = view
        // The box belongs to Qt's model, which lives as long as the view.
        let source = Box<(Int, Int, bqt_cell) -> QtValue?> { [weak self] row, column, wanted in
            self?.answer(row, column, wanted)
        }
        guard
            let table = bqt_table(
                Int32(columns.count),
                { context, row, column, wanted, answer in
                    guard let context else { return }
                    let source = Box<(Int, Int, bqt_cell) -> QtValue?>.of(context)
                    source.content(Int(row), Int(column), wanted)?.withC { bqt_give(answer, $0) }
                }, Unmanaged.passRetained(source).toOpaque(), releaseBox, view.pointer)
        else { preconditionFailure("There is no table") }
        model = QtObject(table)
        bqt_view_show(view.pointer, table)
        for (place, column) in columns.enumerated() {
            bqt_view_column(view.pointer, Int32(place), column.width.number)
        }
    }

    /// Sorts the view by a column.
    public func sort(by column: Int, descends: Bool) { bqt_view_sort(view.pointer, Int32(column), descends) }

    /// The rows that are selected.
    public var selection: [Row] { places.filter(rows.indices.contains).map { rows[$0] } }

    /// The places in ``rows`` that are selected.
    private var places: [Int] {
        var places = [Int32](repeating: 0, count: Int(bqt_view_rows(view.pointer)))
        let count = bqt_view_selection(view.pointer, &places, places.count)
        return places.prefix(count).map(Int.init)
    }

    private func change(from old: [Row]) {
        guard let identity else {
            return bqt_table_changed(model.pointer, Int32(clamping: rows.count))
        }
        let selected = Set(places.filter(old.indices.contains).map { identity(old[$0]) })
        bqt_table_changed(model.pointer, Int32(clamping: rows.count))
        if selected.isEmpty { return }
        let wanted = rows.indices.filter { selected.contains(identity(rows[$0])) }.map { Int32(clamping: $0) }
        if Set(wanted) != Set(places.map { Int32(clamping: $0) }) {
            bqt_view_select_all(view.pointer, wanted, wanted.count)
        }
    }

    /// Selects a row by its place in ``rows``.
    public func select(_ place: Int) { bqt_view_select(view.pointer, Int32(place)) }

    /// Has something done when another row is selected.
    public func onSelection(_ action: @escaping @UserInterface () -> Void) {
        guard let selection = bqt_view_selection_model(view.pointer) else { return }
        QtObject(selection).on("selectionChanged(QItemSelection,QItemSelection)") { _ in action() }
    }

    /// Has something done when the box of a row is pressed.
    public func onTick(_ action: @escaping @UserInterface (Row) -> Void) {
        let receiver = Box<@UserInterface (Int) -> Void> { [weak self] row in
            if let self, rows.indices.contains(row) { action(rows[row]) }
        }
        bqt_table_on_check(
            model.pointer,
            { context, row in
                guard let context else { return }
                UserInterface.assumeIsolated {
                    Box<@UserInterface (Int) -> Void>.of(context).content(Int(row))
                }
            }, Unmanaged.passRetained(receiver).toOpaque(), releaseBox)
    }

    /// Has something done when a row is pressed twice.
    public func onDoubleClick(_ action: @escaping @UserInterface (Row) -> Void) {
        view.on("doubleClicked(QModelIndex)") { [weak self] _ in
            if let row = self?.selection.first { action(row) }
        }
    }

    private func answer(_ row: Int, _ place: Int, _ wanted: bqt_cell) -> QtValue? {
        guard columns.indices.contains(place) else { return nil }
        let column = columns[place]
        if row < 0 {
            switch wanted {
            case BQT_CELL_TEXT: return .text(column.title)
            case BQT_CELL_RIGHT: return .boolean(column.isRight)
            default: return nil
            }
        }
        guard rows.indices.contains(row) else { return nil }
        switch wanted {
        case BQT_CELL_TEXT: return .text(column.text(rows[row]))
        case BQT_CELL_SORT_KEY: return column.key?(rows[row])
        case BQT_CELL_TOOLTIP: return (column.toolTip?(rows[row])).map(QtValue.text)
        case BQT_CELL_COLOUR: return (column.colour?(rows[row])).flatMap { $0 }.map { .integer(Int64($0)) }
        case BQT_CELL_RIGHT: return .boolean(column.isRight)
        case BQT_CELL_BOLD: return .boolean(column.isBold?(rows[row]) ?? false)
        case BQT_CELL_CHECK: return column.tick?(rows[row]).map { .integer($0.rawValue) }
        default: return nil
        }
    }
}
