import BitcoinPrimitives

extension NetworkMessage {
    /// The message without its name.
    public var payload: Bytes {
        if case .encoded(_, let payload) = self { return payload }
        var writer = ByteWriter()
        write(to: &writer)
        return Bytes(writer.bytes)
    }

    private func write(to writer: inout ByteWriter) {
        switch self {
        case .version(let message): writer.write(message)
        case .sendCompact(let preference):
            writer.write(UInt8(preference.isHighBandwidth ? 1 : 0))
            writer.write(preference.version)
        case .feeFilter(let rate): writer.write(rate)
        case .ping(let nonce), .pong(let nonce):
            if let nonce { writer.write(nonce) }
        case .addresses(let list): Self.write(list, to: &writer, .legacy)
        case .addressesV2(let list): Self.write(list, to: &writer, .version2)
        case .inventory(let items), .getData(let items), .notFound(let items): writer.writeList(items)
        case .getBlocks(let request), .getHeaders(let request): writer.write(request)
        case .headers(let headers):
            writer.writeCompactSize(headers.count)
            for header in headers {
                writer.write(header)
                writer.writeCompactSize(0)
            }
        case .block(let block): writer.write(block)
        case .merkleBlock(let block): writer.write(block)
        case .transaction(let transaction): writer.write(transaction)
        case .compactBlock(let block): writer.write(block)
        case .getBlockTransactions(let request): writer.write(request)
        case .blockTransactions(let answer): writer.write(answer)
        case .getFilters(let request), .getFilterHeaders(let request): writer.write(request)
        case .filter(let answer): writer.write(answer)
        case .filterHeaders(let answer): writer.write(answer)
        case .getFilterCheckpoints(let request): writer.write(request)
        case .filterCheckpoints(let answer): writer.write(answer)
        case .sendReconciliation(let offer):
            writer.write(offer.version)
            writer.write(offer.salt)
        case .feature(let feature):
            writer.writeLengthPrefixed(feature.name.array)
            writer.writeLengthPrefixed(feature.data)
        case .loadBloomFilter(let filter): writer.write(filter)
        case .addToBloomFilter(let element): writer.writeLengthPrefixed(element)
        case .verack, .wtxidRelay, .sendAddressesV2, .sendHeaders, .getAddresses, .mempool, .clearBloomFilter,
            .encoded, .unknown:
            break
        }
    }

    private static func write(
        _ list: [PeerAddress], to writer: inout ByteWriter, _ encoding: AddressEncoding
    ) {
        writer.writeCompactSize(list.count)
        for address in list { address.write(to: &writer, encoding: encoding) }
    }
}
