// One peer: a socket, the protocol on it, and the watch for its end.
#pragma once

#include "loop.h"
#include "meter.h"

struct mp_connection {
    mp_connection(
        mp_loop& loop, kj::AutoCloseFd descriptor, bool isServer, const mp_limits& limits,
        kj::Maybe<capnp::Capability::Client> bootstrap, void* context);
    ~mp_connection() noexcept(false);

    capnp::Capability::Client bootstrap();
    uint64_t heldBytes() { return messages.heldBytes(); }
    mp_traffic traffic() { return messages.getMeter().traffic; }

    mp_loop& loop;
    void* const context;
    /// The loop's hold, until the connection is closed.
    kj::Own<mp_connection> self;

private:
    void ended();

    const capnp::rpc::twoparty::Side side;
    kj::Own<kj::AsyncIoStream> stream;
    mp::MeteredStream messages;
    capnp::TwoPartyVatNetwork network;
    capnp::RpcSystem<capnp::rpc::twoparty::VatId> rpc;
    kj::Promise<void> watch;
};
