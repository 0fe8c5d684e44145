# What any client of a node sees first.

@0xf2c5cfa319406aa6;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Echo = import "echo.capnp";
using Mining = import "mining.capnp";
using Rpc = import "rpc.capnp";
$Swift.module("BitcoinInterfaces");

interface Init $Proxy.wrap("interfaces::Init") {
    construct @0 (threadMap :Proxy.ThreadMap) -> (threadMap :Proxy.ThreadMap);
    makeEcho @1 (context :Proxy.Context) -> (result :Echo.Echo $Swift.optional);
    makeMining @3 (context :Proxy.Context) -> (result :Mining.Mining $Swift.optional);
    makeRpc @4 (context :Proxy.Context) -> (result :Rpc.Rpc $Swift.optional);

    makeMiningOld2 @2 () -> ();
    # An error that tells the client to update.
}
