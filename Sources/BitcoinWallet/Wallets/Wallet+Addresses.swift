import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// New addresses, and what is noted about addresses.
extension Wallet {
    /// A new address to receive at, with its label.
    func newAddress(type: OutputType, label: String) throws -> String {
        guard let script = try newScript(type: type, isInternal: false), let address = address(of: script)
        else {
            throw RPCError(.keypoolRanOut, "Error: Keypool ran out, please call keypoolrefill first")
        }
        try setLabel(label, of: address, purpose: "receive")
        return address
    }

    /// A new address for change.
    func newChangeAddress(type: OutputType) throws -> String {
        guard let script = try newScript(type: type, isInternal: true), let address = address(of: script)
        else {
            throw RPCError(.keypoolRanOut, "Error: Keypool ran out, please call keypoolrefill first")
        }
        return address
    }

    /// The next script of a type, which then counts as used; `nil` if the keys for another one are locked.
    func newScript(type: OutputType, isInternal: Bool) throws -> Script? {
        guard let id = (isInternal ? activeInternal : activeExternal)[type], var manager = managers[id] else {
            throw RPCError(.keypoolRanOut, "Error: No \(type.rawValue) addresses available.")
        }
        // A locked wallet has keys, and may have addresses again.
        guard manager.hasPrivateKeys || manager.canGiveAddresses(isLocked: true) else {
            throw RPCError(.keypoolRanOut, "No addresses available")
        }
        return try database.transaction {
            // Without more addresses ready, one that is may still be given out.
            try topUp(&manager, count: options.keypoolSize)
            let script = manager.takeNext()
            try database.write(manager.record, id: id)
            managers[id] = manager
            return script
        }
    }

    /// Gives a script back that nobody was told, if no other was taken since.
    func giveBack(_ script: Script) throws {
        for id in owners[script] ?? [] {
            guard var manager = managers[id] else { continue }
            manager.giveBack(script)
            try database.write(manager.record, id: id)
            managers[id] = manager
        }
    }

    /// Whether a new address can be made.
    func canGiveAddresses(isInternal: Bool = false) -> Bool {
        (isInternal ? activeInternal : activeExternal).values.contains {
            managers[$0]?.canGiveAddresses(isLocked: isLocked) ?? false
        }
    }

    /// How many addresses are ready to receive at, and how many in all.
    var keypoolCounts: (external: Int, all: Int) {
        let external = activeExternal.values.reduce(0) { $0 + (managers[$1]?.unusedCount ?? 0) }
        let all = activeIDs.reduce(0) { $0 + (managers[$1]?.unusedCount ?? 0) }
        return (external, all)
    }

    /// Gives an address a label and, if it says so, a purpose.
    func setLabel(_ label: String, of address: String, purpose: String?) throws {
        try database.transaction {
            if let purpose { try database.write(purpose: purpose, of: address) }
            try database.write(label: label, of: address)
        }
        addressBook[address, default: AddressBookEntry()].label = label
        if let purpose { addressBook[address]?.purpose = purpose }
        if let entry = entry(of: address) { observers.tell(.addressBookChanged(entry)) }
    }

    /// What was asked for at addresses, those of one address after those of another.
    var receiveRequests: [[UInt8]] {
        addressBook.sorted { $0.key < $1.key }.flatMap { _, entry in
            entry.requests.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Notes what was asked for at an address, or forgets it if the value is empty.
    func setReceiveRequest(_ value: [UInt8], id: String, of address: String) throws {
        _ = try destination(address, "Invalid Bitcoin address: \(address)")
        guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw RPCError(.invalidParameter, "The number of a request has to be decimal: \(id)")
        }
        if value.isEmpty {
            try database.eraseRequest(id: id, of: address)
            addressBook[address]?.requests[id] = nil
        } else {
            try database.write(request: value, id: id, of: address)
            addressBook[address, default: AddressBookEntry()].requests[id] = value
        }
        if let entry = entry(of: address) { observers.tell(.addressBookChanged(entry)) }
    }

    /// Notes that what is paid to a script can be seen: an address of a key that was thought unused was used.
    func markUsed(_ script: Script) throws {
        for id in owners[script] ?? [] {
            guard var manager = managers[id] else { continue }
            let used = manager.markUsed(script)
            if !used.isEmpty { try database.write(manager.record, id: id) }
            // Also where a position was given out before: it is no longer among those that are ready.
            try topUp(&manager, count: options.keypoolSize)
            managers[id] = manager
            guard isInternal(id) == false else { continue }
            for script in used {
                guard let address = address(of: script), addressBook[address]?.label == nil else { continue }
                try setLabel("", of: address, purpose: "receive")
            }
        }
    }

    /// Notes which addresses a transaction spends from.
    func markSpentAddresses(_ transaction: Transaction) throws {
        guard flags.contains(.avoidReuse) else { return }
        for input in transaction.inputs {
            guard let output = ledger.ownOutputs[input.previousOutput],
                let address = address(of: output.scriptPubKey),
                addressBook[address]?.isUsed != true
            else { continue }
            try database.writeUsed(address)
            addressBook[address, default: AddressBookEntry()].isUsed = true
        }
    }
}
