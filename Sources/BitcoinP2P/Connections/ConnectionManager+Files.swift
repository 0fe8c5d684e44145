import BitcoinSupport

/// What is kept from one run to the next.
extension ConnectionManager {
    private var anchorFile: AnchorFile? {
        configuration.anchorPath.map { AnchorFile(path: $0, messageStart: configuration.messageStart) }
    }

    /// Reads who relayed blocks in the last run.
    func takeAnchors() {
        guard let anchorFile else { return }
        anchors = anchorFile.take()
        Log.info("\(anchors.count) block-relay-only anchors will be tried for connections.")
    }

    /// Writes known addresses and bans now and then.
    func keepFiles() async {
        while (try? await Task.sleep(for: AddressManager.writeInterval)) != nil {
            writeAddresses()
            book.bans.write()
        }
    }

    private func writeAddresses() {
        guard let path = configuration.addressPath else { return }
        book.known.write(to: path, messageStart: configuration.messageStart)
    }

    /// Writes everything, at the end. Connections are still there.
    func writeFiles() {
        writeAddresses()
        book.bans.write()
        guard configuration.choosesNodes, let anchorFile else { return }
        let peers = registry.all.filter { $0.info.kind == .blockRelayOnly }.prefix(AnchorFile.maximumAnchors)
        anchorFile.write(
            peers.map { PeerAddress($0.info.endpoint, services: $0.info.targetServices) })
    }
}
