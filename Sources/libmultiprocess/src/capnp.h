// Cap'n Proto's headers, and what differs between its releases.
//
// 0.9 is what Debian 12 has, 1.1 what depends builds. `kj::Maybe` is unpacked with KJ_IF_MAYBE, which both
// know.
#pragma once

#include <capnp/any.h>
#include <capnp/capability.h>
#include <capnp/layout.h>
#include <capnp/message.h>
#include <capnp/rpc-twoparty.h>
#include <capnp/rpc.h>
#include <capnp/serialize-async.h>
#include <kj/async-io.h>
#include <kj/async-unix.h>
#include <kj/async.h>
#include <kj/debug.h>

#define MP_CAPNP_1 (CAPNP_VERSION >= 1000000)

namespace mp {

#if MP_CAPNP_1
using Stream = capnp::BufferedMessageStream;
#else
using Stream = capnp::AsyncIoMessageStream;
#endif

/// The stream that messages are read from; 1.x reads as many at a time as there are.
inline kj::Own<capnp::MessageStream> newMessageStream(kj::AsyncIoStream& stream)
{
#if MP_CAPNP_1
    return kj::heap<Stream>(stream, capnp::IncomingRpcMessage::getShortLivedCallback());
#else
    return kj::heap<Stream>(stream);
#endif
}

using AnyRequest = capnp::Request<capnp::AnyPointer, capnp::AnyPointer>;
using AnyResponse = capnp::Response<capnp::AnyPointer>;

inline AnyRequest newRequest(
    capnp::Capability::Client& client, uint64_t interfaceId, uint16_t methodId, kj::Maybe<capnp::MessageSize> size)
{
#if MP_CAPNP_1
    capnp::Capability::Client::CallHints hints;
    hints.noPromisePipelining = true;
    return client.typelessRequest(interfaceId, methodId, size, hints);
#else
    return client.typelessRequest(interfaceId, methodId, size);
#endif
}

} // namespace mp
