# What the programs of this project say to each other. The interfaces extend Init and have ids and method numbers of
# their own, so that they cannot collide with what Init will have one day.

@0x9c6f3820fcea556e;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Init = import "init.capnp";
using Chain = import "chain.capnp";
using Handler = import "handler.capnp";
using Node = import "node.capnp";
using Rpc = import "rpc.capnp";
using Wallet = import "wallet.capnp";
$Swift.module("BitcoinInterfaces");

interface NodeInit extends(Init.Init) $Proxy.wrap("NodeInit") {
    exchangeIdentity @0 (context :Proxy.Context, peer :ProcessIdentity $Swift.label("_"))
        -> (result :ProcessIdentity);
    makeChain @1 (context :Proxy.Context) -> (result :Chain.Chain $Swift.optional);
    attachWallet @2 (
        context :Proxy.Context, loader :Wallet.WalletLoader $Swift.label("_"), rpc :Rpc.Rpc
    ) -> (result :Handler.Handler);
    configure @3 (context :Proxy.Context, configuration :ProcessConfiguration $Swift.label("_")) -> ();
    makeNode @4 (context :Proxy.Context) -> (result :Node.Node $Swift.optional);
}

interface WalletInit extends(Init.Init) $Proxy.wrap("WalletInit") {
    exchangeIdentity @0 (context :Proxy.Context, peer :ProcessIdentity $Swift.label("_"))
        -> (result :ProcessIdentity);
    configure @1 (
        context :Proxy.Context, configuration :ProcessConfiguration $Swift.label("_"), log :LogSink
    ) -> ();
    makeWalletLoader @2 (context :Proxy.Context, chain :Chain.Chain)
        -> (result :Wallet.WalletLoader $Swift.optional);
}

interface LogSink $Proxy.wrap("LogSink") {
    write @0 (context :Proxy.Context, entries :List(LogEntry) $Swift.label("_")) -> ();
}

struct LogEntry $Proxy.wrap("LogEntry") {
    timeMicroseconds @0 :Int64;
    level @1 :Text;
    category @2 :Text;
    thread @3 :Text;
    message @4 :Text;
}

struct ProcessIdentity $Proxy.wrap("ProcessIdentity") {
    program @0 :Text;
    version @1 :Int32;
    network @2 :Text;
    schemaHash @3 :UInt64;
    features @4 :List(Text);
}

struct ProcessConfiguration $Proxy.wrap("ProcessConfiguration") {
    arguments @0 :List(Text);
    dataDirectory @1 :Text;
    network @2 :Text;
    mockTimeSeconds @3 :Int64;
}
