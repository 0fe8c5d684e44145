/// A generated client: it stands for an object of another process.
public protocol InterfaceClient: Sendable {
    /// The object.
    var capability: CapabilityClient { get }
}

extension StructReader {
    /// The object that a pointer leads to, as its client; throws for a null pointer.
    public func object<Client>(_ slot: Int, _ client: (CapabilityClient) -> Client) throws(MessageError)
        -> Client
    {
        guard let capability = try capability(slot) else { throw .missingObject(slot: slot) }
        return client(capability)
    }

    /// The objects of a list, as their clients; throws if one is missing.
    public func objects<Client>(
        _ slot: Int, _ client: (CapabilityClient) -> Client
    ) throws(MessageError) -> [Client] {
        let list = try list(slot, of: .pointer)
        var clients: [Client] = []
        clients.reserveCapacity(list.count)
        for index in 0..<list.count {
            guard let capability = try list.capability(index) else { throw .missingObject(slot: slot) }
            clients.append(client(capability))
        }
        return clients
    }
}

extension StructBuilder {
    /// Hands an object to the peer, `nil` as null. An object that is itself the peer's goes back as what it is, and not
    /// by way of this process.
    public func setObject<Object>(
        _ slot: Int, _ object: Object?, _ server: (Object) -> any CapabilityServer
    ) throws(MessageError) {
        guard let object else { return }
        if let capability = capability(of: object) {
            try setCapability(slot, capability)
        } else {
            try setCapability(slot, server(object))
        }
    }

    /// Hands a list of objects to the peer.
    public func setObjects<Object>(
        _ slot: Int, _ objects: [Object], _ server: (Object) -> any CapabilityServer
    ) throws(MessageError) {
        let list = try initList(slot, count: objects.count, of: .pointer)
        for (index, object) in objects.enumerated() {
            if let capability = capability(of: object) {
                try list.setCapability(index, capability)
            } else {
                try list.setCapability(index, server(object))
            }
        }
    }

    private func capability(of object: Any) -> CapabilityClient? {
        guard let client = object as? any InterfaceClient, client.capability.connection === connection else {
            return nil
        }
        return client.capability
    }
}
