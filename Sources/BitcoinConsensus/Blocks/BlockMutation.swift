import BitcoinPrimitives

extension Block {
    /// Whether the transactions or their witnesses are not those that the header commits to, so that the block
    /// tells nothing about the one that has this hash.
    ///
    /// - Parameter checksWitness: whether segregated witness is active for the block.
    public func isMutated(checksWitness: Bool) -> Bool {
        do throws(BlockRejection) {
            try BlockChecks.checkMerkleRoot(self)
            guard transactions.first?.isCoinbase == true else {
                // Without a coinbase a transaction of 64 bytes may be two hashes of the tree.
                return transactions.contains { $0.strippedSize == 64 }
            }
            try BlockChecks.checkWitness(self, isCommitmentExpected: checksWitness)
            return false
        } catch {
            return true
        }
    }
}
