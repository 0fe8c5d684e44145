// The event loop: a thread that waits for sockets, timers, and for other threads to wake it.
#pragma once

#include "capnp.h"

#include <multiprocess/multiprocess.h>

#include <set>
#include <sys/eventfd.h>
#include <unordered_map>

/// What exists only while the loop runs, on its thread.
struct mp_loop_running {
    explicit mp_loop_running(int wakeDescriptor, kj::TaskSet::ErrorHandler& errors);

    kj::AsyncIoContext io;
    kj::UnixEventPort::FdObserver wake;
    /// Whatever goes on by itself. A task is freed when it is done, in a turn of its own.
    kj::TaskSet tasks;
};

struct mp_loop final : public kj::TaskSet::ErrorHandler {
    explicit mp_loop(const mp_callbacks& callbacks);
    ~mp_loop() noexcept;

    void run();
    void wake() noexcept;
    void stop() noexcept { isStopped = true; wake(); }

    kj::AsyncIoContext& io() { return KJ_REQUIRE_NONNULL(running, "the loop does not run").io; }
    kj::TaskSet& tasks() { return KJ_REQUIRE_NONNULL(running, "the loop does not run").tasks; }

    const mp_callbacks callbacks;
    void* context = nullptr;
    /// Those that are open; they unregister themselves.
    std::set<mp_connection*> connections;
    /// The objects of this process that peers may hold, with their owner's context.
    std::unordered_map<capnp::ClientHook*, void*> servers;

private:
    void taskFailed(kj::Exception&& exception) override;
    void drain();
    void closeAll();

    kj::AutoCloseFd wakeDescriptor;
    bool isStopped = false;
    kj::Maybe<mp_loop_running> running;
};
