import BitcoinPrimitives

/// A payment that was asked for, as it is kept in the wallet's file: in the form that Bitcoin Core's windows give it.
public struct PaymentRequest: Sendable, Equatable {
    /// Its number in the wallet, from 1.
    public var id: Int64
    /// When it was made, in seconds since 1970.
    public var timeSeconds: UInt32
    /// What was asked for, and at which address.
    public var link: PaymentLink

    /// The version of the form, of the request and of what is asked for.
    private static let version: Int32 = 1

    /// Describes a request.
    public init(id: Int64, timeSeconds: UInt32, link: PaymentLink) {
        self.id = id
        self.timeSeconds = timeSeconds
        self.link = link
    }

    /// Reads a request from the wallet's file; `nil` if it is none.
    public init?(serialized bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        do throws(SerializationError) {
            let _: Int32 = try reader.read()
            id = try reader.read()
            timeSeconds = try reader.read()
            let _: Int32 = try reader.read()
            let address = try Self.readText(&reader)
            let label = try Self.readText(&reader)
            let amount: Int64 = try reader.read()
            let message = try Self.readText(&reader)
            // Of the payment protocol (BIP 70), which nobody speaks any longer: the request and who signed it.
            _ = try reader.readLengthPrefixed()
            _ = try reader.readLengthPrefixed()
            link = PaymentLink(
                address: address, amount: Amount(satoshis: amount), label: label, message: message)
        } catch {
            return nil
        }
        guard id > 0, (0...Amount.maximum.satoshis).contains(link.amount.satoshis) else { return nil }
    }

    /// The bytes for the wallet's file.
    public var serialized: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(id)
        writer.write(timeSeconds)
        writer.write(Self.version)
        writer.writeLengthPrefixed(Array(link.address.utf8))
        writer.writeLengthPrefixed(Array(link.label.utf8))
        writer.write(link.amount.satoshis)
        writer.writeLengthPrefixed(Array(link.message.utf8))
        writer.writeLengthPrefixed([UInt8]())
        writer.writeLengthPrefixed([UInt8]())
        return writer.bytes
    }

    private static func readText(_ reader: inout ByteReader) throws(SerializationError) -> String {
        String(decoding: try reader.readLengthPrefixed().array, as: UTF8.self)
    }

    /// The requests of a wallet, newest first. What is no request is passed over.
    static func all(_ values: [[UInt8]]) -> [PaymentRequest] {
        values.compactMap(PaymentRequest.init).sorted { $0.id > $1.id }
    }
}

extension WalletModel {
    /// Keeps a request in the wallet's file.
    public func keep(_ link: PaymentLink, at seconds: Int64) async throws {
        let request = PaymentRequest(
            id: (requests.map(\.id).max() ?? 0) + 1, timeSeconds: UInt32(clamping: seconds), link: link)
        try await wallet.setAddressReceiveRequest(
            link.address, id: "\(request.id)", value: request.serialized)
        await refresh()
    }

    /// Removes a request from the wallet's file. Its address stays.
    public func forget(_ request: PaymentRequest) async throws {
        try await wallet.setAddressReceiveRequest(request.link.address, id: "\(request.id)", value: [])
        await refresh()
    }
}
