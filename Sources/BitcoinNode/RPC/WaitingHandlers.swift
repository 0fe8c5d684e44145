import BitcoinChain
import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands that wait for the chain. Waiting costs no thread.
struct WaitingHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(WaitingCommands.waitForNewBlock) { request in
            let known =
                request["current_tip"].isNull ? try tip.hash : try request.blockHash("current_tip")
            return try await wait(request) { $0.hash != known }
        }
        table.register(WaitingCommands.waitForBlock) { request in
            let wanted = try request.blockHash("blockhash")
            return try await wait(request) { $0.hash == wanted }
        }
        table.register(WaitingCommands.waitForBlockHeight) { request in
            let height = try request.integer("height", as: Int32.self)
            return try await wait(request) { $0.height >= height }
        }
        table.register(WaitingCommands.syncWithValidationInterfaceQueue) { _ in try await synchronize() }
    }

    private var tip: BlockRef {
        get throws {
            guard let tip = node.tip.tip else { throw RPCError(.internalError, "No chain tip") }
            return tip
        }
    }

    /// Waits until the tip is as wanted, or for as long as the request says, or until the node stops.
    private func wait(
        _ request: RPCRequest, until isWanted: @Sendable (BlockRef) -> Bool
    ) async throws -> JSONValue {
        let milliseconds = try request.integer("timeout", as: Int64.self)
        guard milliseconds >= 0 else { throw RPCError(.miscellaneous, "Negative timeout") }
        let deadline = milliseconds > 0 ? ContinuousClock.now + .milliseconds(milliseconds) : nil

        var current = try tip
        while !isWanted(current) {
            let remaining = deadline.map { ContinuousClock.now.duration(to: $0) }
            if let remaining, remaining <= .zero { break }
            let next = await node.tip.wait(
                while: current.hash, timeout: remaining.map(Timeout.after) ?? .never)
            guard let next else { break }
            current = next
        }
        return .members(("hash", .string("\(current.hash)")), ("height", .integer(current.height)))
    }

    /// The chain tells of its events in order, so when the tip that it has now is known, so is all before it.
    private func synchronize() async throws -> JSONValue {
        guard let chain = node.chain.current, let latest = await chain.tip else { return .null }
        while let known = node.tip.tip, known.hash != latest.hash, await chain.tip?.hash == latest.hash {
            guard
                await node.tip.wait(while: known.hash, timeout: .never) != nil
            else { break }
        }
        return .null
    }
}
