#include "server.h"

#include "call.h"
#include "error.h"

namespace mp {
namespace {

/// Stands in for the types of a method, to get at a call's counted hook.
struct Untyped;

} // namespace
} // namespace mp

/// `Capability::Server` makes a typed context from a call's hook. For this "type" that is the hook itself, with a
/// count, so that the call's messages live for as long as the owner needs them, cancelled or not.
template <>
class capnp::CallContext<mp::Untyped, mp::Untyped> {
public:
    explicit CallContext(CallContextHook& hook) : hook(hook.addRef()) {}
    kj::Own<CallContextHook> hook;
};

namespace mp {
namespace {

class Server final : public capnp::Capability::Server {
public:
    Server(mp_loop& loop, void* owner) : owner(owner), loop(loop) {}
    ~Server() noexcept(false)
    {
        loop.servers.erase(client);
        loop.callbacks.server_released(owner);
    }

    DispatchCallResult dispatchCall(
        uint64_t interfaceId, uint16_t methodId,
        capnp::CallContext<capnp::AnyPointer, capnp::AnyPointer> context) override
    {
        auto hook = internalGetTypedContext<Untyped, Untyped>(context).hook->addRef();
#if !MP_CAPNP_1
        hook->allowCancellation();
#endif
        auto call = kj::refcounted<mp_call>(loop, kj::mv(hook));
        call->ownersHold = kj::addRef(*call);
        loop.callbacks.call(owner, call.get(), interfaceId, methodId);
        DispatchCallResult result{call->outcome(), false};
#if MP_CAPNP_1
        result.allowCancellation = true;
#endif
        return result;
    }

    void* const owner;
    /// The protocol's own name for the object, once it has one.
    capnp::ClientHook* client = nullptr;

private:
    mp_loop& loop;
};

} // namespace

capnp::Capability::Client newServer(mp_loop& loop, void* owner)
{
    auto server = kj::heap<Server>(loop, owner);
    auto& known = *server;
    capnp::Capability::Client client(kj::mv(server));
    auto hook = capnp::ClientHook::from(client);
    known.client = hook.get();
    loop.servers.emplace(hook.get(), owner);
    return client;
}

namespace {

/// Follows a promise as far as it has been kept.
capnp::ClientHook* resolve(kj::Own<capnp::ClientHook>& hook)
{
    auto* current = hook.get();
    for (;;) {
        KJ_IF_MAYBE (next, current->getResolved()) current = next;
        else return current;
    }
}

} // namespace
} // namespace mp

mp_capability* mp_server_new(mp_loop* loop, void* server)
{
    mp_capability* capability = nullptr;
    mp::guarded([&] { capability = new mp_capability{*loop, mp::newServer(*loop, server)}; });
    return capability;
}

void mp_capability_release(mp_capability* capability)
{
    mp::guarded([&] { delete capability; });
}

void* mp_capability_server(mp_capability* capability)
{
    void* owner = nullptr;
    mp::guarded([&] {
        auto hook = capnp::ClientHook::from(capability->client);
        auto& servers = capability->loop.servers;
        auto found = servers.find(mp::resolve(hook));
        if (found != servers.end()) owner = found->second;
    });
    return owner;
}

bool mp_capability_is_resolved(mp_capability* capability)
{
    bool isResolved = true;
    mp::guarded([&] {
        auto hook = capnp::ClientHook::from(capability->client);
        KJ_IF_MAYBE (more, mp::resolve(hook)->whenMoreResolved()) {
            (void)more;
            isResolved = false;
        }
    });
    return isResolved;
}

void mp_capability_when_resolved(mp_capability* capability, void* context)
{
    auto& loop = capability->loop;
    auto tell = [&loop, context] { loop.callbacks.resolved(context); };
    auto told = capability->client.whenResolved().then(tell, [tell](kj::Exception&&) { tell(); });
    auto hold = capability->client;
    loop.tasks().add(told.attach(kj::mv(hold)));
}
