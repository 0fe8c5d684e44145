#include "answers.h"

#include <capnp/rpc.capnp.h>

namespace mp {

namespace rpc = capnp::rpc;

uint64_t sizeOf(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments)
{
    uint64_t words = 0;
    for (auto segment : segments) words += segment.size();
    return words * sizeof(capnp::word);
}

void Answers::received(capnp::MessageReader& reader)
{
    auto message = reader.getRoot<rpc::Message>();
    switch (message.which()) {
    case rpc::Message::BOOTSTRAP: sizes.emplace(message.getBootstrap().getQuestionId(), 0); break;
    case rpc::Message::CALL: sizes.emplace(message.getCall().getQuestionId(), 0); break;
    case rpc::Message::FINISH: forget(message.getFinish().getQuestionId()); break;
    default: break;
    }
}

void Answers::sent(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments)
{
    capnp::SegmentArrayMessageReader reader(segments);
    auto message = reader.getRoot<rpc::Message>();
    if (message.which() != rpc::Message::RETURN) return;
    auto answer = message.getReturn();
    auto found = sizes.find(answer.getAnswerId());
    if (found == sizes.end()) return;
#if MP_CAPNP_1
    if (answer.getNoFinishNeeded()) return forget(answer.getAnswerId());
#endif
    found->second = sizeOf(segments);
    total += found->second;
}

void Answers::forget(uint32_t question)
{
    auto found = sizes.find(question);
    if (found == sizes.end()) return;
    total -= found->second;
    sizes.erase(found);
}

} // namespace mp
