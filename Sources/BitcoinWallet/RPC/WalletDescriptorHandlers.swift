import BitcoinCommands
import BitcoinCrypto
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

/// One descriptor that is to be imported, checked as far as it can be without the wallet.
private struct DescriptorImport {
    var descriptors: [Descriptor]
    var keys: FlatSigningProvider
    var isActive: Bool
    var isInternal: Bool?
    var label: String
    var range: Range<Int32>
    var nextIndex: Int32
    var timestamp: Int64
    var warnings: [String] = []

    init(_ request: JSONValue, timestamp: Int64, options: WalletOptions) throws {
        guard !request["desc"].isNull else { throw RPCError(.invalidParameter, "Descriptor not found.") }
        let text = try request["desc"].requireString()
        isActive = request["active"].isNull ? false : try request["active"].requireBool()
        label = try request["label"].label
        keys = FlatSigningProvider()
        self.timestamp = timestamp
        do throws(DescriptorError) {
            descriptors = try Descriptor.parse(
                text, format: options.format, keys: &keys, requiresChecksum: true)
        } catch {
            throw RPCError(.invalidAddressOrKey, error.description)
        }
        let isRange = descriptors.contains(where: \.isRange)
        if !request["internal"].isNull {
            guard descriptors.count == 1 else {
                throw RPCError(
                    .invalidAddressOrKey,
                    "Cannot have multipath descriptor while also specifying 'internal'")
            }
            isInternal = try request["internal"].requireBool()
        }
        range = 0..<1
        nextIndex = 0
        if isRange {
            if request["range"].isNull {
                warnings.append("Range not given, using default keypool range")
                range = 0..<max(1, options.keypoolSize)
            } else {
                range = try Self.range(request["range"])
            }
            nextIndex = range.lowerBound
            if !request["next_index"].isNull {
                nextIndex = Int32(clamping: try request["next_index"].requireInteger(as: Int64.self))
                guard range.contains(nextIndex) else {
                    throw RPCError(.invalidParameter, "next_index is out of range")
                }
            }
        } else if !request["range"].isNull {
            throw RPCError(.invalidParameter, "Range should not be specified for an un-ranged descriptor")
        }
        try check(hasLabel: !request["label"].isNull, isRange: isRange)
    }

    private func check(hasLabel: Bool, isRange: Bool) throws {
        if isActive, !isRange { throw RPCError(.invalidParameter, "Active descriptors must be ranged") }
        if hasLabel {
            if descriptors.count > 1 {
                throw RPCError(.invalidParameter, "Multipath descriptors should not have a label")
            }
            if isRange { throw RPCError(.invalidParameter, "Ranged descriptors should not have a label") }
            if isInternal == true {
                throw RPCError(.invalidParameter, "Internal addresses should not have a label")
            }
        }
        if isActive, descriptors.contains(where: { !$0.isSingleType }) {
            throw RPCError(.wallet, "Combo descriptors cannot be set to active")
        }
    }

    /// A range: its last position, or its first and last.
    private static func range(_ value: JSONValue) throws -> Range<Int32> {
        var low: Int64 = 0
        let high: Int64
        if value.array != nil {
            guard value.array?.count == 2, let first = value[0].integer, let last = value[1].integer else {
                throw RPCError(.invalidParameter, "Range must have numbers [begin,end]")
            }
            guard first <= last else {
                throw RPCError(
                    .invalidParameter, "Range specified as [begin,end] must not have begin after end")
            }
            (low, high) = (first, last)
        } else {
            high = try value.requireInteger()
        }
        guard low >= 0 else {
            throw RPCError(.invalidParameter, "Range should be greater or equal than 0")
        }
        guard high >> 31 == 0 else { throw RPCError(.invalidParameter, "End of range is too high") }
        guard high < low + 1_000_000 else { throw RPCError(.invalidParameter, "Range is too large") }
        return Int32(low)..<Int32(clamping: high + 1)
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
            let time = max(1, try Self.timestamp(request["timestamp"], now: now))
            times.append(time)
            let result = importDescriptor(request, timestamp: time)
            if result["success"] == true { needsScan = true }
            results.append(result)
        }
        let owners = owners
        ledger.refreshOutputs(isOwn: { owners[$0] != nil })
        guard needsScan, let lowest = times.min() else { return .array(results) }
        let (scanned, result) = try await rescan(sinceTime: lowest)
        try await resubmit(method: .mempoolWithoutBroadcast, isForced: true)
        if case .aborted = result { throw RPCError(.miscellaneous, "Rescan aborted by user.") }
        guard scanned > lowest else { return .array(results) }
        return .array(
            zip(results, times).map { result, time in
                scanned <= time || result["error"] != .null ? result : Self.incomplete(time, scanned)
            })
    }

    private static func incomplete(_ time: Int64, _ scanned: Int64) -> JSONValue {
        let message = """
            Rescan failed for descriptor with timestamp \(time). There was an error reading a block from time \
            \(scanned - timeWindow - 1), which is after or within \(timeWindow) seconds of key creation, and could \
            contain transactions pertaining to the desc. As a result, transactions and coins using this desc may not \
            appear in the wallet. This error could potentially caused by data corruption. If the issue persists you \
            may want to reindex (see -reindex option).
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
            var wanted = try DescriptorImport(request, timestamp: timestamp, options: options)
            warnings = wanted.warnings
            try perform(&wanted)
            warnings = wanted.warnings
            object.append("success", true)
        } catch {
            object.append("success", false)
            object.append("error", RPCError(error).json)
        }
        if !warnings.isEmpty { object.append("warnings", .strings(warnings)) }
        return .object(object)
    }

    private func perform(_ wanted: inout DescriptorImport) throws {
        let hasKeys = !wanted.keys.privateKeys.isEmpty
        if flags.contains(.disablePrivateKeys), hasKeys {
            throw RPCError(
                .wallet, "Cannot import private keys to a wallet with private keys disabled")
        }
        for (number, descriptor) in wanted.descriptors.enumerated() {
            guard descriptor.expand(at: 0, provider: wanted.keys) != nil else {
                throw RPCError(
                    .wallet,
                    "Cannot expand descriptor. Probably because of hardened derivations without private keys provided"
                )
            }
            wanted.warnings += descriptor.warnings
            if !flags.contains(.disablePrivateKeys) {
                guard hasKeys else {
                    throw RPCError(
                        .wallet,
                        "Cannot import descriptor without private keys to a wallet with private keys enabled")
                }
                if !descriptor.hasPrivateKeys(wanted.keys) {
                    wanted.warnings.append(
                        "Not all private keys provided. Some wallet functionality may return unexpected errors"
                    )
                }
            }
            guard descriptor.hasScripts else {
                throw RPCError(.wallet, "unused() descriptors are not supported by this version")
            }
            let isInternal = wanted.descriptors.count == 2 ? number == 1 : wanted.isInternal ?? false
            try add(descriptor, wanted, isInternal: isInternal)
        }
    }

    private func add(_ descriptor: Descriptor, _ wanted: DescriptorImport, isInternal: Bool) throws {
        let id = Hash256(descriptor.identifier)
        let keys = Array(wanted.keys.privateKeys.values)
        var manager: DescriptorManager
        if var known = managers[id] {
            if known.isRange, !Self.covers(wanted.range, known.record.rangeStart..<known.record.rangeEnd) {
                throw RPCError(
                    .wallet,
                    "Could not add descriptor '\(descriptor.text)': new range must include current range = "
                        + "[\(known.record.rangeStart),\(known.record.rangeEnd - 1)]")
            }
            known.update(
                range: wanted.range, nextIndex: max(wanted.nextIndex, 0),
                creationTime: UInt64(clamping: wanted.timestamp))
            manager = known
        } else {
            let record = DescriptorRecord(
                text: descriptor.text, creationTime: UInt64(clamping: wanted.timestamp),
                nextIndex: wanted.nextIndex, rangeStart: wanted.range.lowerBound,
                rangeEnd: wanted.range.upperBound)
            manager = DescriptorManager(descriptor, record: record)
        }
        _ = try manager.add(keys, encryptionKey: encryptionKey)
        // Hardened steps need the private keys just once.
        try manager.cacheKeys(from: wanted.keys)
        try database.transaction {
            try add(manager)
            if !descriptor.isRange, !isInternal {
                for script in manager.positions.keys {
                    guard let address = address(of: script) else { continue }
                    try setLabel(wanted.label, of: address, purpose: "receive")
                }
            }
            guard let type = descriptor.outputType else { return }
            if wanted.isActive {
                try activate(id, type: type, isInternal: isInternal)
            } else {
                try deactivate(id, type: type, isInternal: isInternal)
            }
        }
    }

    private static func covers(_ range: Range<Int32>, _ other: Range<Int32>) -> Bool {
        range.lowerBound <= other.lowerBound && range.upperBound >= other.upperBound
    }

    fileprivate func listDescriptors(withPrivateKeys: Bool) throws -> JSONValue {
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
                ? manager.privateText(encryptionKey) ?? manager.descriptor.text : manager.normalizedText()
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
