import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinSupport

/// Carries out the commands that concern the server itself.
struct ControlHandlers: Sendable {
    let table: RPCTable
    let shutdown: ShutdownSignal
    let chain: ChainType
    let logPath: String
    let startedAt = ContinuousClock.now
    /// An echo service in another process, where there is one.
    let remoteEcho: @Sendable (String) async throws -> String
    /// Called when a test has set the clock.
    let clockChanged: @Sendable (_ seconds: Int64) async throws -> Void
    /// Called when a test has put forward the time of what is planned.
    let scheduleForwarded: @Sendable (_ seconds: Int64) async -> Void

    /// Serves the commands.
    func register() {
        table.register(ControlCommands.help) { try help($0) }
        table.register(ControlCommands.stop) { try await stop($0) }
        table.register(ControlCommands.uptime) { _ in
            .integer(startedAt.duration(to: .now).components.seconds)
        }
        table.register(ControlCommands.getRPCInfo) { _ in rpcInfo }
        table.register(ControlCommands.logging) { try logging($0) }
        table.register(ControlCommands.getMemoryInfo) { try memoryInfo($0) }
        table.register(OpenRPCCommands.getOpenRPCInfo) { request in
            table.openRPCDocument(includesHidden: try request.bool("show_hidden"))
        }
        table.register(OpenRPCCommands.discover) { _ in table.openRPCDocument() }

        table.register(TestCommands.echo) { try echo($0) }
        table.register(TestCommands.echoJSON) { try echo($0) }
        table.register(TestCommands.echoIPC) { .string(try await remoteEcho($0.string("arg"))) }
        table.register(TestCommands.setMockTime) { try await setMockTime($0) }
        table.register(TestCommands.mockScheduler) { try await mockScheduler($0) }
    }

    private func help(_ request: RPCRequest) throws -> JSONValue {
        let name = request[0].isNull ? "" : try request[0].requireString()
        // Hidden: clients test their own conversion tables against it.
        if name == "dump_all_command_conversions" { return table.argumentConversions }
        return .string(table.help(for: name))
    }

    private func stop(_ request: RPCRequest) async throws -> JSONValue {
        // The answer still goes out: the server ends only when the calls under way have been answered.
        shutdown.request()
        if let milliseconds = request[0].number?.integer(as: Int64.self), milliseconds > 0 {
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
        return .string(ControlCommands.stopResult)
    }

    private var rpcInfo: JSONValue {
        .members(
            (
                "active_commands",
                .array(
                    table.runningCommands.map { command in
                        .members(
                            ("method", .string(command.method)),
                            ("duration", .integer(command.duration.wholeMicroseconds)))
                    })
            ),
            ("logpath", .string(logPath)))
    }

    private func logging(_ request: RPCRequest) throws -> JSONValue {
        if !request[0].isNull {
            for name in try request[0].requireArray().map({ try $0.requireString() })
            where !Log.logger.enable(name) {
                throw RPCError(.invalidParameter, "unknown logging category \(name)")
            }
        }
        if !request[1].isNull {
            for name in try request[1].requireArray().map({ try $0.requireString() })
            where !Log.logger.disable(name) {
                throw RPCError(.invalidParameter, "unknown logging category \(name)")
            }
        }
        var result: JSONObject = [:]
        for category in LogCategory.sortedByName {
            result.append(category.name, .bool(Log.logger.isChosen(category)))
        }
        return .object(result)
    }

    private func memoryInfo(_ request: RPCRequest) throws -> JSONValue {
        switch try request.string("mode") {
        case "stats":
            // Of this process; the keys of wallets are in the memory of theirs.
            let usage = SecretMemory.usage
            return .members(
                (
                    "locked",
                    .members(
                        ("used", .integer(usage.used)), ("free", .integer(usage.free)),
                        ("total", .integer(usage.total)), ("locked", .integer(usage.locked)),
                        ("chunks_used", .integer(usage.chunksUsed)),
                        ("chunks_free", .integer(usage.chunksFree)))
                ))
        case "mallocinfo":
            return .string(AllocatorReport.xml())
        case let mode:
            throw RPCError(.invalidParameter, "unknown mode \(mode)")
        }
    }

    private func echo(_ request: RPCRequest) throws -> JSONValue {
        if request[9] == "trigger_internal_bug" {
            throw RPCError.internalBug("request.params[9].get_str() != \"trigger_internal_bug\"")
        }
        return .array(request.arguments)
    }

    private func setMockTime(_ request: RPCRequest) async throws -> JSONValue {
        guard chain == .regtest else {
            throw RPCError(.miscellaneous, "setmocktime is for regression testing (-regtest mode) only")
        }
        let time = try request[0].requireInteger(as: Int64.self)
        // The time of a block has 32 bits, so a later time means nothing to consensus.
        let latest = Int64(UInt32.max)
        guard (0...latest).contains(time) else {
            throw RPCError(
                .invalidParameter, "Mocktime must be in the range [0, \(latest)], not \(time).")
        }
        NodeClock.setMockTime(time)
        try await clockChanged(time)
        return .null
    }

    private func mockScheduler(_ request: RPCRequest) async throws -> JSONValue {
        guard chain == .regtest else {
            throw RPCError(.miscellaneous, "mockscheduler is for regression testing (-regtest mode) only")
        }
        let seconds = try request.integer("delta_time", as: Int64.self)
        guard (1...3600).contains(seconds) else {
            throw RPCError(.miscellaneous, "delta_time must be between 1 and 3600 seconds (1 hr)")
        }
        await scheduleForwarded(seconds)
        return .null
    }
}

extension Duration {
    /// The whole microseconds in this duration.
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
