import BitcoinGUI
import CBitcoinQt

// Parts of windows that have no properties for what they show.
extension QtObject {
    /// Adds a widget to the layout of this one, or a page to a stack of them; at the end if there is no position.
    public func insert(_ widget: QtObject, at position: Int? = nil) {
        let isInserted = bqt_layout_insert(pointer, widget.pointer, Int32(position ?? -1))
        precondition(isInserted, "The container has no layout")
    }

    /// Removes the entries of a menu.
    public func removeEntries() { bqt_menu_clear(pointer) }

    /// Adds an entry to a menu.
    @discardableResult
    public func addEntry(_ title: String, _ action: @escaping @UserInterface () -> Void) -> QtObject {
        // A single & would make the next letter a shortcut.
        guard let entry = bqt_menu_add(pointer, title.replacing("&", with: "&&")) else {
            preconditionFailure("This is no menu")
        }
        let object = QtObject(entry)
        object.onTrigger(action)
        return object
    }

    /// Adds a line between entries of a menu.
    public func addSeparator() { _ = bqt_menu_add(pointer, "") }

    /// Replaces the items of a combo box; the chosen one stays where it was if it can.
    public func setItems(_ texts: [String]) {
        withCStrings(texts) { bqt_items_set(pointer, $0, $1) }
    }

    /// Offers words for completion in a line of text.
    public func complete(with words: [String]) {
        withCStrings(words) { bqt_complete(pointer, $0, $1) }
    }

    // MARK: Views

    /// How many rows a view shows.
    public var rowCount: Int { Int(bqt_view_rows(pointer)) }

    /// The text in a cell of a view.
    public func cellText(row: Int, column: Int) -> String {
        String(cString: bqt_view_text(pointer, Int32(clamping: row), Int32(clamping: column)))
    }

    /// Presses the box in a row of a view. Returns whether there is one.
    public func tick(row: Int) -> Bool { bqt_view_tick(pointer, Int32(clamping: row)) }

    // MARK: Pictures

    /// Sets the icon of a button, an action or a window.
    public func setIcon(_ icon: QtIcon, colour: UInt32? = nil) {
        bqt_icon(pointer, icon.path, colour.map(Int64.init) ?? -1)
    }

    /// Shows an icon in a label.
    public func setPicture(_ icon: QtIcon, colour: UInt32? = nil, pixels: Int) {
        bqt_picture(pointer, icon.path, colour.map(Int64.init) ?? -1, Int32(pixels))
    }

    /// Shows a text as QR code in a label, at most so many pixels wide. Returns whether it is short enough for that.
    @discardableResult
    public func setQRCode(_ text: String, pixels: Int) -> Bool { bqt_qr(pointer, text, Int32(pixels)) }

    /// What a label shows, as the contents of a PNG file; `nil` if that is nothing.
    public var pictureOfLabel: [UInt8]? { picture(bqt_png_of_label) }

    /// What a window looks like, as the contents of a PNG file.
    public var pictureOfWindow: [UInt8]? { picture(bqt_png_of_window) }

    private typealias Taker = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int) -> Void

    private func picture(_ make: (OpaquePointer?, Taker?, UnsafeMutableRawPointer?) -> Bool) -> [UInt8]? {
        var contents: [UInt8] = []
        let isMade = withUnsafeMutablePointer(to: &contents) { target in
            make(
                pointer,
                { context, bytes, size in
                    context?.assumingMemoryBound(to: [UInt8].self).pointee = Array(
                        UnsafeBufferPointer(start: bytes, count: size))
                }, target)
        }
        return isMade ? contents : nil
    }
}

/// A picture of one colour.
public struct QtIcon: Sendable {
    /// Data of an SVG path in a square of 24 units: absolute M, L, H, V, C and Z.
    public let path: String

    /// A picture.
    public init(_ path: String) {
        self.path = path
    }
}
