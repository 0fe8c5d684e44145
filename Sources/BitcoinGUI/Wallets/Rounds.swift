/// Work that is done in rounds, one after the other, each of which takes in all that has changed before it began.
@UserInterface
final class Rounds {
    private var isWanted = false
    private var running: Task<Void, Never>?

    /// Has a round done that begins after this. Many who ask at the same time share one.
    ///
    /// - Returns: what ends when such a round has ended.
    @discardableResult
    func request(_ work: @escaping @UserInterface () async -> Void) -> Task<Void, Never> {
        isWanted = true
        if let running { return running }
        let task = Task {
            while isWanted {
                isWanted = false
                await work()
            }
            running = nil
        }
        running = task
        return task
    }
}
