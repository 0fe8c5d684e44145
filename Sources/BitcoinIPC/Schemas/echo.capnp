# A service for tests of a connection.

@0x888b4f7f51e691f7;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
$Swift.module("BitcoinInterfaces");

interface Echo $Proxy.wrap("interfaces::Echo") {
    destroy @0 (context :Proxy.Context) -> ();
    echo @1 (context :Proxy.Context, echo :Text $Swift.label("_")) -> (result :Text);
}
