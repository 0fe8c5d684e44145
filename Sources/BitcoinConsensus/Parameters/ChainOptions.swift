import BitcoinPrimitives

/// What the command line may change about a network.
public struct ChainOptions: Sendable {
    /// `-testactivationheight`.
    public var activationHeights: [BuriedDeployment: Int] = [:]
    /// `-vbparams`.
    public var versionBits: [VersionBitsOverride] = []
    /// `-signetchallenge`; nil for the public signet.
    public var signetChallenge: Script?
    /// `-signetseednode`; nil for the public ones.
    public var signetSeeds: [String]?
    /// `-fastprune`, on regtest.
    public var fastPrune = false
    /// `-test=bip94`, on regtest.
    public var enforcesBIP94 = false

    /// Nothing changed.
    public init() {}

    /// Times of a deployment, in place of the network's.
    public struct VersionBitsOverride: Sendable, Hashable {
        /// The deployment.
        public let name: String
        /// When signals begin to count.
        public let startTime: Int64
        /// When the attempt fails.
        public let timeout: Int64
        /// The rule does not apply below this height.
        public let minimumActivationHeight: Int
    }

    /// An option that cannot be understood, in upstream's words.
    public struct InvalidOption: Error, Sendable, Hashable, CustomStringConvertible {
        /// The message for the user.
        public let description: String
    }

    /// Takes in one `-testactivationheight=name@height`.
    public mutating func addActivationHeight(_ text: String) throws(InvalidOption) {
        guard let at = text.firstIndex(of: "@") else {
            throw InvalidOption(
                description: "Invalid format (\(text)) for -testactivationheight=name@height.")
        }
        guard let height: Int32 = Self.number(text[text.index(after: at)...]), height >= 0, height < .max
        else {
            throw InvalidOption(
                description: "Invalid height value (\(text)) for -testactivationheight=name@height.")
        }
        guard let deployment = BuriedDeployment(optionName: text[..<at]) else {
            throw InvalidOption(
                description: "Invalid name (\(text)) for -testactivationheight=name@height.")
        }
        activationHeights[deployment] = Int(height)
    }

    /// Takes in one `-vbparams=deployment:start:end[:min_activation_height]`.
    public mutating func addVersionBits(_ text: String) throws(InvalidOption) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 || parts.count == 4 else {
            throw InvalidOption(
                description: "Version bits parameters malformed, expecting "
                    + "deployment:start:end[:min_activation_height]")
        }
        guard let startTime: Int64 = Self.number(parts[1]) else {
            throw InvalidOption(description: "Invalid nStartTime (\(parts[1]))")
        }
        guard let timeout: Int64 = Self.number(parts[2]) else {
            throw InvalidOption(description: "Invalid nTimeout (\(parts[2]))")
        }
        var minimumHeight: Int64 = 0
        if parts.count == 4 {
            guard let height: Int64 = Self.number(parts[3]) else {
                throw InvalidOption(description: "Invalid min_activation_height (\(parts[3]))")
            }
            minimumHeight = height
        }
        guard parts[0] == "testdummy" else {
            throw InvalidOption(description: "Invalid deployment (\(parts[0]))")
        }
        versionBits.append(
            VersionBitsOverride(
                name: parts[0], startTime: startTime, timeout: timeout,
                minimumActivationHeight: Int(truncatingIfNeeded: Int32(truncatingIfNeeded: minimumHeight))))
    }

    /// Takes in the values of `-signetchallenge`.
    public mutating func setSignetChallenge(_ values: [String]) throws(InvalidOption) {
        guard let text = values.first else { return }
        guard values.count == 1 else {
            throw InvalidOption(description: "-signetchallenge cannot be multiple values.")
        }
        guard let challenge = Script(hex: text) else {
            throw InvalidOption(description: "-signetchallenge must be hex, not '\(text)'.")
        }
        signetChallenge = challenge
    }

    /// A decimal number, without the plus sign that Swift would take.
    private static func number<Integer: FixedWidthInteger>(_ text: some StringProtocol) -> Integer? {
        text.hasPrefix("+") ? nil : Integer(text)
    }
}
