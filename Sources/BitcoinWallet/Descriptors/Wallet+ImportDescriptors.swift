import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Descriptors from outside.
extension Wallet {
    /// Adds what a request asks for, or takes over what it changes.
    ///
    /// - Parameter warnings: learns what the user should know, also if that fails.
    func add(_ wanted: DescriptorImport, warnings: inout [String]) throws {
        if flags.contains(.disablePrivateKeys), !wanted.keys.privateKeys.isEmpty {
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
            warnings += descriptor.warnings
            try checkKeys(of: descriptor, wanted, &warnings)
            try add(descriptor, wanted, isInternal: wanted.isInternal(number), &warnings)
        }
    }

    private func checkKeys(
        of descriptor: Descriptor, _ wanted: DescriptorImport, _ warnings: inout [String]
    ) throws(RPCError) {
        if !flags.contains(.disablePrivateKeys) {
            guard !wanted.keys.privateKeys.isEmpty else {
                throw RPCError(
                    .wallet,
                    "Cannot import descriptor without private keys to a wallet with private keys enabled")
            }
            if !descriptor.hasPrivateKeys(wanted.keys) {
                warnings.append(
                    "Not all private keys provided. Some wallet functionality may return unexpected errors")
            }
        }
        guard !descriptor.hasScripts else { return }
        guard !flags.contains(.disablePrivateKeys) else {
            throw RPCError(.wallet, "Cannot import unused() to wallet without private keys enabled")
        }
        let hashes = descriptor.rootKeys.map(\.hash) + descriptor.rootExtendedKeys.map(\.key.hash)
        guard hashes.allSatisfy({ privateKey($0) == nil }) else {
            throw RPCError(
                .wallet, "Cannot import an unused() descriptor when its private key is already in the wallet")
        }
    }

    private func add(
        _ descriptor: Descriptor, _ wanted: DescriptorImport, isInternal: Bool, _ warnings: inout [String]
    ) throws {
        let id = Hash256(descriptor.identifier)
        let record = DescriptorRecord(
            text: descriptor.text, creationTime: UInt64(clamping: wanted.timestamp),
            nextIndex: wanted.nextIndex, rangeStart: wanted.range.lowerBound,
            rangeEnd: wanted.range.upperBound)
        var manager: DescriptorManager
        if let known = managers[id] {
            manager = known
            log("Update existing descriptor: \(descriptor.text)")
            guard manager.update(record) else {
                throw RPCError(
                    .wallet,
                    "Could not add descriptor '\(wanted.text)': new range must include current range = "
                        + "[\(known.record.rangeStart),\(known.record.rangeEnd - 1)]")
            }
        } else {
            manager = DescriptorManager(descriptor, record: record)
        }
        _ = try manager.add(Array(wanted.keys.privateKeys.values), encryptionKey: encryptionKey)
        let type = descriptor.outputType
        if wanted.isActive, type == nil {
            warnings.append("Unknown output type, cannot set descriptor to active.")
        }
        try database.transaction {
            try add(manager)
            if !descriptor.isRange, !isInternal {
                for script in managers[id]?.positions.keys ?? [:].keys {
                    guard let address = address(of: script) else { continue }
                    try setLabel(wanted.label, of: address, purpose: "receive")
                }
            }
            guard let type else { return }
            if wanted.isActive {
                try activate(id, type: type, isInternal: isInternal)
            } else {
                try deactivate(id, type: type, isInternal: isInternal)
            }
        }
    }
}
