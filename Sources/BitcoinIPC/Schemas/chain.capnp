# The chain as a wallet sees it.

@0x87f0d0caad8a3363;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Common = import "common.capnp";
using Handler = import "handler.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinPrimitives");

interface Chain $Proxy.wrap("Chain") {
    getTip @0 (context :Proxy.Context) -> (result :Common.BlockRef $Swift.optional);
    getBlockHash @1 (context :Proxy.Context, height :Int32)
        -> (result :Data $Swift.type("BlockHash") $Swift.optional);
    findBlock @2 (
        context :Proxy.Context, hash :Data $Swift.type("BlockHash") $Swift.label("_"), includeData :Bool
    ) -> (result :FoundBlock $Swift.optional);
    findLocatorFork @3 (context :Proxy.Context, locator :BlockLocator $Swift.label("_"))
        -> (result :Common.BlockRef $Swift.optional);
    isInitialBlockDownload @4 (context :Proxy.Context) -> (result :Bool);
    broadcastTransaction @5 (
        context :Proxy.Context, transaction :Data $Swift.type("Transaction") $Swift.label("_"),
        maximumFee :Int64 $Swift.type("Amount"), method :TransactionBroadcast
    ) -> (accepted :Bool, reason :Text) $Swift.result("BroadcastVerdict");
    estimateSmartFee @6 (context :Proxy.Context, confirmationTarget :Int32, conservative :Bool)
        -> (result :FeeEstimate);
    relayFees @7 (context :Proxy.Context) -> (result :RelayFees);
    handleNotifications @8 (
        context :Proxy.Context, notifications :ChainNotifications $Swift.label("_"),
        locator :BlockLocator $Swift.label("since") $Swift.optional
    ) -> (result :Handler.Handler);
    waitForNotifications @9 (context :Proxy.Context) -> ();
    getLocator @10 (context :Proxy.Context, hash :Data $Swift.type("BlockHash") $Swift.label("_"))
        -> (result :BlockLocator $Swift.optional);
    findFirstBlock @11 (context :Proxy.Context, timeSeconds :Int64, minimumHeight :Int32)
        -> (result :Common.BlockRef $Swift.optional);
    findMatchingBlocks @12 (
        context :Proxy.Context, start :Int32 $Swift.label("from"), end :Int32 $Swift.label("to"),
        scripts :List(Data) $Swift.type("Script")
    ) -> (result :List(Int32) $Swift.optional);
    findMissingBlock @13 (
        context :Proxy.Context, start :Int32 $Swift.label("from"), end :Int32 $Swift.label("to")
    ) -> (result :MissingBlock $Swift.optional);
    guessVerificationProgress @14 (context :Proxy.Context, hash :Data $Swift.type("BlockHash") $Swift.label("_"))
        -> (result :Float64);
    findCoins @15 (context :Proxy.Context, coins :List(Data) $Swift.type("OutPoint") $Swift.label("_"))
        -> (result :List(Data) $Swift.type("TransactionOutput?"));
    requestMempoolTransactions @16 (
        context :Proxy.Context, notifications :ChainNotifications $Swift.label("_")
    ) -> ();
    getLoadedWallets @17 (context :Proxy.Context) -> (result :List(Text) $Swift.optional);
    setLoadedWallets @18 (context :Proxy.Context, names :List(Text) $Swift.label("_")) -> ();
    setLoadOnStartup @19 (context :Proxy.Context, wallet :Text, loads :Bool) -> (result :Bool);
    getMempoolRelations @20 (context :Proxy.Context, txids :List(Data) $Swift.type("Txid") $Swift.label("_"))
        -> (result :List(MempoolRelations));
    calculateBumpFees @21 (
        context :Proxy.Context, coins :List(Data) $Swift.type("OutPoint") $Swift.label("_"),
        feeRate :Int64 $Swift.type("FeeRate")
    ) -> (result :List(Int64) $Swift.type("Amount"));
    calculateCombinedBumpFee @22 (
        context :Proxy.Context, coins :List(Data) $Swift.type("OutPoint") $Swift.label("_"),
        feeRate :Int64 $Swift.type("FeeRate")
    ) -> (result :Int64 $Swift.type("Amount"));
    checkChainLimits @23 (context :Proxy.Context, transaction :Data $Swift.type("Transaction") $Swift.label("_"))
        -> (result :Text $Swift.optional);
    getPackageLimits @24 (context :Proxy.Context) -> (result :PackageLimits);
    getBlocks @25 (context :Proxy.Context, start :Int32 $Swift.label("from"), maximumCount :Int32)
        -> (result :List(ChainBlock));
    notifyUser @26 (context :Proxy.Context, notice :WalletNotice $Swift.label("of")) -> ();
}

struct WalletNotice $Proxy.wrap("WalletNotice") {
    txid @0 :Data $Swift.type("Txid");
    wallet @1 :Text;
    block @2 :Common.BlockRef $Swift.optional;
}

interface ChainNotifications $Proxy.wrap("ChainNotifications") {
    blockConnected @0 (context :Proxy.Context, block :BlockInfo $Swift.label("_")) -> ();
    blockDisconnected @1 (context :Proxy.Context, block :BlockInfo $Swift.label("_")) -> ();
    updatedBlockTip @2 (context :Proxy.Context, tip :Common.BlockRef $Swift.label("_")) -> ();
    chainStateFlushed @3 (context :Proxy.Context, locator :BlockLocator $Swift.label("_")) -> ();
    transactionAddedToMempool @4 (
        context :Proxy.Context, transaction :Data $Swift.type("Transaction") $Swift.label("_")
    ) -> ();
    transactionRemovedFromMempool @5 (
        context :Proxy.Context, transaction :Data $Swift.type("Transaction") $Swift.label("_"),
        reason :MempoolRemovalReason
    ) -> ();
    mempoolReset @6 (context :Proxy.Context) -> ();
    blocksConnected @7 (context :Proxy.Context, run :BlockRun $Swift.label("_")) -> ();
}

struct BlockLocator $Proxy.wrap("BlockLocator") {
    hashes @0 :List(Data) $Swift.type("BlockHash");
}

struct BlockInfo $Proxy.wrap("BlockInfo") {
    hash @0 :Data $Swift.type("BlockHash");
    previousHash @1 :Data $Swift.type("BlockHash") $Swift.optional;
    height @2 :Int32;
    maximumTimeSeconds @3 :UInt32;
    data @4 :Data $Swift.type("Block") $Swift.optional;
}

struct ChainBlock $Proxy.wrap("ChainBlock") {
    hash @0 :Data $Swift.type("BlockHash");
    maximumTimeSeconds @1 :UInt32;
    data @2 :Data;
}

struct BlockRun $Proxy.wrap("BlockRun") {
    firstHeight @0 :Int32;
    blocks @1 :List(ChainBlock);
    tipHeight @2 :Int32;
}

struct FoundBlock $Proxy.wrap("FoundBlock") {
    hash @0 :Data $Swift.type("BlockHash");
    height @1 :Int32;
    timeSeconds @2 :Int64;
    maximumTimeSeconds @3 :Int64;
    medianTimePastSeconds @4 :Int64;
    isInActiveChain @5 :Bool;
    data @6 :Data $Swift.type("Block") $Swift.optional;
}

struct MissingBlock $Proxy.wrap("MissingBlock") {
    height @0 :Int32;
    cause @1 :MissingBlockCause;
}

enum MissingBlockCause $Swift.wrapped {
    pruning @0;
    snapshot @1;
    damage @2;
}

enum TransactionBroadcast $Swift.wrapped {
    mempoolAndBroadcastToAll @0;
    mempoolWithoutBroadcast @1;
    privateBroadcast @2;
}

enum MempoolRemovalReason $Swift.wrapped {
    expiry @0;
    sizeLimit @1;
    reorganization @2;
    block @3;
    conflict @4;
    replaced @5;
}

struct FeeEstimate $Proxy.wrap("FeeEstimate") {
    feeRate @0 :Int64 $Swift.type("FeeRate");
    hasFeeRate @1 :Bool;
    confirmationTarget @2 :Int32;
}

struct MempoolRelations $Proxy.wrap("MempoolRelations") {
    ancestorCount @0 :Int32;
    ancestorVirtualSize @1 :Int64;
    ancestorFees @2 :Int64 $Swift.type("Amount");
    descendantCount @3 :Int32;
    clusterCount @4 :Int32;
    isReplaceable @5 :Bool;
}

struct PackageLimits $Proxy.wrap("PackageLimits") {
    ancestorCount @0 :Int32;
    descendantCount @1 :Int32;
}

struct RelayFees $Proxy.wrap("RelayFees") {
    # Satoshis per 1000 virtual bytes.
    mempoolMinimum @0 :Int64 $Swift.type("FeeRate");
    relayMinimum @1 :Int64 $Swift.type("FeeRate");
    incremental @2 :Int64 $Swift.type("FeeRate");
    dust @3 :Int64 $Swift.type("FeeRate");
}
