extension Arguments {
    /// The network that the options choose.
    public func chainType() throws(ArgumentsError) -> ChainType {
        let name = try chainName()
        guard let chain = ChainType(rawValue: name) else { throw ArgumentsError("Unknown chain \(name).") }
        return chain
    }

    /// The name of the network that the options choose, whether there is such a network or not.
    public func chainName() throws(ArgumentsError) -> String {
        let switches: [ChainType] = [.regtest, .signet, .testnet, .testnet4]
        let chosen = switches.filter { isSwitchedOn(Arguments.switchName(of: $0)) }
        let chain = string("chain")
        guard chosen.count + (chain == nil ? 0 : 1) <= 1 else {
            throw ArgumentsError(
                "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. "
                    + "Can use at most one.")
        }
        return chain ?? chosen.first?.name ?? ChainType.main.name
    }

    private static func switchName(of chain: ChainType) -> String {
        chain == .testnet ? "testnet" : chain.name
    }

    private func isSwitchedOn(_ name: String) -> Bool {
        let value = state.withLock { state in
            state.settings.value(of: name, section: "", ignoresDefaultSection: false, forChainType: true)
        }
        return value.bool ?? Arguments.text(value).map { SettingText.isTrue($0) } ?? false
    }

    /// Settles the network: from now on its section of bitcoin.conf and its folder are used.
    public func selectNetwork(_ chain: ChainType) {
        state.withLock { state in
            state.chain = chain
            state.network = chain.name
        }
    }

    /// The settled network.
    public var selectedChain: ChainType { state.withLock { $0.chain } }
}
