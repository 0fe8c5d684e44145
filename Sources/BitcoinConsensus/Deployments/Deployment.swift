/// A rule whose activation is a fixed height today (BIP90).
public enum BuriedDeployment: Sendable, Hashable, CaseIterable {
    /// BIP34.
    case heightInCoinbase
    /// BIP66.
    case strictDER
    /// BIP65.
    case checkLockTimeVerify
    /// BIP68, BIP112 and BIP113.
    case checkSequenceVerify
    /// BIP141, BIP143 and BIP147.
    case segwit

    /// The name in `getdeploymentinfo`.
    public var name: String {
        switch self {
        case .heightInCoinbase: "bip34"
        case .strictDER: "bip66"
        case .checkLockTimeVerify: "bip65"
        case .checkSequenceVerify: "csv"
        case .segwit: "segwit"
        }
    }

    /// The deployment that `-testactivationheight` calls by this name.
    public init?(optionName: some StringProtocol) {
        switch optionName {
        case "bip34": self = .heightInCoinbase
        case "dersig": self = .strictDER
        case "cltv": self = .checkLockTimeVerify
        case "csv": self = .checkSequenceVerify
        case "segwit": self = .segwit
        default: return nil
        }
    }
}

/// A rule that miners signal for with a bit of the version (BIP9).
public struct VersionBitsDeployment: Sendable, Hashable {
    /// The name in `getdeploymentinfo`, `getblocktemplate` and `-vbparams`.
    public let name: String
    /// The bit of the version.
    public let bit: Int
    /// The median time past from which signals count, or ``alwaysActive``, or ``neverActive``.
    public var startTime: Int64
    /// The median time past at which the attempt fails.
    public var timeout: Int64
    /// The rule does not apply below this height.
    public var minimumActivationHeight: Int
    /// How many blocks of a period have to signal.
    public let threshold: Int
    /// How many blocks a period has.
    public let period: Int
    /// True if a block template may be made by those that do not know the rule.
    public let isOptionalInTemplates: Bool

    /// A start time: no signals needed.
    public static let alwaysActive: Int64 = -1
    /// A start time: never.
    public static let neverActive: Int64 = -2
    /// A timeout: none.
    public static let noTimeout: Int64 = .max

    /// The deployment that only tests use.
    static func testDummy(
        startTime: Int64 = neverActive, threshold: Int, period: Int = 2016
    ) -> VersionBitsDeployment {
        VersionBitsDeployment(
            name: "testdummy", bit: 28, startTime: startTime, timeout: noTimeout,
            minimumActivationHeight: 0, threshold: threshold, period: period, isOptionalInTemplates: true)
    }

    /// The version with only this deployment's bit set.
    public var mask: Int32 { 1 << Int32(bit) }

    /// True if a version signals for this deployment.
    public func isSignalled(by version: Int32) -> Bool {
        VersionBits.isInUse(version) && version & mask != 0
    }
}
