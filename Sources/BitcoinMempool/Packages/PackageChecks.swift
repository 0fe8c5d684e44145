import BitcoinCrypto
import BitcoinPrimitives

/// Rules for several transactions that are handed in together, and what is said about them.
public enum PackageChecks {
    /// What is wrong with a package as such, as upstream calls it; nil if it is well formed: sorted, without
    /// contradictions, and not too large.
    public static func problem(with package: [Transaction]) -> String? {
        guard package.count <= PolicyLimits.maximumPackageCount else {
            return "package-too-many-transactions"
        }
        let weight = package.reduce(0) { $0 + $1.weight }
        guard package.count <= 1 || weight <= PolicyLimits.maximumPackageWeight else {
            return "package-too-large"
        }
        let txids = Set(package.map(\.txid))
        guard txids.count == package.count else { return "package-contains-duplicates" }
        guard isSorted(package) else { return "package-not-sorted" }
        return isConsistent(package) ? nil : "conflict-in-package"
    }

    /// Whether no transaction spends one that comes later.
    public static func isSorted(_ package: [Transaction]) -> Bool {
        var later = Set(package.map(\.txid))
        for transaction in package {
            if transaction.inputs.contains(where: { later.contains($0.previousOutput.txid) }) { return false }
            later.remove(transaction.txid)
        }
        return true
    }

    /// Whether no two transactions spend the same, and each spends something.
    public static func isConsistent(_ package: [Transaction]) -> Bool {
        var spent: Set<OutPoint> = []
        for transaction in package {
            guard !transaction.inputs.isEmpty,
                !transaction.inputs.contains(where: { spent.contains($0.previousOutput) })
            else { return false }
            // One that spends something twice is found out by itself.
            spent.formUnion(transaction.inputs.map(\.previousOutput))
        }
        return true
    }

    /// Whether the last transaction spends all others.
    public static func isChildWithParents(_ package: [Transaction]) -> Bool {
        guard package.count > 1, let child = package.last else { return false }
        let spent = Set(child.inputs.map(\.previousOutput.txid))
        return package.dropLast().allSatisfy { spent.contains($0.txid) }
    }

    /// Whether the last transaction spends all others, and these do not spend each other.
    public static func isChildWithParentsTree(_ package: [Transaction]) -> Bool {
        guard isChildWithParents(package) else { return false }
        let parents = Set(package.dropLast().map(\.txid))
        return package.dropLast().allSatisfy { parent in
            !parent.inputs.contains { parents.contains($0.previousOutput.txid) }
        }
    }

    /// The name of a package: the hash of its witness ids, from the lowest to the highest number.
    public static func hash(_ package: [Transaction]) -> Hash256 {
        var hasher = SHA256()
        let sorted = package.map(\.wtxid).sorted {
            $0.bytes.reversed().lexicographicallyPrecedes($1.bytes.reversed())
        }
        for wtxid in sorted { hasher.update(wtxid.hash.rawSpan) }
        return Hash256(hasher.finalize())
    }
}
