import Multiprocess
import Testing

@testable import BitcoinIPC

/// The public schema is Bitcoin Core's on the wire. What is written here are facts about that schema, not about ours.
struct TypeIDTests {
    @Test func interfacesHaveTheIDsOfThePublicSchema() {
        #expect(InitInterface.id == 0x8838_c700_ba5c_ba65)
        #expect(EchoInterface.id == 0xd36b_8964_0dc9_4399)
        #expect(MiningInterface.id == 0xf9c6_8436_df3a_f39e)
        #expect(BlockTemplateInterface.id == 0xf967_1ad8_41b2_f622)
        #expect(RpcInterface.id == 0xacb1_d37f_0a71_3129)
    }

    @Test func extensionsHaveIDsOfTheirOwn() {
        let ids = [NodeInitInterface.id, WalletInitInterface.id, ChainInterface.id, InitInterface.id]
        #expect(Set(ids).count == ids.count)
        #expect(NodeInitServer.interfaces.map(\.id) == [NodeInitInterface.id, InitInterface.id])
        #expect(WalletInitServer.interfaces.map(\.id) == [WalletInitInterface.id, InitInterface.id])
    }

    @Test func methodsOfInitHaveTheirNumbers() {
        #expect(InitInterface.construct.ordinal == 0)
        #expect(InitInterface.makeEcho.ordinal == 1)
        #expect(InitInterface.makeMiningOld2.ordinal == 2)
        #expect(InitInterface.makeMining.ordinal == 3)
        #expect(InitInterface.makeRpc.ordinal == 4)
    }

    @Test func methodsOfEchoAndRpcHaveTheirNumbersAndLayouts() {
        #expect(EchoInterface.destroy.ordinal == 0)
        #expect(EchoInterface.echo.ordinal == 1)
        #expect(EchoInterface.echo.params == StructLayout(dataWords: 0, pointers: 2))
        #expect(RpcInterface.executeRpc.ordinal == 0)
        #expect(RpcInterface.executeRpc.params == StructLayout(dataWords: 0, pointers: 4))
        #expect(RpcInterface.executeRpc.results == StructLayout(dataWords: 0, pointers: 1))
    }

    @Test func methodsOfMiningHaveTheirNumbersAndLayouts() {
        let methods = [
            MiningInterface.isTestChain, MiningInterface.isInitialBlockDownload, MiningInterface.getTip,
            MiningInterface.waitTipChanged, MiningInterface.createNewBlock, MiningInterface.checkBlock,
            MiningInterface.interrupt, MiningInterface.submitBlock, MiningInterface.getTransactionsByTxID,
            MiningInterface.getTransactionsByWitnessID,
        ]
        #expect(methods.map(\.ordinal) == Array(0...9))
        #expect(
            methods.map { [$0.params.dataWords, $0.params.pointers] } == [
                [0, 1], [0, 1], [0, 1], [1, 2], [1, 2], [0, 3], [0, 0], [0, 2], [0, 2], [0, 2],
            ])
        #expect(
            methods.map { [$0.results.dataWords, $0.results.pointers] } == [
                [1, 0], [1, 0], [1, 1], [0, 1], [0, 1], [1, 2], [0, 0], [1, 2], [0, 1], [0, 1],
            ])
        #expect(MiningInterface.interrupt.contextSlot == nil)
    }

    @Test func methodsOfBlockTemplateHaveTheirNumbersAndLayouts() {
        let methods = [
            BlockTemplateInterface.destroy, BlockTemplateInterface.getBlockHeader,
            BlockTemplateInterface.getBlock,
            BlockTemplateInterface.getTxFees, BlockTemplateInterface.getTxSigops,
            BlockTemplateInterface.getCoinbaseTx, BlockTemplateInterface.getCoinbaseMerklePath,
            BlockTemplateInterface.submitSolutionOld7, BlockTemplateInterface.waitNext,
            BlockTemplateInterface.interruptWait, BlockTemplateInterface.submitSolution,
        ]
        #expect(methods.map(\.ordinal) == Array(0...10))
        #expect(BlockTemplateInterface.submitSolution.params == StructLayout(dataWords: 2, pointers: 2))
        #expect(BlockTemplateInterface.submitSolution.results == StructLayout(dataWords: 1, pointers: 2))
        #expect(BlockTemplateInterface.interruptWait.contextSlot == nil)
    }
}
