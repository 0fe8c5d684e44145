import BitcoinP2P
import BitcoinSupport

/// A peer as `getpeerinfo` shows it.
struct PeerPresentation {
    let peer: PeerSnapshot
    let report: PeerReport

    /// The peer as JSON.
    var json: JSONValue { .object(identity + traffic + conversation + relay) }

    private var identity: JSONObject {
        let info = peer.info
        var object = JSONObject()
        object.append("id", .integer(info.id.rawValue))
        object.append("addr", .string(info.name))
        if let local = info.localEndpoint, local.address.isValid {
            object.append("addrbind", .string("\(local)"))
        }
        if let reported = peer.facts.reportedEndpoint, reported.address.isValid {
            object.append("addrlocal", .string("\(reported)"))
        }
        object.append("network", .string(info.network?.name ?? Network.unroutableName))
        object.append("services", .string(peer.facts.services.rawValue.paddedHex))
        object.append("servicesnames", .array(peer.facts.services.names.map(JSONValue.string)))
        object.append("relaytxes", .bool(peer.facts.relaysTransactions))
        object.append("last_inv_sequence", .integer(report.lastInventorySequence))
        object.append("inv_to_send", .integer(report.inventoryToSend))
        return object
    }

    private var traffic: JSONObject {
        [
            "lastsend": .integer(peer.traffic.lastSent),
            "lastrecv": .integer(peer.traffic.lastReceived),
            "last_transaction": .integer(peer.facts.lastTransactionTime),
            "last_block": .integer(peer.facts.lastBlockTime),
            "bytessent": .integer(peer.traffic.bytesSent),
            "bytesrecv": .integer(peer.traffic.bytesReceived),
            "conntime": .integer(peer.info.connectedAt),
            "timeoffset": .integer(report.timeOffset),
        ]
    }

    private var conversation: JSONObject {
        let facts = peer.facts
        var object = JSONObject()
        if let ping = facts.lastPingMicroseconds, ping > 0 {
            object.append("pingtime", Self.seconds(ping))
        }
        if let ping = facts.minimumPingMicroseconds { object.append("minping", Self.seconds(ping)) }
        if report.pingWaitMicroseconds > 0 {
            object.append("pingwait", Self.seconds(report.pingWaitMicroseconds))
        }
        object.append("version", .integer(facts.version))
        object.append("subver", .string(facts.userAgent))
        object.append("inbound", .bool(peer.info.kind.isInbound))
        object.append("bip152_hb_to", .bool(facts.isHighBandwidthTo))
        object.append("bip152_hb_from", .bool(facts.isHighBandwidthFrom))
        object.append("presynced_headers", .integer(report.presyncedHeaders))
        object.append("synced_headers", .integer(report.syncedHeaders))
        object.append("synced_blocks", .integer(report.syncedBlocks))
        object.append("inflight", .array(report.blocksInFlight.map(JSONValue.integer)))
        return object
    }

    private var relay: JSONObject {
        [
            "addr_relay_enabled": .bool(report.isAddressRelayEnabled),
            "addr_processed": .integer(report.addressesProcessed),
            "addr_rate_limited": .integer(report.addressesRateLimited),
            "permissions": .array(peer.info.permissions.names.map(JSONValue.string)),
            "minfeefilter": .amount(satoshis: report.feeFilter),
            "bytessent_per_msg": Self.counts(peer.traffic.sentByMessage),
            "bytesrecv_per_msg": Self.counts(peer.traffic.receivedByMessage),
            "connection_type": .string(peer.info.kind.name),
            "transport_protocol_type": .string(peer.transport.rawValue),
            "session_id": .string(peer.sessionID.map { Hex.encode($0.bytes) } ?? ""),
        ]
    }

    private static func seconds(_ microseconds: Int64) -> JSONValue {
        .double(Double(microseconds) / 1_000_000)
    }

    private static func counts(_ counts: [String: UInt64]) -> JSONValue {
        .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
    }
}

extension JSONObject {
    fileprivate static func + (left: JSONObject, right: JSONObject) -> JSONObject {
        JSONObject(left.map { ($0.name, $0.value) } + right.map { ($0.name, $0.value) })
    }
}
