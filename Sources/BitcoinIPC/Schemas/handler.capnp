# Registrations with another interface.

@0x9f115ceba5efc99e;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
$Swift.module("BitcoinInterfaces");

interface Handler $Proxy.wrap("Handler") {
    destroy @0 (context :Proxy.Context) -> ();
    disconnect @1 (context :Proxy.Context) -> ();
}
