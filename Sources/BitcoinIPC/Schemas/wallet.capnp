# The wallets of a process.

@0x93e1a9d1a332c635;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
$Swift.module("BitcoinInterfaces");

interface WalletLoader $Proxy.wrap("WalletLoader") {
    verify @0 (context :Proxy.Context) -> ();
    load @1 (context :Proxy.Context) -> ();
    start @2 (context :Proxy.Context) -> ();
    stop @3 (context :Proxy.Context) -> ();
    setMockTime @4 (context :Proxy.Context, seconds :Int64) -> ();
    getWalletDir @5 (context :Proxy.Context) -> (result :Text);
    listWalletDir @6 (context :Proxy.Context) -> (result :List(WalletDirectoryEntry));
    forward @7 (context :Proxy.Context, seconds :Int64) -> ();
}

struct WalletDirectoryEntry $Proxy.wrap("WalletDirectoryEntry") {
    name @0 :Text;
    format @1 :Text;
}
