import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension ChainOptions {
    /// What the command line changes about the network.
    init(_ arguments: Arguments) throws(StartupError) {
        self.init()
        do {
            for text in arguments.list("testactivationheight") { try addActivationHeight(text) }
            for text in arguments.list("vbparams") { try addVersionBits(text) }
        } catch {
            throw StartupError("\(error)")
        }
        if arguments.isSet("signetchallenge") {
            let challenges = arguments.list("signetchallenge")
            guard challenges.count == 1, let challenge = challenges.first else {
                throw StartupError("-signetchallenge cannot be multiple values.")
            }
            guard let bytes = Hex.decode(challenge), !bytes.isEmpty else {
                throw StartupError("-signetchallenge must be hex, not '\(challenge)'.")
            }
            signetChallenge = Script(bytes)
        }
        if arguments.isSet("signetseednode") { signetSeeds = arguments.list("signetseednode") }
        fastPrune = arguments.bool("fastprune", default: false)
        enforcesBIP94 = arguments.list("test").contains("bip94")
    }
}
