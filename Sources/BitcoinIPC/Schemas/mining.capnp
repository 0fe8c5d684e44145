# Block templates and block submission.

@0xc77d03df6a41b505;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Common = import "common.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinPrimitives");

const maxMoney :Int64 = 2100000000000000;
# All the money there can be, in satoshis.

const maxDouble :Float64 = 1.7976931348623157e308;
# A timeout that is never reached.

const defaultBlockReservedWeight :UInt32 = 8000;
const defaultCoinbaseOutputMaxAdditionalSigops :UInt32 = 400;

interface Mining $Proxy.wrap("interfaces::Mining") {
    isTestChain @0 (context :Proxy.Context) -> (result :Bool);
    isInitialBlockDownload @1 (context :Proxy.Context) -> (result :Bool);
    getTip @2 (context :Proxy.Context) -> (result :Common.BlockRef, hasResult :Bool);
    waitTipChanged @3 (
        context :Proxy.Context, currentTip :Data $Swift.type("BlockHash"),
        timeout :Float64 = .maxDouble $Swift.type("Timeout")
    ) -> (result :Common.BlockRef $Swift.optional);
    createNewBlock @4 (context :Proxy.Context, options :BlockCreateOptions, cooldown :Bool = true)
        -> (result :BlockTemplate $Swift.optional);
    checkBlock @5 (
        context :Proxy.Context, block :Data $Swift.type("Block") $Swift.label("_"), options :BlockCheckOptions
    ) -> (reason :Text, debug :Text, result :Bool $Swift.swiftName("accepted")) $Swift.result("BlockVerdict");
    interrupt @6 () -> ();
    submitBlock @7 (context :Proxy.Context, block :Data $Swift.type("Block") $Swift.label("_"))
        -> (reason :Text, debug :Text, result :Bool $Swift.swiftName("accepted")) $Swift.result("BlockVerdict");
    getTransactionsByTxID @8 (
        context :Proxy.Context, txids :List(Data) $Swift.type("Txid") $Swift.label("_")
    ) -> (result :List(Data) $Swift.type("Transaction?"));
    getTransactionsByWitnessID @9 (
        context :Proxy.Context, wtxids :List(Data) $Swift.type("Wtxid") $Swift.label("_")
    ) -> (result :List(Data) $Swift.type("Transaction?"));
}

interface BlockTemplate $Proxy.wrap("interfaces::BlockTemplate") {
    destroy @0 (context :Proxy.Context) -> ();
    getBlockHeader @1 (context :Proxy.Context) -> (result :Data $Swift.type("BlockHeader"));
    getBlock @2 (context :Proxy.Context) -> (result :Data $Swift.type("Block"));
    getTxFees @3 (context :Proxy.Context) -> (result :List(Int64) $Swift.type("Amount"));
    getTxSigops @4 (context :Proxy.Context) -> (result :List(Int64));
    getCoinbaseTx @5 (context :Proxy.Context) -> (result :CoinbaseTx);
    getCoinbaseMerklePath @6 (context :Proxy.Context) -> (result :List(Data) $Swift.type("Hash256"));
    submitSolution @10 (
        context :Proxy.Context, version :UInt32, timestamp :UInt32, nonce :UInt32,
        coinbase :Data $Swift.type("Transaction?")
    ) -> (reason :Text, debug :Text, result :Bool $Swift.swiftName("accepted")) $Swift.result("BlockVerdict");
    waitNext @8 (context :Proxy.Context, options :BlockWaitOptions)
        -> (result :BlockTemplate $Swift.optional);
    interruptWait @9 () -> ();

    submitSolutionOld7 @7 (
        context :Proxy.Context, version :UInt32, timestamp :UInt32, nonce :UInt32,
        coinbase :Data $Swift.type("Transaction?")
    ) -> (result :Bool);
    # An error that tells the client to update.
}

struct BlockCreateOptions $Proxy.wrap("node::BlockCreateOptions") {
    useMempool @0 :Bool = true;
    blockReservedWeight @1 :UInt64 = .defaultBlockReservedWeight;
    coinbaseOutputMaxAdditionalSigops @2 :UInt64 = .defaultCoinbaseOutputMaxAdditionalSigops;
}

struct BlockWaitOptions $Proxy.wrap("node::BlockWaitOptions") {
    timeout @0 :Float64 = .maxDouble $Swift.type("Timeout");
    feeThreshold @1 :Int64 = .maxMoney $Swift.type("Amount");
}

struct BlockCheckOptions $Proxy.wrap("node::BlockCheckOptions") {
    checkMerkleRoot @0 :Bool = true;
    checkPow @1 :Bool = true;
}

struct CoinbaseTx $Proxy.wrap("node::CoinbaseTx") {
    version @0 :UInt32;
    sequence @1 :UInt32;
    scriptSigPrefix @2 :Data;
    witness @3 :Data $Swift.optional;
    blockRewardRemaining @4 :Int64 $Swift.type("Amount");
    requiredOutputs @5 :List(Data) $Swift.type("TransactionOutput");
    lockTime @6 :UInt32;
}
