#include "connection.h"

#include "error.h"
#include "server.h"

namespace {

using capnp::rpc::twoparty::Side;

capnp::ReaderOptions readerOptions(const mp_limits& limits)
{
    capnp::ReaderOptions options;
    if (limits.message_words != 0) options.traversalLimitInWords = limits.message_words;
    if (limits.nesting != 0) options.nestingLimit = static_cast<int>(limits.nesting);
    return options;
}

capnp::RpcSystem<capnp::rpc::twoparty::VatId> newRpcSystem(
    capnp::TwoPartyVatNetwork& network, kj::Maybe<capnp::Capability::Client>&& bootstrap)
{
    KJ_IF_MAYBE (server, bootstrap) return capnp::makeRpcServer(network, kj::mv(*server));
    return capnp::makeRpcClient(network);
}

} // namespace

mp_connection::mp_connection(
    mp_loop& loop, kj::AutoCloseFd descriptor, bool isServer, const mp_limits& limits,
    kj::Maybe<capnp::Capability::Client> bootstrap, void* context)
    : loop(loop),
      context(context),
      side(isServer ? Side::SERVER : Side::CLIENT),
      stream(loop.io().lowLevelProvider->wrapSocketFd(kj::mv(descriptor))),
      messages(*stream, limits),
      network(messages, side, readerOptions(limits)),
      rpc(newRpcSystem(network, kj::mv(bootstrap))),
      watch(nullptr)
{
    messages.setNetwork(network);
    watch = network.onDisconnect().then([this] { ended(); }).eagerlyEvaluate(nullptr);
    loop.connections.insert(this);
}

mp_connection::~mp_connection() noexcept(false) { loop.connections.erase(this); }

capnp::Capability::Client mp_connection::bootstrap()
{
    capnp::word scratch[4]{};
    capnp::MallocMessageBuilder message(scratch);
    auto id = message.getRoot<capnp::rpc::twoparty::VatId>();
    id.setSide(side == Side::SERVER ? Side::CLIENT : Side::SERVER);
    return rpc.bootstrap(id);
}

void mp_connection::ended()
{
    if (self.get() == nullptr) return;
    KJ_IF_MAYBE (failure, messages.getMeter().failure) {
        auto description = failure->getDescription();
        mp_error error{mp::errorKind(*failure), {description.begin(), description.size()}};
        loop.callbacks.disconnected(context, &error);
    } else {
        loop.callbacks.disconnected(context, nullptr);
    }
}

mp_connection* mp_connection_new(
    mp_loop* loop, int descriptor, bool is_server, const mp_limits* limits, void* bootstrap, void* context)
{
    mp_connection* connection = nullptr;
    mp::guarded([&] {
        kj::AutoCloseFd owned(descriptor);
        kj::Maybe<capnp::Capability::Client> server;
        if (bootstrap != nullptr) server = mp::newServer(*loop, bootstrap);
        auto made = kj::heap<mp_connection>(*loop, kj::mv(owned), is_server, *limits, kj::mv(server), context);
        connection = made.get();
        connection->self = kj::mv(made);
    });
    return connection;
}

mp_capability* mp_connection_bootstrap(mp_connection* connection)
{
    mp_capability* capability = nullptr;
    mp::guarded([&] { capability = new mp_capability{connection->loop, connection->bootstrap()}; });
    return capability;
}

mp_traffic mp_connection_traffic(mp_connection* connection) { return connection->traffic(); }

uint64_t mp_connection_held_bytes(mp_connection* connection) { return connection->heldBytes(); }

void mp_connection_close(mp_connection* connection)
{
    if (connection->self.get() == nullptr) return;
    // Not now: this may be called from something that the connection itself is doing.
    connection->loop.tasks().add(kj::evalLater([self = kj::mv(connection->self)]() mutable { self = nullptr; }));
}
