/// Lets actors that run on the chain's thread look at the chain without waiting for it.
///
/// May be passed anywhere; using it on any other thread ends the program, as a race would be worse.
public struct ChainAccess: @unchecked Sendable {
    // The state is only touched after the check that this is the thread that it belongs to.
    private let state: ChainState
    private let executor: ValidationExecutor

    init(state: ChainState, executor: ValidationExecutor) {
        self.state = state
        self.executor = executor
    }

    /// The state, on its own thread.
    var checkedState: ChainState {
        executor.checkIsolated()
        return state
    }

    /// The chain as it is now.
    public var view: ChainView {
        let state = checkedState
        return ChainView(
            tree: state.tree, active: state.active, bestHeader: state.bestHeader,
            minimumChainWork: state.configuration.minimumChainWork,
            isInitialDownload: state.isInitialDownload,
            isLoadingBlocks: state.isImporting || !state.areFilesIndexed, history: state.history)
    }
}
