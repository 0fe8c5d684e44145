/// What a call that is being served means for the calls that it makes in turn.
///
/// A caller of upstream's kind blocks one of its threads for the length of a call, and names two `Thread`
/// capabilities: where the call is to run, and where its own thread waits to run callbacks. A call made from
/// inside goes to that callback thread, and calls nested in it come back to the first.
final class CallScope: Sendable {
    /// The call that the current task serves, if that call named threads.
    @TaskLocal static var current: CallScope?

    let connection: Connection
    /// The thread that the call runs on; nil if it named none.
    let thread: ThreadServer?
    /// Where calls back to the caller are to run.
    let callbackThread: CapabilityClient?

    var gate: ThreadGate? { thread?.gate }

    init(connection: Connection, thread: ThreadServer?, callbackThread: CapabilityClient?) {
        self.connection = connection
        self.thread = thread
        self.callbackThread = callbackThread
    }
}
