import BitcoinPrimitives
import BitcoinSupport

extension PartiallySignedTransaction {
    /// The text that PSBTs are passed around as.
    public var base64: String { Base64.encode(serialized) }

    /// The bytes.
    public var serialized: [UInt8] {
        var writer = PSBTMapWriter()
        if version < 2 {
            // Without lock times of the inputs there is always a transaction.
            writer.write(
                PSBTGlobalType.unsignedTransaction, value: unsignedTransaction?.bytes ?? Bytes())
        }
        for (key, origin) in orderedExtendedKeys {
            writer.write(PSBTGlobalType.extendedKey, origins: [key.bytes: origin])
        }
        if version >= 2 { writeParts(to: &writer) }
        writer.write(records: proprietary.records)
        writer.write(records: unknown)
        writer.endMap()
        for input in inputs { input.write(to: &writer, version: version) }
        for output in outputs { output.write(to: &writer, version: version) }
        return writer.writer.bytes
    }

    /// The extended keys in the order of their origins, which is how PSBTs list them.
    public var orderedExtendedKeys: [(key: PSBTExtendedKey, origin: KeyOrigin)] {
        extendedKeys.map { (key: $0.key, origin: $0.value) }
            .sorted { $0.origin == $1.origin ? $0.key < $1.key : $0.origin < $1.origin }
    }

    private func writeParts(to writer: inout PSBTMapWriter) {
        writer.write(PSBTGlobalType.transactionVersion, integer: transactionVersion)
        if let fallbackLockTime {
            writer.write(PSBTGlobalType.fallbackLockTime, integer: fallbackLockTime)
        }
        writer.write(PSBTGlobalType.inputCount) { $0.writeCompactSize(inputs.count) }
        writer.write(PSBTGlobalType.outputCount) { $0.writeCompactSize(outputs.count) }
        if let modifiable { writer.write(PSBTGlobalType.modifiable, integer: modifiable.rawValue) }
        writer.write(PSBTGlobalType.version, integer: version)
    }
}
