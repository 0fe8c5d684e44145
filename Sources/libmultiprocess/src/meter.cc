#include "meter.h"

namespace mp {

MeteredStream::MeteredStream(kj::AsyncIoStream& stream, const mp_limits& limits)
    : stream(newMessageStream(stream)), limits(limits), meter(kj::refcounted<Meter>())
{
}

uint64_t MeteredStream::heldBytes()
{
    uint64_t queued = 0;
    KJ_IF_MAYBE (known, network) queued = known->getCurrentQueueSize();
    return meter->heldBytes() + queued + answers.bytes();
}

kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> MeteredStream::tryReadMessage(
    kj::ArrayPtr<kj::AutoCloseFd> fdSpace, capnp::ReaderOptions options, kj::ArrayPtr<capnp::word> scratch)
{
    using Result = kj::Maybe<capnp::MessageReaderAndFds>;
    return stream->tryReadMessage(fdSpace, options, scratch)
        .then(
            [this](Result&& result) -> Result {
                KJ_IF_MAYBE (message, result) account(*message);
                return kj::mv(result);
            })
        .catch_(
            [this](kj::Exception&& exception) -> kj::Promise<Result> {
                meter->failure = kj::cp(exception);
                return kj::mv(exception);
            });
}

void MeteredStream::account(capnp::MessageReaderAndFds& message)
{
    uint64_t bytes = 0;
    for (unsigned id = 0;; ++id) {
        auto segment = message.reader->getSegment(id);
        if (segment.begin() == nullptr) break;
        bytes += segment.asBytes().size();
    }
    answers.received(*message.reader);
    meter->traffic.received_bytes += bytes;
    meter->receivedBytes += bytes;
    meter->receivedMessages += 1;
    message.reader = message.reader.attach(kj::defer([meter = kj::addRef(*meter), bytes]() mutable {
        meter->receivedBytes -= bytes;
        meter->receivedMessages -= 1;
    }));
    // Calls are refused long before; what gets here waits where it cannot be refused, or is never read.
    if (heldBytes() > limits.held_bytes_fatal || meter->receivedMessages > limits.held_messages_fatal
        || answers.count() > limits.held_answers_fatal) {
        kj::throwFatalException(KJ_EXCEPTION(OVERLOADED, "too much is held by messages of this connection"));
    }
}

kj::Promise<void> MeteredStream::writeMessage(
    kj::ArrayPtr<const int> fds, kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments)
{
    answers.sent(segments);
    return whileWriting(sizeOf(segments), stream->writeMessage(fds, segments));
}

kj::Promise<void> MeteredStream::writeMessages(
    kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>> messages)
{
    uint64_t bytes = 0;
    for (auto message : messages) {
        answers.sent(message);
        bytes += sizeOf(message);
    }
    return whileWriting(bytes, stream->writeMessages(messages));
}

kj::Promise<void> MeteredStream::whileWriting(uint64_t bytes, kj::Promise<void> written)
{
    meter->traffic.sent_bytes += bytes;
    meter->writingBytes += bytes;
    return written.attach(kj::defer([meter = kj::addRef(*meter), bytes]() mutable { meter->writingBytes -= bytes; }));
}

} // namespace mp
