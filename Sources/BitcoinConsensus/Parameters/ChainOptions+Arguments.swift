import BitcoinPrimitives
import BitcoinSupport

extension ChainOptions {
    /// What the command line changes about the network.
    public init(_ arguments: Arguments) throws(InvalidOption) {
        self.init()
        for text in arguments.list("testactivationheight") { try addActivationHeight(text) }
        for text in arguments.list("vbparams") { try addVersionBits(text) }
        if arguments.isSet("signetchallenge") {
            let challenges = arguments.list("signetchallenge")
            guard challenges.count == 1, let challenge = challenges.first else {
                throw InvalidOption(description: "-signetchallenge cannot be multiple values.")
            }
            guard let bytes = Hex.decode(challenge), !bytes.isEmpty else {
                throw InvalidOption(description: "-signetchallenge must be hex, not '\(challenge)'.")
            }
            signetChallenge = Script(bytes)
        }
        if arguments.isSet("signetseednode") { signetSeeds = arguments.list("signetseednode") }
        fastPrune = arguments.bool("fastprune", default: false)
        enforcesBIP94 = arguments.list("test").contains("bip94")
    }
}
