// Two ends of a socket pair, each on a loop of its own thread, speak Cap'n Proto's RPC through the C ABI: a call with
// data in both directions, and the end of the connection as the other side sees it.
#include "require.h"

#include <multiprocess/multiprocess.h>

#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

namespace {

constexpr uint64_t interface_id = 0x8000000000000001;
constexpr uint16_t method_id = 7;
const char question[] = "who is there";
const mp_limits limits = {
    /* message_words */ 1024,
    /* nesting */ 16,
    /* held_bytes */ 1 << 20,
    /* held_bytes_fatal */ 1 << 21,
    /* held_messages_fatal */ 16,
    /* held_answers_fatal */ 16,
};

/// What the test waits for.
struct Course {
    std::mutex mutex;
    std::condition_variable changed;
    bool answered = false;
    bool disconnected = false;

    void set(bool Course::*step)
    {
        std::lock_guard lock(mutex);
        this->*step = true;
        changed.notify_all();
    }

    void wait_for(bool Course::*step)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return this->*step; });
    }
} course;

/// One side: its loop, and what to do there when it is woken.
struct Side {
    mp_loop* loop = nullptr;
    mp_connection* connection = nullptr;
    int descriptor = -1;
    bool is_server = false;
    std::atomic<bool> closing = false;
};

void ask(Side& side)
{
    mp_capability* peer = mp_connection_bootstrap(side.connection);
    mp_request* request = mp_request_new(peer, interface_id, method_id, 0);
    mp_struct_builder params;
    REQUIRE(request && mp_request_params(request, 1, 1, &params));
    params.data[0] = 41;
    REQUIRE(mp_struct_set_text(&params, 0, question, std::strlen(question)));
    REQUIRE(mp_request_send(request, &side));
    mp_capability_release(peer);
}

void drain(void* context)
{
    Side& side = *static_cast<Side*>(context);
    if (side.closing) {
        if (side.connection) mp_connection_close(side.connection);
        side.connection = nullptr;
        mp_loop_stop(side.loop);
    } else if (!side.connection) {
        side.connection = mp_connection_new(
            side.loop, side.descriptor, side.is_server, &limits, side.is_server ? &side : nullptr, &side);
        REQUIRE(side.connection);
        if (!side.is_server) ask(side);
    }
}

void call(void*, mp_call* call, uint64_t called_interface, uint16_t called_method)
{
    REQUIRE(called_interface == interface_id && called_method == method_id);
    mp_struct_reader params;
    mp_bytes text;
    REQUIRE(mp_call_params(call, &params) && params.data_bytes == 8 && params.data[0] == 41);
    REQUIRE(mp_struct_text(&params, 0, &text));
    REQUIRE(text.count == std::strlen(question) && std::memcmp(text.data, question, text.count) == 0);
    mp_struct_builder results;
    REQUIRE(mp_call_results(call, 1, 0, 0, &results));
    results.data[0] = params.data[0] + 1;
    mp_call_finish(call);
    mp_call_release(call);
}

void response(void*, mp_response* response, const mp_error* error)
{
    if (error) std::fprintf(stderr, "%.*s\n", static_cast<int>(error->description.count), error->description.bytes);
    REQUIRE(response && !error);
    mp_struct_reader results;
    REQUIRE(mp_response_results(response, &results) && results.data[0] == 42);
    mp_response_free(response);
    course.set(&Course::answered);
}

void disconnected(void* context, const mp_error*)
{
    static_cast<Side*>(context)->connection = nullptr;
    course.set(&Course::disconnected);
}

const mp_callbacks callbacks = {
    /* drain */ drain,
    /* call */ call,
    /* call_cancelled */ [](void*) {},
    /* server_released */ [](void*) {},
    /* response */ response,
    /* disconnected */ disconnected,
    /* accepted */ [](void*, int) {},
    /* accept_failed */ [](void*, int) {},
    /* resolved */ [](void*) {},
    /* log */ [](void*, bool, mp_text) {},
};

void run(Side& side)
{
    side.loop = mp_loop_new(&callbacks);
    REQUIRE(side.loop);
    mp_loop_set_context(side.loop, &side);
    mp_loop_wake(side.loop);
}

} // namespace

int main()
{
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    Side server, client;
    server.descriptor = ends[0];
    server.is_server = true;
    client.descriptor = ends[1];
    run(server);
    run(client);
    std::thread server_thread([&] { REQUIRE(mp_loop_run(server.loop)); });
    std::thread client_thread([&] { REQUIRE(mp_loop_run(client.loop)); });

    course.wait_for(&Course::answered);
    client.closing = true;
    mp_loop_wake(client.loop);
    client_thread.join();
    course.wait_for(&Course::disconnected);
    server.closing = true;
    mp_loop_wake(server.loop);
    server_thread.join();
    mp_loop_free(client.loop);
    mp_loop_free(server.loop);
    return 0;
}
