import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// A copy of a wallet that can watch and not spend.
extension Wallet {
    /// Writes a wallet file with the public descriptors, the transactions and the address book, and no private key.
    ///
    /// Descriptors whose addresses cannot be worked out without private keys take along the public keys of those
    /// addresses that are known.
    ///
    /// - Parameter destination: the path of the file, which must not exist.
    func exportWatchOnly(to destination: String) throws {
        guard !destination.isEmpty else { throw exportError("Export destination cannot be empty") }
        guard !Path.exists(destination) else {
            throw exportError("Export destination '\(destination)' already exists")
        }
        guard Path.isDirectory(Path.parent(destination)) else {
            throw exportError("Could not create file '\(destination)'")
        }
        try topUpAll()
        guard !managers.isEmpty else { throw exportError("Wallet has no descriptors to export") }
        do {
            try writeFile(destination)
        } catch {
            FileCopy.remove(destination)
            if error is RPCError { throw error }
            throw exportError("Unable to write the exported wallet. \(error)")
        }
    }

    private func exportError(_ text: String) -> RPCError { RPCError(.wallet, "Error: \(text)") }

    private func writeFile(_ path: String) throws {
        let copy = try newFile(path)
        defer { copy.close() }
        try copy.fill { try writeWatchOnly(to: $0) }
    }

    /// Opens a file that belongs to this actor from the start.
    private func newFile(_ path: String) throws -> WalletDatabase {
        try WalletDatabase(path: path, options.database)
    }

    private func writeWatchOnly(to copy: WalletDatabase) throws {
        try copy.writeVersion()
        try copy.write(flags: flags.union(.disablePrivateKeys))
        for id in managers.keys.sorted() {
            if let manager = managers[id] { try writeWatchOnly(manager, to: copy) }
        }
        for (coin, isPersistent) in ledger.lockedCoins where isPersistent { try copy.writeLocked(coin) }
        try copy.write(nextOrderPosition: ledger.nextOrderPosition)
        try copy.write(bestBlock: currentLocator)
        for transaction in ledger.transactions.values {
            try copy.write(transaction.record, variants: transaction.variants.values)
        }
        for type in [RecordType.name, .purpose, .destinationData] {
            try database.visit(prefix: RecordKey(type).bytes) { try copy.write($1, for: $0) }
        }
    }

    private func writeWatchOnly(_ manager: DescriptorManager, to copy: WalletDatabase) throws {
        guard let text = manager.normalizedText(encryptionKey),
            let descriptor = try Descriptor.parse(text, format: options.format).first
        else { throw exportError("Can't get descriptor string.") }
        let id = Hash256(descriptor.identifier)
        var record = manager.record
        record.text = descriptor.text
        try copy.write(record, id: id)
        if !descriptor.canExpandItself {
            try copy.write(manager.cache, besides: DescriptorCache(), id: id)
        }
        for isInternal in [false, true] {
            for (type, active) in isInternal ? activeInternal : activeExternal where active == manager.id {
                try copy.writeActive(id, type: type.recordNumber, isInternal: isInternal)
            }
        }
    }
}

extension WalletDatabase {
    /// Has a body write everything or nothing. The body is given the file, for what it captures counts as sent elsewhere
    /// before Swift 6.3.
    fileprivate func fill(_ body: (WalletDatabase) throws -> Void) throws {
        try transaction { try body(self) }
    }
}
