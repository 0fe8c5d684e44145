import BitcoinPrimitives

extension NetworkMessage {
    /// Reads a message from its name and payload. Bytes after what the message holds are ignored, as others do.
    ///
    /// What a message may hold is bounded by ``MessageLimits``, and nothing is allocated on the word of a count.
    public init(command: String, payload: Bytes) throws(MessageError) {
        do {
            self = try Self.decode(command, payload)
        } catch let error as SerializationError {
            throw .malformed(error)
        } catch let error as MessageError {
            throw error
        } catch {
            throw .disconnect("\(error)")
        }
    }

    private static func decode(_ command: String, _ payload: Bytes) throws -> NetworkMessage {
        var reader = ByteReader(payload)
        switch command {
        case "version": return .version(try reader.read())
        case "verack": return .verack
        case "wtxidrelay": return .wtxidRelay
        case "sendaddrv2": return .sendAddressesV2
        case "sendheaders": return .sendHeaders
        case "sendcmpct": return .sendCompact(try compactBlockPreference(from: &reader))
        case "feefilter": return .feeFilter(try reader.read())
        case "ping": return .ping(reader.isAtEnd ? nil : try reader.read())
        case "pong": return .pong(reader.remaining < 8 ? nil : try reader.read())
        case "addr": return .addresses(try addresses(command, from: &reader, .legacy))
        case "addrv2": return .addressesV2(try addresses(command, from: &reader, .version2))
        case "getaddr": return .getAddresses
        case "inv": return .inventory(try inventory(command, from: &reader))
        case "getdata": return .getData(try inventory(command, from: &reader))
        case "notfound": return .notFound(try reader.readList())
        case "getblocks": return .getBlocks(try locatorRequest(command, from: &reader))
        case "getheaders": return .getHeaders(try locatorRequest(command, from: &reader))
        case "headers": return .headers(try headers(from: &reader))
        case "block": return .block(try reader.read())
        case "merkleblock": return .merkleBlock(try reader.read())
        case "tx": return .transaction(try reader.read())
        case "mempool": return .mempool
        case "cmpctblock": return .compactBlock(try reader.read())
        case "getblocktxn": return .getBlockTransactions(try reader.read())
        case "blocktxn": return .blockTransactions(try reader.read())
        case "getcfilters": return .getFilters(try reader.read())
        case "cfilter": return .filter(try reader.read())
        case "getcfheaders": return .getFilterHeaders(try reader.read())
        case "cfheaders": return .filterHeaders(try reader.read())
        case "getcfcheckpt": return .getFilterCheckpoints(try reader.read())
        case "cfcheckpt": return .filterCheckpoints(try reader.read())
        case "filterload": return .loadBloomFilter(try reader.read())
        case "filteradd": return .addToBloomFilter(try reader.readLengthPrefixed())
        case "filterclear": return .clearBloomFilter
        case "sendtxrcncl":
            return .sendReconciliation(
                ReconciliationOffer(version: try reader.read(), salt: try reader.read()))
        case "feature": return .feature(feature(from: &reader))
        default: return .unknown(command: command)
        }
    }

    private static func compactBlockPreference(
        from reader: inout ByteReader
    ) throws -> CompactBlockPreference {
        let announce: UInt8 = try reader.read()
        let version: UInt64 = try reader.read()
        guard announce <= 1 else { throw MessageError.misbehaviour("invalid sendcmpct announce field") }
        return CompactBlockPreference(isHighBandwidth: announce == 1, version: version)
    }

    private static func addresses(
        _ command: String, from reader: inout ByteReader, _ encoding: AddressEncoding
    ) throws -> [PeerAddress] {
        let count = try reader.readCount()
        guard count <= reader.remaining / PeerAddress.minimumSize else { throw SerializationError.endOfData }
        guard count <= MessageLimits.addresses else {
            throw MessageError.misbehaviour("\(command) message size = \(count)")
        }
        return try (0..<count).map { _ in try PeerAddress(from: &reader, encoding: encoding) }
    }

    private static func inventory(_ command: String, from reader: inout ByteReader) throws -> [InventoryItem]
    {
        let items: [InventoryItem] = try reader.readList()
        guard items.count <= MessageLimits.inventory else {
            throw MessageError.misbehaviour("\(command) message size = \(items.count)")
        }
        return items
    }

    private static func locatorRequest(
        _ command: String, from reader: inout ByteReader
    ) throws -> LocatorRequest {
        let request: LocatorRequest = try reader.read()
        guard request.locator.count <= MessageLimits.locator else {
            throw MessageError.disconnect(
                "\(command) locator size \(request.locator.count) > \(MessageLimits.locator)")
        }
        return request
    }

    /// Each header is followed by the number of its transactions, which is of no use.
    private static func headers(from reader: inout ByteReader) throws -> [BlockHeader] {
        let count = try reader.readCompactSize()
        guard count <= UInt64(MessageLimits.headers) else {
            throw MessageError.misbehaviour("headers message size = \(count)")
        }
        var headers: [BlockHeader] = []
        headers.reserveCapacity(min(Int(count), reader.remaining / (BlockHeader.size + 1)))
        for _ in 0..<count {
            headers.append(try reader.read())
            _ = try reader.readCompactSize()
        }
        return headers
    }

    /// A message that is not well formed has no name, for which its sender is disconnected.
    private static func feature(from reader: inout ByteReader) -> PeerFeature {
        let invalid = PeerFeature(name: Bytes(), data: Bytes())
        guard let name = try? reader.readLengthPrefixed(), name.count <= MessageLimits.featureName,
            let data = try? reader.readLengthPrefixed(), data.count <= MessageLimits.featureData,
            name.count >= 4, reader.isAtEnd
        else { return invalid }
        return PeerFeature(name: name, data: data)
    }
}
