#include "call.h"

#include "error.h"
#include "views.h"

/// The protocol's end of a call that was not answered at once.
class mp_call::Answer {
public:
    Answer(kj::PromiseFulfiller<void>& fulfiller, mp_call& call) : call(kj::addRef(call)) { call.waiting = fulfiller; }

    ~Answer() noexcept(false)
    {
        call->waiting = nullptr;
        if (!call->isRunning()) return;
        call->state = State::ABANDONED;
        if (call->context != nullptr) call->loop.callbacks.call_cancelled(call->context);
    }

private:
    kj::Own<mp_call> call;
};

kj::Promise<void> mp_call::outcome()
{
    if (isRunning()) return kj::newAdaptedPromise<void, Answer>(*this);
    KJ_IF_MAYBE (exception, failure) return kj::mv(*exception);
    return kj::READY_NOW;
}

void mp_call::finish()
{
    if (!isRunning()) return;
    state = State::ENDED;
    KJ_IF_MAYBE (fulfiller, waiting) fulfiller->fulfill();
}

void mp_call::fail(kj::Exception&& exception)
{
    if (!isRunning()) return;
    state = State::ENDED;
    KJ_IF_MAYBE (fulfiller, waiting) {
        fulfiller->reject(kj::mv(exception));
    } else {
        failure = kj::mv(exception);
    }
}

void mp_call_set_context(mp_call* call, void* context) { call->context = context; }

bool mp_call_params(mp_call* call, mp_struct_reader* params)
{
    return mp::guarded([&] { mp::readRoot(call->hook->getParams(), *params); });
}

bool mp_call_results(
    mp_call* call, uint16_t data_words, uint16_t pointers, uint64_t size_words, mp_struct_builder* results)
{
    return mp::guarded([&] {
        kj::Maybe<capnp::MessageSize> size;
        if (size_words != 0) size = capnp::MessageSize{size_words + data_words + pointers, pointers};
        mp::initRoot(call->hook->getResults(size), data_words, pointers, *results);
    });
}

void mp_call_finish(mp_call* call)
{
    mp::guarded([&] { call->finish(); });
}

void mp_call_fail(mp_call* call, mp_error_kind kind, const char* description, size_t count)
{
    mp::guarded([&] { call->fail(mp::makeException(kind, kj::str(kj::arrayPtr(description, count)))); });
}

void mp_call_release(mp_call* call)
{
    mp::guarded([&] {
        call->context = nullptr;
        auto hold = kj::mv(call->ownersHold);
    });
}
