# JSON-RPC commands without HTTP around them.

@0x9c3505dc45e146ac;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinSupport");

interface Rpc $Proxy.wrap("interfaces::Rpc") {
    executeRpc @0 (context :Proxy.Context, request :Text $Swift.type("JSONValue"), uri :Text, user :Text)
        -> (result :Text $Swift.type("JSONValue"));
}
