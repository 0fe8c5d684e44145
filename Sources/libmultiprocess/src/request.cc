// Outgoing calls.
#include "error.h"
#include "server.h"
#include "views.h"

struct mp_response {
    mp::AnyResponse response;
};

struct mp_request {
    mp_request(mp_loop& loop, mp::AnyRequest&& request) : loop(loop), request(kj::mv(request)) {}

    mp_loop& loop;
    mp::AnyRequest request;
    kj::Canceler canceler;
};

mp_request* mp_request_new(
    mp_capability* capability, uint64_t interface_id, uint16_t method_id, uint64_t size_words)
{
    mp_request* request = nullptr;
    mp::guarded([&] {
        kj::Maybe<capnp::MessageSize> size;
        if (size_words != 0) size = capnp::MessageSize{size_words + 32, 4};
        request = new mp_request(
            capability->loop, mp::newRequest(capability->client, interface_id, method_id, size));
    });
    return request;
}

bool mp_request_params(mp_request* request, uint16_t data_words, uint16_t pointers, mp_struct_builder* params)
{
    return mp::guarded([&] { mp::initRoot(request->request, data_words, pointers, *params); });
}

bool mp_request_send(mp_request* request, void* context)
{
    return mp::guarded([&] {
        auto& loop = request->loop;
        kj::Promise<mp::AnyResponse> answer = request->request.send();
        auto told = request->canceler.wrap(kj::mv(answer))
                        .then(
                            [&loop, context](mp::AnyResponse&& response) {
                                loop.callbacks.response(context, new mp_response{kj::mv(response)}, nullptr);
                            },
                            [&loop, context](kj::Exception&& exception) {
                                auto text = exception.getDescription();
                                mp_error error{mp::errorKind(exception), {text.begin(), text.size()}};
                                loop.callbacks.response(context, nullptr, &error);
                            });
        // The task frees the request in a turn after the one that answered it.
        loop.tasks().add(told.attach(kj::defer([request] { delete request; })));
    });
}

void mp_request_cancel(mp_request* request)
{
    mp::guarded([&] { request->canceler.cancel("canceled"); });
}

void mp_request_discard(mp_request* request)
{
    mp::guarded([&] { delete request; });
}

bool mp_response_results(mp_response* response, mp_struct_reader* results)
{
    return mp::guarded([&] { mp::readRoot(response->response, *results); });
}

void mp_response_free(mp_response* response)
{
    mp::guarded([&] { delete response; });
}
