// One incoming call.
#pragma once

#include "loop.h"

/// The owner and the protocol both hold it, and it holds the messages of the call for both.
struct mp_call final : public kj::Refcounted {
    mp_call(mp_loop& loop, kj::Own<capnp::CallContextHook> hook) : hook(kj::mv(hook)), loop(loop) {}

    /// What the protocol waits for. Dropping it means that the result is not wanted any more.
    kj::Promise<void> outcome();
    void finish();
    void fail(kj::Exception&& exception);
    bool isRunning() const { return state == State::RUNNING; }

    kj::Own<capnp::CallContextHook> hook;
    /// The owner's count, from `mp_callbacks.call` to `mp_call_release`.
    kj::Own<mp_call> ownersHold;
    void* context = nullptr;

private:
    class Answer;
    enum class State { RUNNING, ENDED, ABANDONED };

    mp_loop& loop;
    State state = State::RUNNING;
    kj::Maybe<kj::Exception> failure;
    /// Set while the protocol waits.
    kj::Maybe<kj::PromiseFulfiller<void>&> waiting;
};
