import Glibc
import Multiprocess
import Synchronization

/// Serves `Init`, and with it ``EchoServer``.
final class InitServer: CapabilityServer {
    static let interfaces = [InitInterface.descriptor]
    let state: EchoState

    init(_ state: EchoState) { self.state = state }

    func dispatch(_ call: CallContext) async throws {
        switch call.methodID {
        case InitInterface.construct.ordinal: try call.construct()
        case InitInterface.makeEcho.ordinal: try call.results().setCapability(0, EchoServer(state))
        default: throw RemoteError(.unimplemented, "Method not implemented.")
        }
    }
}

/// What a test wants to know about the servers of one process.
final class EchoState: Sendable {
    private struct Counts {
        var objects = 0
        var log: [String] = []
    }

    private let counts = Mutex(Counts())
    /// Where `wait` waits.
    let gate = Gate()

    var objects: Int { counts.withLock { $0.objects } }
    var log: [String] { counts.withLock { $0.log } }

    func note(_ line: String) { counts.withLock { $0.log.append(line) } }
    fileprivate func count(_ change: Int) { counts.withLock { $0.objects += change } }
}

/// Lets tasks wait for an event or for their cancellation.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Waits until ``open()``; throws if the task is cancelled first.
    func wait() async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if state.isOpen || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
        try Task.checkCancellation()
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// Serves `Echo`.
final class EchoServer: CapabilityServer {
    static let interfaces = [EchoInterface.descriptor]
    private let state: EchoState

    init(_ state: EchoState) {
        self.state = state
        state.count(1)
    }

    deinit { state.count(-1) }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func dispatch(_ call: CallContext) async throws {
        switch call.methodID {
        case EchoInterface.destroy.ordinal:
            break
        case EchoInterface.echo.ordinal:
            let text = try call.params().text(1)
            state.note(text)
            try call.results(sizeHint: text.utf8.count).setText(0, text)
        case EchoInterface.wait.ordinal:
            state.note("wait")
            do {
                try await state.gate.wait()
            } catch {
                state.note("canceled")
                throw error
            }
        case EchoInterface.callBack.ordinal:
            try await callBack(call)
        case EchoInterface.block.ordinal:
            let text = try call.params().text(1)
            try await call.onThread { [state] in
                state.note("begin \(text)")
                usleep(20_000)
                state.note("end \(text)")
            }
            try call.results().setText(0, text)
        case EchoInterface.fail.ordinal:
            throw Failure(description: try call.params().text(1))
        case EchoInterface.produce.ordinal:
            try produce(call)
        case EchoInterface.spawn.ordinal:
            try call.results().setCapability(0, EchoServer(state))
        default:
            throw RemoteError(.unimplemented, "Method not implemented.")
        }
    }

    private func produce(_ call: CallContext) throws {
        state.note("produce")
        let params = try call.params()
        let count = Int(params.integer(0, as: UInt32.self))
        let results = try call.results(sizeHint: count)
        var bytes = try results.initData(0, count: count)
        for index in 0..<count {
            bytes.storeBytes(of: UInt8(truncatingIfNeeded: index), toByteOffset: index, as: UInt8.self)
        }
        if params.bool(32) { try results.setCapability(1, EchoServer(state)) }
    }

    private func callBack(_ call: CallContext) async throws {
        let text = try call.params().text(1)
        guard let target = try call.params().capability(2) else { throw Failure(description: "no target") }
        let echo = EchoClient(target)
        var answer = ""
        for character in text { answer += try await echo.echo(String(character)) }
        try call.results().setText(0, answer)
    }
}
