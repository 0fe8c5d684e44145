# Types that several interfaces use.

@0xcd2c6232cb484a28;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinPrimitives");

struct BlockRef $Proxy.wrap("interfaces::BlockRef") {
    hash @0 :Data $Swift.type("BlockHash");
    height @1 :Int32;
}
