import BitcoinGUI
import BitcoinSupport
import Glibc
import QtBridge

/// Acts in the windows as a user would, for tests.
///
/// Each line of standard input is a JSON object: what to do, in which window, to which widget. The answer is a line of
/// standard output. A widget is named by itself, or by those that it is in and itself: `sendEntry/label`. Only what a user could reach is acted upon.
struct Driver: Sendable {
    /// Why something was not done.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads standard input until it ends, on a thread of its own.
    func start() {
        let driver = self
        Thread.start {
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
        guard let window = QtObject.window(windowName) else {
            if action == "exists" { return false }
            throw Refusal(description: "No window \(windowName) is shown")
        }
        if action == "picture" { return .bool(window.saveWindow(order["path"].string ?? "")) }
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
        guard widget.isReachable else { throw Refusal(description: "\(name) cannot be reached") }
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
        case "check": widget.isChecked = order["value"].bool ?? true
        case "choose": widget.currentIndex = order["index"].number?.integer() ?? 0
        case "select": widget.invoke("selectRow(int)", .integer(order["row"].number?.integer() ?? 0))
        case "close": widget.invoke("close()")
        default: throw Refusal(description: "Nobody knows how to \(action)")
        }
        return true
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

/// A thread that is left to itself.
enum Thread {
    static func start(_ work: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Work(work))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        pthread_detach(thread)
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
