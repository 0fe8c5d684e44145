#if BITCOIN_ZMQ
    import BitcoinChain
    import BitcoinPrimitives
    import BitcoinStorage
    import BitcoinSupport

    /// Tells subscribers over ZeroMQ what happens to the chain and the mempool.
    ///
    /// Nobody waits for it: the chain leaves events behind and goes on, and ZeroMQ drops what a subscriber has no room
    /// for. Where more events wait than are kept, the steps of the chain are made up for from the block index.
    actor NotificationService {
        /// How many events may wait, which is about as many transactions as a block holds, several times over.
        private static let backlog = 1 << 16

        private let chain: ChainManager
        private var outlets: [Outlet]
        private var worker: Task<Void, Never>?

        private struct Outlet {
            var publisher: NotificationPublisher
            let socket: ZeroMQPublishingSocket
        }

        /// Listens on the addresses of all publishers. Where one of them cannot be had nothing is published at all.
        init(_ publishers: [NotificationPublisher], chain: ChainManager) throws(ZeroMQError) {
            self.chain = chain
            Log.debug(.zmq) { "version \(ZeroMQContext.version)" }
            Log.debug(.zmq) { "Initialize notification interface" }
            let context = try ZeroMQContext()
            var outlets: [Outlet] = []
            for publisher in publishers {
                let (type, address) = (publisher.topic.publisherName, publisher.address)
                let known = outlets.first { $0.publisher.address == address }?.socket
                if known != nil { Log.debug(.zmq) { "Reusing socket for address \(address)" } }
                Log.debug(.zmq) {
                    "Outbound message high water mark for \(type) at \(address) is \(publisher.highWaterMark)"
                }
                let socket: ZeroMQPublishingSocket
                if let known {
                    socket = known
                } else {
                    socket = try ZeroMQPublishingSocket(context, like: publisher)
                }
                outlets.append(Outlet(publisher: publisher, socket: socket))
                Log.debug(.zmq) { "Notifier \(type) ready (address = \(address))" }
            }
            self.outlets = outlets
        }

        /// What is published where.
        var publishers: [NotificationPublisher] { outlets.map(\.publisher) }

        /// Begins to publish what happens from now on.
        func start() async {
            // Subscribed before the task, which may begin after the first event.
            let events = chain.events.subscribe(to: [.chain, .mempool], backlog: Self.backlog)
            let tip = await chain.tip
            worker = Task { await publish(events, from: tip) }
        }

        /// Ends publishing and closes the sockets.
        func stop() async {
            worker?.cancel()
            await worker?.value
            Log.debug(.zmq) { "Shutdown notification interface" }
            outlets = []
        }

        // MARK: Following the chain

        private func publish(_ first: AsyncStream<ChainEvent>, from tip: BlockSnapshot?) async {
            var events = first
            var narrative = tip.map { ChainNarrative(from: $0.hash) }
            while !Task.isCancelled {
                for await event in events { await publish(event, &narrative) }
                guard !Task.isCancelled, !chain.events.isClosed else { return }
                Log.warning("ZeroMQ notifications fell behind; transactions of the mempool may be missing")
                events = chain.events.subscribe(to: [.chain, .mempool], backlog: Self.backlog)
                await catchUp(&narrative)
            }
        }

        private func publish(_ event: ChainEvent, _ narrative: inout ChainNarrative?) async {
            switch event {
            case .transactionAdded(let added):
                let transaction = added.entry.transaction
                for notification in NotificationContents.transaction(transaction) { send(notification) }
                send(
                    NotificationContents.mempoolStep(
                        transaction.txid, isAdded: true, number: added.sequence))
                return
            case .transactionRemoved(let removed):
                return send(
                    NotificationContents.mempoolStep(
                        removed.entry.transaction.txid, isAdded: false, number: removed.sequence))
            default:
                break
            }
            if narrative == nil, case .blockConnected(let block) = event {
                // The genesis block of a new chain, which nothing comes before.
                narrative = ChainNarrative(from: block.header.previousBlock)
            }
            if let step = narrative?.received(event) { await publish(step) }
        }

        /// Walks from where the narrative ends to the tip, back to the fork and forward again.
        private func catchUp(_ narrative: inout ChainNarrative?) async {
            guard var walk = narrative, let tip = await chain.tip else { return }
            while !Task.isCancelled, walk.position != tip.hash {
                guard let here = await chain.block(walk.position) else { break }
                if await chain.ancestor(of: tip.hash, atHeight: here.height)?.hash == here.hash {
                    guard let next = await chain.ancestor(of: tip.hash, atHeight: here.height + 1) else {
                        break
                    }
                    await publish(walk.connect(next))
                } else {
                    await publish(walk.disconnect(here))
                }
            }
            if let step = walk.arrive() { await publish(step) }
            narrative = walk
        }

        // MARK: Messages

        private func publish(_ step: ChainNarrative.Step) async {
            switch step {
            case .connected(let block):
                await publishTransactions(of: block)
                send(NotificationContents.chainStep(block.hash, isConnected: true))
            case .disconnected(let block):
                await publishTransactions(of: block)
                send(NotificationContents.chainStep(block.hash, isConnected: false))
            case .arrived(let position):
                let block = wants(.block) ? await read(position) : nil
                for notification in NotificationContents.tip(position, block: block) { send(notification) }
            }
        }

        private func publishTransactions(of block: BlockSnapshot) async {
            guard wants(.transactionID) || wants(.transaction), let bytes = await read(block.hash),
                let block = try? Block(serialized: bytes)
            else { return }
            for notification in block.transactions.lazy.flatMap(NotificationContents.transaction) {
                send(notification)
            }
        }

        private func wants(_ topic: NotificationTopic) -> Bool {
            outlets.contains { $0.publisher.topic == topic }
        }

        private func read(_ hash: BlockHash) async -> [UInt8]? {
            // An event may be older than the place of the block on disk.
            guard let position = await chain.block(hash)?.dataPosition else {
                Log.error("Can't read block \(hash) from disk: it was pruned")
                return nil
            }
            do {
                return try chain.blockFiles.readBlock(at: position)
            } catch {
                Log.error("Can't read block from disk: \(error)")
                return nil
            }
        }

        /// Sends a message to all who publish its topic. A socket that fails is not used again.
        private func send(_ notification: Notification) {
            var failed: [ObjectIdentifier] = []
            for index in outlets.indices where outlets[index].publisher.topic == notification.topic {
                let outlet = outlets[index]
                do {
                    try outlet.socket.send(outlet.publisher.parts(notification.content))
                    outlets[index].publisher.noteSent()
                } catch {
                    Log.error("\(error)")
                    failed.append(ObjectIdentifier(outlet.socket))
                }
            }
            outlets.removeAll { failed.contains(ObjectIdentifier($0.socket)) }
        }
    }
#endif
