// A plain Cap'n Proto client: calls Echo.echo at a unix socket, and prints how long that takes.
//
// Each call names one Thread of the server, as a client of Bitcoin Core's node must.
#include "echo.capnp.h"
#include "init.capnp.h"

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

class Bench {
public:
    explicit Bench(const char* path)
        : io(kj::setupAsyncIo()),
          stream(io.provider->getNetwork().parseAddress(kj::str("unix:", path)).wait(io.waitScope)
                     ->connect().wait(io.waitScope)),
          client(*stream),
          init(client.bootstrap().castAs<Init>()),
          thread(makeThread()),
          echo(makeEcho())
    {
    }

    void run()
    {
        latency();
        throughput();
        large();
    }

private:
    Thread::Client makeThread()
    {
        auto threadMap = init.constructRequest().send().wait(io.waitScope).getThreadMap();
        auto request = threadMap.makeThreadRequest();
        request.setName("bench");
        return request.send().wait(io.waitScope).getResult();
    }

    Echo::Client makeEcho()
    {
        auto request = init.makeEchoRequest();
        request.initContext().setThread(thread);
        return request.send().wait(io.waitScope).getResult();
    }

    kj::Promise<void> call(const std::string& text)
    {
        auto request = echo.echoRequest(capnp::MessageSize{text.size() / 8 + 16, 2});
        request.initContext().setThread(thread);
        request.setEcho(kj::StringPtr(text.c_str(), text.size()));
        return request.send().then([size = text.size()](auto&& response) {
            KJ_REQUIRE(response.getResult().size() == size);
        });
    }

    std::vector<double> times(int count, const std::string& text)
    {
        std::vector<double> times;
        for (int i = 0; i < count; ++i) {
            auto begun = Clock::now();
            call(text).wait(io.waitScope);
            times.push_back(Microseconds(Clock::now() - begun).count());
        }
        std::sort(times.begin(), times.end());
        return times;
    }

    void latency()
    {
        auto sorted = times(10'000, "hello");
        std::printf("p50_us %f\np99_us %f\n", sorted[sorted.size() / 2], sorted[sorted.size() * 99 / 100]);
    }

    kj::Promise<void> repeat(int count)
    {
        if (count == 0) return kj::READY_NOW;
        return call("hello").then([this, count] { return repeat(count - 1); });
    }

    void throughput()
    {
        constexpr int inFlight = 64, each = 400;
        auto begun = Clock::now();
        kj::Vector<kj::Promise<void>> lanes;
        for (int i = 0; i < inFlight; ++i) lanes.add(repeat(each));
        kj::joinPromises(lanes.releaseAsArray()).wait(io.waitScope);
        std::printf("calls_per_s %f\n", inFlight * each / Microseconds(Clock::now() - begun).count() * 1e6);
    }

    void large()
    {
        auto sorted = times(200, std::string(1 << 20, 'x'));
        std::printf("mb_us %f\n", sorted[sorted.size() / 2]);
    }

    kj::AsyncIoContext io;
    kj::Own<kj::AsyncIoStream> stream;
    capnp::TwoPartyClient client;
    Init::Client init;
    Thread::Client thread;
    Echo::Client echo;
};

} // namespace

int main(int argc, char* argv[])
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: capnp-client SOCKET\n");
        return 1;
    }
    // The client's own share of a megabyte is to be small, whatever the server does.
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    Bench(argv[1]).run();
}
