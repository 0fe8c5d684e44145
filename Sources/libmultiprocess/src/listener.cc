// Accepting connections, also when the process has run out of descriptors.
#include "error.h"
#include "loop.h"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

struct mp_listener {
    mp_listener(mp_loop& loop, kj::AutoCloseFd descriptor, void* context)
        : loop(loop),
          context(context),
          descriptor(kj::mv(descriptor)),
          observer(loop.io().unixEventPort, this->descriptor.get(), kj::UnixEventPort::FdObserver::OBSERVE_READ),
          accepting(nullptr)
    {
        accepting = acceptAll().eagerlyEvaluate(nullptr);
    }

    mp_loop& loop;
    void* const context;
    /// The loop's hold, until the listener is closed.
    kj::Own<mp_listener> self;

private:
    static constexpr auto pauseAfterFailure = 100 * kj::MILLISECONDS;

    /// Waits for readiness before it looks: the loop tells of edges only.
    kj::Promise<void> acceptAll()
    {
        auto ready = observer.whenBecomesReadable();
        for (;;) {
            int accepted = accept4(descriptor.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted >= 0) {
                loop.callbacks.accepted(context, accepted);
                continue;
            }
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) break;
            loop.callbacks.accept_failed(context, errno);
            // The connections that wait stay where they are, and no edge will come for them.
            ready = loop.io().provider->getTimer().afterDelay(pauseAfterFailure);
            break;
        }
        return ready.then([this] { return acceptAll(); });
    }

    kj::AutoCloseFd descriptor;
    kj::UnixEventPort::FdObserver observer;
    kj::Promise<void> accepting;
};

mp_listener* mp_listener_new(mp_loop* loop, int descriptor, void* context)
{
    mp_listener* listener = nullptr;
    mp::guarded([&] {
        auto owned = kj::heap<mp_listener>(*loop, kj::AutoCloseFd(descriptor), context);
        listener = owned.get();
        listener->self = kj::mv(owned);
    });
    return listener;
}

void mp_listener_close(mp_listener* listener)
{
    // Not now: this may be called from the listener's own callback.
    listener->loop.tasks().add(kj::evalLater([self = kj::mv(listener->self)]() mutable { self = nullptr; }));
}
