#include "loop.h"

#include "connection.h"
#include "error.h"

#include <cerrno>
#include <unistd.h>

namespace {

int newEventDescriptor()
{
    int descriptor;
    KJ_SYSCALL(descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    return descriptor;
}

/// kj writes what it has to say to standard error; that belongs in the owner's log.
class LogForwarder final : public kj::ExceptionCallback {
public:
    explicit LogForwarder(mp_loop& loop) : loop(loop) {}

    void logMessage(kj::LogSeverity severity, const char*, int, int, kj::String&& text) override
    {
        loop.callbacks.log(loop.context, severity >= kj::LogSeverity::ERROR, {text.begin(), text.size()});
    }

private:
    mp_loop& loop;
};

} // namespace

mp_loop_running::mp_loop_running(int wakeDescriptor, kj::TaskSet::ErrorHandler& errors)
    : io(kj::setupAsyncIo()),
      wake(io.unixEventPort, wakeDescriptor, kj::UnixEventPort::FdObserver::OBSERVE_READ),
      tasks(errors)
{
}

mp_loop::mp_loop(const mp_callbacks& callbacks) : callbacks(callbacks), wakeDescriptor(newEventDescriptor()) {}

mp_loop::~mp_loop() noexcept = default;

void mp_loop::run()
{
    LogForwarder forwarder(*this);
    auto& state = running.emplace(wakeDescriptor.get(), *this);
    while (!isStopped) {
        // Asked for before the count is read, so that no wake-up is missed. Everything else that happens on
        // the loop happens while this waits.
        auto woken = state.wake.whenBecomesReadable();
        drain();
        if (isStopped) break;
        woken.wait(state.io.waitScope);
    }
    closeAll();
    running = nullptr;
}

void mp_loop::drain()
{
    uint64_t count;
    while (read(wakeDescriptor.get(), &count, sizeof count) < 0 && errno == EINTR) {}
    callbacks.drain(context);
}

/// Lets everything that depends on a connection end before the tasks are dropped.
void mp_loop::closeAll()
{
    auto& state = KJ_ASSERT_NONNULL(running);
    for (auto* connection : std::set<mp_connection*>(connections)) mp_connection_close(connection);
    for (int turn = 0; turn < 3; ++turn) {
        state.io.waitScope.poll();
        drain();
    }
}

void mp_loop::wake() noexcept
{
    const uint64_t one = 1;
    // Only a full counter can make this fail, and then the loop is awake.
    while (write(wakeDescriptor.get(), &one, sizeof one) < 0 && errno == EINTR) {}
}

void mp_loop::taskFailed(kj::Exception&& exception)
{
    auto text = kj::str(exception.getDescription());
    callbacks.log(context, true, {text.begin(), text.size()});
}

mp_loop* mp_loop_new(const mp_callbacks* callbacks)
{
    mp_loop* loop = nullptr;
    mp::guarded([&] { loop = new mp_loop(*callbacks); });
    return loop;
}

void mp_loop_set_context(mp_loop* loop, void* context) { loop->context = context; }

bool mp_loop_run(mp_loop* loop)
{
    return mp::guarded([&] { loop->run(); });
}

void mp_loop_wake(mp_loop* loop) { loop->wake(); }

void mp_loop_stop(mp_loop* loop) { loop->stop(); }

void mp_loop_free(mp_loop* loop) { delete loop; }
