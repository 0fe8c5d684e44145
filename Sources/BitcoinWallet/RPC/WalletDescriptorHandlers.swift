import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Commands about descriptors and their keys.
extension WalletCommandHandlers {
    func registerDescriptorCommands() {
        bind(WalletDescriptorCommands.importDescriptors) { wallet, request in
            try await wallet.importDescriptors(try request.array("requests"))
        }
        bind(WalletDescriptorCommands.listDescriptors, waits: false) { wallet, request in
            try wallet.listDescriptors(withPrivateKeys: try request.bool("private"))
        }
    }
}

extension Wallet {
    fileprivate func importDescriptors(_ requests: [JSONValue]) async throws -> JSONValue {
        try beginScan()
        defer { endScan() }
        try requireUnlocked()
        let now = try await medianTime()
        var times: [Int64] = []
        var results: [JSONValue] = []
        var needsScan = false
        for request in requests {
            let time = try Self.timestamp(request["timestamp"], now: now)
            times.append(time)
            let result = importDescriptor(request, timestamp: max(1, time))
            if result["success"] == true { needsScan = true }
            results.append(result)
        }
        let owners = owners
        ledger.refreshOutputs(isOwn: { owners[$0] != nil })
        guard needsScan, let lowest = times.min().map({ max(1, $0) }) else { return .array(results) }
        let (scanned, result) = try await rescan(sinceTime: lowest)
        try await resubmit(method: .mempoolWithoutBroadcast, isForced: true)
        if case .aborted = result { throw RPCError(.miscellaneous, "Rescan aborted by user.") }
        guard scanned > lowest else { return .array(results) }
        let cause = try await chain?.findMissingBlock(from: 0, to: .max)?.cause ?? .damage
        return .array(
            zip(results, times).map { result, time in
                scanned <= time || result["error"] != .null ? result : Self.incomplete(time, scanned, cause)
            })
    }

    private static func incomplete(_ time: Int64, _ scanned: Int64, _ cause: MissingBlockCause) -> JSONValue {
        let advice =
            switch cause {
            case .pruning:
                """
                This error could be caused by pruning or data corruption (see bitcoind log for details) and could be \
                dealt with by downloading and rescanning the relevant blocks (see -reindex option and \
                rescanblockchain RPC).
                """
            case .snapshot:
                """
                This error is likely caused by an in-progress assumeutxo background sync. Check logs or \
                getchainstates RPC for assumeutxo background sync progress and try again later.
                """
            case .damage:
                """
                This error could potentially caused by data corruption. If the issue persists you may want to \
                reindex (see -reindex option).
                """
            }
        let message = """
            Rescan failed for descriptor with timestamp \(time). There was an error reading a block from time \
            \(scanned - timeWindow - 1), which is after or within \(timeWindow) seconds of key creation, and could \
            contain transactions pertaining to the desc. As a result, transactions and coins using this desc may not \
            appear in the wallet. \(advice)
            """
        return .members(("success", false), ("error", RPCError(.miscellaneous, message).json))
    }

    private func medianTime() async throws -> Int64 {
        guard let chain, let tip = ledger.tip,
            let found = try await chain.findBlock(tip.hash, includeData: false)
        else { return 0 }
        return found.medianTimePastSeconds
    }

    private static func timestamp(_ value: JSONValue, now: Int64) throws -> Int64 {
        switch value {
        case .null: throw RPCError(.typeError, "Missing required timestamp field for key")
        case .number: return try value.requireInteger()
        case .string("now"): return now
        default:
            throw RPCError(
                .typeError,
                "Expected number or \"now\" timestamp value for key. got type \(value.kind.rawValue)")
        }
    }

    private func importDescriptor(_ request: JSONValue, timestamp: Int64) -> JSONValue {
        var warnings: [String] = []
        var object = JSONObject()
        do {
            let wanted = try DescriptorImport(
                request, timestamp: timestamp, options: options, warnings: &warnings)
            try add(wanted, warnings: &warnings)
            object.append("success", true)
        } catch {
            object.append("success", false)
            object.append("error", RPCError(error).json)
        }
        if !warnings.isEmpty { object.append("warnings", .strings(warnings)) }
        return .object(object)
    }

    func listDescriptors(withPrivateKeys: Bool) throws -> JSONValue {
        if withPrivateKeys {
            guard !flags.contains(.disablePrivateKeys) else {
                throw RPCError(.wallet, "Can't get private descriptor string for watch-only wallets")
            }
            try requireUnlocked()
        }
        var entries: [(text: String, entry: JSONObject)] = []
        for manager in managers.values {
            let text =
                withPrivateKeys
                ? manager.privateText(encryptionKey) ?? manager.descriptor.text
                : manager.normalizedText(encryptionKey)
            guard let text else { throw RPCError(.wallet, "Can't get descriptor string.") }
            let isActive = activeIDs.contains(manager.id)
            var entry: JSONObject = [
                "desc": .string(text), "timestamp": .integer(manager.record.creationTime),
                "active": .bool(isActive),
            ]
            if isActive, let isInternal = isInternal(manager.id) {
                entry.append("internal", .bool(isInternal))
            }
            if manager.isRange {
                entry.append(
                    "range",
                    [.integer(manager.record.rangeStart), .integer(manager.record.rangeEnd - 1)])
                entry.append("next", .integer(manager.record.nextIndex))
                entry.append("next_index", .integer(manager.record.nextIndex))
            }
            entries.append((text, entry))
        }
        entries.sort { $0.text < $1.text }
        return .members(
            ("wallet_name", .string(name)), ("descriptors", .array(entries.map { .object($0.entry) })))
    }
}
