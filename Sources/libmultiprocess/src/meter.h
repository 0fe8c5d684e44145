// Counts what a connection's messages hold, and ends the connection when it is beyond all bounds.
#pragma once

#include "answers.h"
#include "capnp.h"

#include <multiprocess/types.h>

namespace mp {

/// Shared by the stream and the messages that came from it, which may outlive it.
struct Meter final : public kj::Refcounted {
    uint64_t receivedBytes = 0;
    uint32_t receivedMessages = 0;
    uint64_t writingBytes = 0;
    mp_traffic traffic{};
    /// Why reading failed, once it has.
    kj::Maybe<kj::Exception> failure;

    uint64_t heldBytes() const { return receivedBytes + writingBytes; }
};

/// Passes messages between the network and the stream, and keeps the meter.
class MeteredStream final : public capnp::MessageStream {
public:
    MeteredStream(kj::AsyncIoStream& stream, const mp_limits& limits);

    Meter& getMeter() { return *meter; }
    /// What the network has queued counts too; it is not known when the stream is made.
    void setNetwork(capnp::TwoPartyVatNetwork& value) { network = value; }
    uint64_t heldBytes();

    kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> tryReadMessage(
        kj::ArrayPtr<kj::AutoCloseFd> fdSpace, capnp::ReaderOptions options, kj::ArrayPtr<capnp::word> scratch) override;
    kj::Promise<void> writeMessage(
        kj::ArrayPtr<const int> fds, kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments) override;
    kj::Promise<void> writeMessages(
        kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>> messages) override;
    kj::Maybe<int> getSendBufferSize() override { return stream->getSendBufferSize(); }
    kj::Promise<void> end() override { return stream->end(); }

private:
    void account(capnp::MessageReaderAndFds& message);
    kj::Promise<void> whileWriting(uint64_t bytes, kj::Promise<void> written);

    kj::Own<capnp::MessageStream> stream;
    const mp_limits limits;
    kj::Own<Meter> meter;
    Answers answers;
    kj::Maybe<capnp::TwoPartyVatNetwork&> network;
};

} // namespace mp
