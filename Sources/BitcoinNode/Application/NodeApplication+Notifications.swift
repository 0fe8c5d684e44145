import BitcoinCommands
import BitcoinSupport

extension NodeApplication {
    /// Publishes what happens to the chain, if the user wants it. Addresses that cannot be had do not keep the node from
    /// running.
    func startNotifications(_ node: NodeContext, _ running: inout ShutdownList) async {
        #if BITCOIN_ZMQ
            var service: NotificationService?
            let publishers = NotificationPublisher.all(arguments)
            if !publishers.isEmpty, let chain = node.chain.current {
                do {
                    service = try NotificationService(publishers, chain: chain)
                } catch {
                    Log.error("ZeroMQ notifications are off: \(error)")
                }
            }
            if let service {
                await service.start()
                running.onStop("ZeroMQ notifications") { await service.stop() }
            }
            node.table.register(NotificationCommands.getZmqNotifications) { [service] _ in
                .array(
                    await service?.publishers.map { publisher in
                        .members(
                            ("type", .string(publisher.topic.publisherName)),
                            ("address", .string(publisher.address)),
                            ("hwm", .integer(publisher.highWaterMark)))
                    } ?? [])
            }
        #endif
    }
}
