// The answers that a peer has not let go of.
//
// The protocol keeps a call's results until the peer says that it has finished with them, for calls may be made on
// them. A peer that never says so must not fill this process's memory.
#pragma once

#include "capnp.h"

#include <unordered_map>

namespace mp {

class Answers {
public:
    void received(capnp::MessageReader& reader);
    void sent(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments);

    size_t count() const { return sizes.size(); }
    /// What the results kept take, in bytes.
    uint64_t bytes() const { return total; }

private:
    void forget(uint32_t question);

    /// By question: the size of its results, 0 until they are sent.
    std::unordered_map<uint32_t, uint64_t> sizes;
    uint64_t total = 0;
};

uint64_t sizeOf(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments);

} // namespace mp
