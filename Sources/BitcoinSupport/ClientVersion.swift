/// What programs say about themselves. Users' scripts and Bitcoin Core's tests compare these texts, so they
/// are those of the release that this one stands in for.
public enum ClientVersion {
    /// The name in messages.
    public static let clientName = "Bitcoin Core"
    /// Where users tell of mistakes.
    public static let bugReportAddress = "the issue tracker of this project"
    /// The release.
    public static let major = 31
    /// The minor release.
    public static let minor = 99
    /// The build.
    public static let build = 0

    /// One number for all three, as RPC and the wallet's files have it.
    public static let number = 10_000 * major + 100 * minor + build

    /// The version as `-version` shows it.
    public static let full = "v\(major).\(minor).\(build)-swift"

    /// The user agent of the peer-to-peer network (BIP 14).
    public static func userAgent(comments: [String]) -> String {
        let suffix = comments.isEmpty ? "" : "(\(comments.joined(separator: "; ")))"
        return "/Satoshi:\(major).\(minor).\(build)\(suffix)/"
    }

    /// The licence, as `-version` shows it.
    public static let license = """
        Copyright (C) 2026 The Multiprocess Bitcoin developers

        Please contribute if you find this software useful. The source code is available with this package.

        This is experimental software.
        Distributed under the MIT software license, see the accompanying file LICENSE.

        """
}
