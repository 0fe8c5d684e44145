import BitcoinSupport

/// What is answered to those who ask for addresses: the same for about a day, to all who come the same way, so that
/// nobody can learn all addresses by asking again and again.
struct AddressAnswers: Sendable {
    /// Who gets the same answers: those in a network who came to the same address of this node.
    struct Audience: Sendable, Hashable {
        /// The network; nil if it is no public one.
        var network: Network?
        /// Where they came to.
        var localEndpoint: NetworkEndpoint?

        /// Who gets the same answers as a peer.
        init(_ peer: PeerConnectionInfo) {
            network = peer.network
            localEndpoint = peer.localEndpoint
            if !peer.kind.isInbound { localEndpoint?.port = 0 }
        }
    }

    private struct Answer {
        let addresses: [PeerAddress]
        let end: Int64
    }

    /// An answer is at most so large a part of all addresses, in percent.
    static let maximumPercent = 23
    private static let hour: Int64 = 60 * 60 * 1_000_000

    private var answers: [Audience: Answer] = [:]

    /// The answer at a time in microseconds, made anew where there is none that still holds.
    mutating func answer(to audience: Audience, now: Int64, _ make: () -> [PeerAddress]) -> [PeerAddress] {
        if let answer = answers[audience], answer.end >= now { return answer.addresses }
        let addresses = make()
        answers[audience] = Answer(
            addresses: addresses, end: now + 21 * Self.hour + Int64.random(in: 0..<6 * Self.hour))
        return addresses
    }
}
