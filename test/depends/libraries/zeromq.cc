// ZeroMQ brings a message over TCP, whole and in order.
#include "require.h"

#include <zmq.h>

#include <cstring>

int main()
{
    void* context = zmq_ctx_new();
    void* sender = zmq_socket(context, ZMQ_PUSH);
    void* receiver = zmq_socket(context, ZMQ_PULL);
    REQUIRE(zmq_bind(receiver, "tcp://127.0.0.1:*") == 0);
    char endpoint[256];
    size_t size = sizeof endpoint;
    REQUIRE(zmq_getsockopt(receiver, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
    REQUIRE(zmq_connect(sender, endpoint) == 0);

    REQUIRE(zmq_send(sender, "hashblock", 9, ZMQ_SNDMORE) == 9);
    REQUIRE(zmq_send(sender, "\1\2\3", 3, 0) == 3);
    char bytes[16];
    REQUIRE(zmq_recv(receiver, bytes, sizeof bytes, 0) == 9 && std::memcmp(bytes, "hashblock", 9) == 0);
    REQUIRE(zmq_recv(receiver, bytes, sizeof bytes, 0) == 3 && std::memcmp(bytes, "\1\2\3", 3) == 0);

    REQUIRE(zmq_close(sender) == 0);
    REQUIRE(zmq_close(receiver) == 0);
    REQUIRE(zmq_ctx_term(context) == 0);
    return 0;
}
