import BitcoinGUI
import BitcoinSupport
import Glibc
import QtBridge

/// Acts in the windows as a user would, for tests.
///
/// Each line of standard input is a JSON object: what to do, in which window, to which widget. The answer is a line of
/// standard output. A widget is named by itself, or by those that it is in and itself: `sendEntry/label`. Only what a user
/// could reach is acted upon.
public struct Driver: Sendable {
    /// Why something was not done.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// A driver that does nothing yet.
    public init() {}

    /// Reads standard input until it ends, on a thread of its own.
    public func start() {
        let driver = self
        startThread(named: "driver") {
            while let line = readLine() {
                Task { @UserInterface in
                    let answer: JSONValue
                    do {
                        answer = .members(("result", try driver.act(try JSONValue(parsing: line))))
                    } catch {
                        answer = .members(("error", .string("\(error)")))
                    }
                    StandardOutput.write("\(answer)\n")
                }
            }
        }
    }

    @UserInterface
    private func act(_ order: JSONValue) throws -> JSONValue {
        let action = order["do"].string ?? ""
        let windowName = order["window"].string ?? ""
        switch action {
        case "clipboard":
            if let text = order["text"].string { QtApplication.clipboard = text }
            return .string(QtApplication.clipboard)
        case "isDark": return .bool(QtApplication.isDark)
        default: break
        }
        guard let window = QtObject.window(windowName) else {
            if action == "exists" { return false }
            throw Refusal(description: "No window \(windowName) is shown")
        }
        if action == "picture", let picture = window.pictureOfWindow {
            try FileContents.write(picture, to: order["path"].string ?? "")
            return true
        }
        let name = order["widget"].string ?? ""
        let widget = name.split(separator: "/").reduce(Optional(window)) { $0?.find(String($1)) }
        guard let widget else {
            if action == "exists" { return false }
            throw Refusal(description: "The window \(windowName) has no \(name)")
        }
        switch action {
        case "exists": return .bool(name.isEmpty || widget.isVisible)
        case "get": return json(widget.property(order["property"].string ?? "text"))
        case "rows": return .integer(widget.rowCount)
        case "cell":
            return .string(
                widget.cellText(
                    row: order["row"].number?.integer() ?? 0, column: order["column"].number?.integer() ?? 0))
        default: break
        }
        // Menus are shown only while they are open.
        if action == "unfold", widget.isEnabled { return .bool(widget.invoke("aboutToShow()")) }
        guard widget.isReachable else { throw Refusal(description: "\(name) cannot be reached") }
        try act(action, on: widget, order)
        return true
    }

    @UserInterface
    private func act(_ action: String, on widget: QtObject, _ order: JSONValue) throws {
        let name = order["widget"].string ?? ""
        let row: Int = order["row"].number?.integer() ?? 0
        let index: Int = order["index"].number?.integer() ?? 0
        switch action {
        case "click":
            guard widget.invoke("click()") || widget.invoke("trigger()") else {
                throw Refusal(description: "\(name) cannot be pressed")
            }
        case "enter":
            let text = QtValue.text(order["text"].string ?? "")
            guard widget.setProperty("text", text) || widget.setProperty("plainText", text) else {
                throw Refusal(description: "\(name) takes no text")
            }
            if order["return"].bool == true { widget.invoke("returnPressed()") }
        case "type": widget.type(order["text"].string ?? "")
        case "press":
            guard let key = QtKey(name: order["key"].string ?? "") else {
                throw Refusal(description: "There is no such key")
            }
            widget.press(key)
        case "check": widget.isChecked = order["value"].bool ?? true
        case "choose":
            widget.currentIndex = index
            widget.invoke("activated(int)", .integer(Int64(index)))
        case "set": widget.value = index
        case "select": widget.invoke("selectRow(int)", .integer(Int64(row)))
        case "tick":
            guard widget.tick(row: row) else { throw Refusal(description: "There is no box in row \(row)") }
        case "accept": widget.invoke("accept()")
        case "close": widget.invoke("close()")
        case "raise": widget.invoke("raise()")
        default: throw Refusal(description: "Nobody knows how to \(action)")
        }
    }

    private func json(_ value: QtValue?) -> JSONValue {
        switch value {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let flag): .bool(flag)
        case .real(let number): .double(number)
        case .nothing, nil: .null
        }
    }
}

extension QtKey {
    fileprivate init?(name: String) {
        switch name {
        case "up": self = .up
        case "down": self = .down
        case "enter": self = .enter
        case "escape": self = .escape
        default: return nil
        }
    }
}
