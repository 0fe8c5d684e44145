/// What the program calls itself.
public enum ClientInformation {
    /// The name.
    public static let name = "Bitcoin Core"
    /// The full version.
    public static let version = "v31.99.0"
    /// Where bugs are reported.
    public static let bugReportAddress = "https://github.com/bitcoin/bitcoin/issues"
}
