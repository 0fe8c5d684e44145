# A node for a program with windows.

@0xd1f5b0a4c98e7326;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Handler = import "handler.capnp";
using Wallet = import "wallet.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinSupport");

interface Node $Proxy.wrap("Node") {
    destroy @0 (context :Proxy.Context) -> ();
    getInformation @1 (context :Proxy.Context) -> (result :NodeInformation);
    getStatus @2 (context :Proxy.Context) -> (result :NodeStatus);
    getSetting @3 (context :Proxy.Context, name :Text) -> (result :Text $Swift.type("JSONValue"));
    updateSetting @4 (context :Proxy.Context, name :Text, value :Text $Swift.type("JSONValue")) -> ();
    makeWalletLoader @5 (context :Proxy.Context) -> (result :Wallet.WalletLoader $Swift.optional);
    startShutdown @6 (context :Proxy.Context) -> ();
    handleNotifications @7 (
        context :Proxy.Context, notifications :NodeNotifications $Swift.label("_")
    ) -> (result :Handler.Handler);
}

interface NodeNotifications $Proxy.wrap("NodeNotifications") {
    destroy @0 (context :Proxy.Context) -> ();
    statusChanged @1 (context :Proxy.Context, status :NodeStatus $Swift.label("_")) -> ();
    failed @2 (context :Proxy.Context, reason :Text $Swift.label("_")) -> ();
}

struct NodeInformation $Proxy.wrap("NodeInformation") {
    version @0 :Text;
    userAgent @1 :Text;
    network @2 :Text;
    dataDirectory @3 :Text;
    blocksDirectory @4 :Text;
    logPath @5 :Text;
    startTimeSeconds @6 :Int64;
    hasWallets @7 :Bool;
    blockSpacingSeconds @8 :Int64;
}

struct NodeStatus $Proxy.wrap("NodeStatus") {
    activity @0 :Text;
    chain @1 :ChainStatus;
    network @2 :NetworkStatus;
    mempool @3 :MempoolStatus;
    warnings @4 :List(Text);
    walletsRevision @5 :UInt64;
}

struct ChainStatus $Proxy.wrap("ChainStatus") {
    height @0 :Int32;
    headerHeight @1 :Int32;
    tipHash @2 :Text;
    tipTimeSeconds @3 :Int64;
    headerTimeSeconds @4 :Int64;
    verificationProgress @5 :Float64;
    isInitialDownload @6 :Bool;
}

struct NetworkStatus $Proxy.wrap("NetworkStatus") {
    isActive @0 :Bool;
    inboundCount @1 :Int32;
    outboundCount @2 :Int32;
    receivedBytes @3 :UInt64;
    sentBytes @4 :UInt64;
    proxy @5 :Text;
}

struct MempoolStatus $Proxy.wrap("MempoolStatus") {
    transactionCount @0 :UInt64;
    usageBytes @1 :UInt64;
    limitBytes @2 :UInt64;
}
