extension SHA256 {
    /// A hasher that has taken in `SHA256(tag) || SHA256(tag)`, as BIP340 separates its domains.
    ///
    /// Keep the result in a constant: it is the midstate after one block.
    public init(tag: String) {
        self.init()
        let digest = SHA256.hash(Array(tag.utf8))
        update(digest)
        update(digest)
    }

    /// BIP340: the challenge, BIP341: leaves, branches, tweaks and signature messages.
    public enum Tag {
        /// BIP341: a leaf of the script tree.
        public static let tapLeaf = SHA256(tag: "TapLeaf")
        /// BIP341: an inner node of the script tree.
        public static let tapBranch = SHA256(tag: "TapBranch")
        /// BIP341: the tweak of the internal key.
        public static let tapTweak = SHA256(tag: "TapTweak")
        /// BIP341: the message that a signature commits to.
        public static let tapSighash = SHA256(tag: "TapSighash")
    }
}
