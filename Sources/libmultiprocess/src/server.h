// Objects of this process that peers call.
#pragma once

#include "loop.h"

/// A reference to an object, here or at a peer.
struct mp_capability {
    mp_loop& loop;
    capnp::Capability::Client client;
};

namespace mp {

/// Makes an object that passes its calls to the owner.
capnp::Capability::Client newServer(mp_loop& loop, void* owner);

} // namespace mp
