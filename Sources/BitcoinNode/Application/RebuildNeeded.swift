import BitcoinSupport

/// The databases do not fit together, and only the user can decide to have them rebuilt.
struct RebuildNeeded: Error {
    /// What is wrong with them.
    let problem: String

    /// Asks the user. A question has no "Error:" before it.
    func report() {
        let question = "\(problem).\nPlease restart with -reindex or -reindex-chainstate to recover."
        Log.error(question)
        StandardError.write("\(question)\n")
    }
}
