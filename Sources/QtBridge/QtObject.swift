import BitcoinGUI
import CBitcoinQt

/// An object of Qt: a widget, an action, a model. Qt owns it.
///
/// Names of properties, signals and forms are written in the sources, so one that does not exist is a mistake in them,
/// and stops the program.
@UserInterface
public struct QtObject {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Makes the form of a name.
    public init(form: String, parent: QtObject? = nil) {
        guard let pointer = bqt_form(form, parent?.pointer) else {
            preconditionFailure("There is no form \(form)")
        }
        self.init(pointer)
    }

    /// The window of a name that was shown last, if any is shown.
    public static func window(_ name: String) -> QtObject? {
        bqt_window(name).map(QtObject.init)
    }

    /// The object of a name below this one.
    public subscript(name: String) -> QtObject {
        guard let child = find(name) else { preconditionFailure("There is no object \(name)") }
        return child
    }

    /// The object of a name below this one, if there is one.
    public func find(_ name: String) -> QtObject? {
        bqt_child(pointer, name).map(QtObject.init)
    }

    /// Destroys the object on the next turn of the event loop, or when the last ``whileHeld(_:)`` has ended.
    public func release() {
        if Self.holds[pointer] == nil { bqt_release(pointer) } else { Self.isReleased.insert(pointer) }
    }

    /// Does something during which the object is not destroyed: who waits for an answer finds it there afterwards.
    public func whileHeld<Result>(_ work: @UserInterface () async throws -> Result) async rethrows -> Result {
        Self.holds[pointer, default: 0] += 1
        defer { letGo() }
        return try await work()
    }

    private func letGo() {
        Self.holds[pointer, default: 1] -= 1
        guard Self.holds[pointer] == 0 else { return }
        Self.holds[pointer] = nil
        if Self.isReleased.remove(pointer) != nil { bqt_release(pointer) }
    }

    private static var holds: [OpaquePointer: Int] = [:]
    private static var isReleased: Set<OpaquePointer> = []

    /// Whether both are the same object.
    public func isSame(as other: QtObject) -> Bool { pointer == other.pointer }

    /// Whether a user could act on it: it is shown, enabled, and no dialog is in front of it.
    public var isReachable: Bool { bqt_is_reachable(pointer) }

    /// Asks the system to give a window the keyboard.
    public func activate() { bqt_activate(pointer) }

    /// Writes characters as if a user had pressed their keys.
    public func type(_ text: String) { if !text.isEmpty { bqt_press(pointer, text, 0) } }

    /// Presses a key as a user would.
    public func press(_ key: QtKey) { bqt_press(pointer, "", key.rawValue) }

    // MARK: Properties

    /// A property, if there is one of this name.
    public func property(_ name: String) -> QtValue? {
        var value = bqt_value()
        return bqt_get(pointer, name, &value) ? QtValue(value) : nil
    }

    /// Sets a property. Returns whether there is one of this name that takes the value.
    @discardableResult
    public func setProperty(_ name: String, _ value: QtValue) -> Bool {
        value.withC { bqt_set(pointer, name, $0) }
    }

    /// The property `text`.
    public var text: String {
        get { property("text")?.text ?? "" }
        nonmutating set {
            // Setting what is there already would lose the cursor and the selection.
            if text != newValue { setProperty("text", .text(newValue)) }
        }
    }

    /// The property `visible`.
    public var isVisible: Bool {
        get { property("visible")?.boolean ?? false }
        nonmutating set { setProperty("visible", .boolean(newValue)) }
    }

    /// The property `enabled`.
    public var isEnabled: Bool {
        get { property("enabled")?.boolean ?? false }
        nonmutating set { setProperty("enabled", .boolean(newValue)) }
    }

    /// The property `checked`.
    public var isChecked: Bool {
        get { property("checked")?.boolean ?? false }
        nonmutating set { setProperty("checked", .boolean(newValue)) }
    }

    /// The property `currentIndex`.
    public var currentIndex: Int {
        get { property("currentIndex")?.integer ?? 0 }
        nonmutating set { setProperty("currentIndex", .integer(Int64(newValue))) }
    }

    /// The property `value`.
    public var value: Int {
        get { property("value")?.integer ?? 0 }
        nonmutating set { setProperty("value", .integer(Int64(newValue))) }
    }

    /// The property `toolTip`.
    public var toolTip: String {
        get { property("toolTip")?.text ?? "" }
        nonmutating set { setProperty("toolTip", .text(newValue)) }
    }

    /// The property `windowTitle`.
    public var windowTitle: String {
        get { property("windowTitle")?.text ?? "" }
        nonmutating set { setProperty("windowTitle", .text(newValue)) }
    }

    // MARK: Signals and methods

    /// Calls a slot or an invokable method, such as `append(QString)`. Returns whether there is one.
    @discardableResult
    public func invoke(_ signature: String, _ arguments: QtValue...) -> Bool {
        func call(_ rest: ArraySlice<QtValue>, _ values: [bqt_value]) -> Bool {
            guard let next = rest.first else { return bqt_invoke(pointer, signature, values, values.count) }
            return next.withC { call(rest.dropFirst(), values + [$0.pointee]) }
        }
        return call(arguments[...], [])
    }

    /// Has something done whenever the object emits a signal, such as `clicked(bool)`.
    public func on(_ signature: String, _ action: @escaping @UserInterface ([QtValue]) -> Void) {
        let context = Unmanaged.passRetained(Box(action))
        let isConnected = bqt_connect(
            pointer, signature,
            { context, arguments, count in
                guard let context else { return }
                let values = UnsafeBufferPointer(start: arguments, count: count).map(QtValue.init)
                UserInterface.assumeIsolated {
                    Box<@UserInterface ([QtValue]) -> Void>.of(context).content(values)
                }
            }, context.toOpaque(), releaseBox)
        precondition(isConnected, "There is no signal \(signature)")
    }

    /// Has something done whenever the object emits a signal, of whose arguments no copy is made.
    public func observe(_ signature: String, _ action: @escaping @UserInterface () -> Void) {
        let isConnected = bqt_observe(
            pointer, signature,
            { context in
                guard let context else { return }
                UserInterface.assumeIsolated { Box<@UserInterface () -> Void>.of(context).content() }
            }, Unmanaged.passRetained(Box(action)).toOpaque(), releaseBox)
        precondition(isConnected, "There is no signal \(signature)")
    }

    /// Has something done when a button is pressed.
    public func onClick(_ action: @escaping @UserInterface () -> Void) {
        on("clicked(bool)") { _ in action() }
    }

    /// Has something done when an action is chosen.
    public func onTrigger(_ action: @escaping @UserInterface () -> Void) {
        on("triggered(bool)") { _ in action() }
    }

    /// Has something decide whether a window closes when its user wants that.
    public func onClose(_ decision: @escaping @UserInterface () -> Bool) {
        bqt_on_close(
            pointer,
            { context in
                guard let context else { return true }
                return UserInterface.assumeIsolated {
                    Box<@UserInterface () -> Bool>.of(context).content()
                }
            }, Unmanaged.passRetained(Box(decision)).toOpaque(), releaseBox)
    }

    /// Has something done when a key is pressed in a widget, in place of what the widget would do.
    public func onKey(_ key: QtKey, _ action: @escaping @UserInterface () -> Void) {
        bqt_on_key(
            pointer, key.rawValue,
            { context in
                guard let context else { return }
                UserInterface.assumeIsolated { Box<@UserInterface () -> Void>.of(context).content() }
            }, Unmanaged.passRetained(Box(action)).toOpaque(), releaseBox)
    }
}

/// Keys, by their numbers in Qt.
public enum QtKey: Int32, Sendable {
    /// The arrow upwards.
    case up = 0x0100_0013
    /// The arrow downwards.
    case down = 0x0100_0015
    /// The Return key.
    case enter = 0x0100_0004
    /// The Escape key.
    case escape = 0x0100_0000
}
