// The C ABI of the IPC library: one event loop on a thread of its own, connections that speak Cap'n
// Proto's RPC protocol, and calls in both directions without any knowledge of schemas.
//
// Unless a comment says otherwise, a function may be called on the loop's thread only, and a callback
// is called there. Callbacks may call any function. Nothing throws across this border.
#ifndef MULTIPROCESS_H
#define MULTIPROCESS_H

#include <multiprocess/message.h>
#include <multiprocess/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What the loop tells its owner. A context is the pointer that the owner handed in with the object.
typedef struct mp_callbacks {
    /// Somebody called `mp_loop_wake`. Several calls may be answered by one.
    void (*drain)(void *loop);
    /// An incoming call on a server. The owner holds `call` until it releases it.
    void (*call)(void *server, mp_call *call, uint64_t interface_id, uint16_t method_id);
    /// The caller, or its whole connection, is gone: the result of this call is not wanted any more.
    /// Called at most once, never after `mp_call_finish` or `mp_call_fail`.
    void (*call_cancelled)(void *call);
    /// Nobody refers to the server any more.
    void (*server_released)(void *server);
    /// The answer to a request. Exactly one of `response` and `error` is set; the owner frees the
    /// response. Called once for every request sent, also when it was cancelled.
    void (*response)(void *request, mp_response *response, const mp_error *error);
    /// The connection is over. Called at most once, and not for one that its owner closed.
    void (*disconnected)(void *connection, const mp_error *error);
    /// A new connection on a listener; the owner takes the descriptor.
    void (*accepted)(void *listener, int descriptor);
    /// Accepting failed with this `errno`. The listener goes on by itself after a pause.
    void (*accept_failed)(void *listener, int error_number);
    /// `mp_capability_when_resolved` is over.
    void (*resolved)(void *context);
    /// The library has something to say that is nobody's failure in particular.
    void (*log)(void *loop, bool is_error, mp_text text);
} mp_callbacks;

// MARK: Loop

/// Makes a loop; null if the system refuses, with `mp_last_error`. Any thread.
mp_loop *mp_loop_new(const mp_callbacks *callbacks);

/// Sets what `drain` is called with; before the loop runs.
void mp_loop_set_context(mp_loop *loop, void *context);

/// Runs the loop on the calling thread until `mp_loop_stop`, then frees all that it owns.
bool mp_loop_run(mp_loop *loop);

/// Makes the loop call `drain` soon. Any thread, as long as the loop has not been freed.
void mp_loop_wake(mp_loop *loop);

/// Makes `mp_loop_run` return after the current turn.
void mp_loop_stop(mp_loop *loop);

/// Frees a loop that does not run (any more). Any thread.
void mp_loop_free(mp_loop *loop);

// MARK: Connections

/// Starts to speak RPC on a connected stream socket, which the connection owns from now on even on
/// failure. `bootstrap`, if not null, is the server that the peer gets as its bootstrap capability.
mp_connection *mp_connection_new(
    mp_loop *loop, int descriptor, bool is_server, const mp_limits *limits, void *bootstrap, void *context);

/// The peer's bootstrap capability; the caller releases it.
mp_capability *mp_connection_bootstrap(mp_connection *connection);

/// How many bytes of messages are held: those received for calls that run, and those waiting to be sent.
uint64_t mp_connection_held_bytes(mp_connection *connection);

/// How many bytes of messages have come and gone so far.
mp_traffic mp_connection_traffic(mp_connection *connection);

/// Closes a connection, at the next turn of the loop. Its calls are cancelled, its requests fail.
void mp_connection_close(mp_connection *connection);

/// Watches a listening socket, which the listener owns from now on.
mp_listener *mp_listener_new(mp_loop *loop, int descriptor, void *context);
void mp_listener_close(mp_listener *listener);

// MARK: Capabilities

/// Makes a capability that passes its calls to `server`; the caller releases it.
mp_capability *mp_server_new(mp_loop *loop, void *server);

void mp_capability_release(mp_capability *capability);

/// The `server` context if the capability is known to be one of this loop's own, else null.
void *mp_capability_server(mp_capability *capability);

/// False while it is not known yet where the capability leads.
bool mp_capability_is_resolved(mp_capability *capability);

/// Calls `resolved` once it is known where the capability leads, or that it leads nowhere.
void mp_capability_when_resolved(mp_capability *capability, void *context);

// MARK: Incoming calls

/// Sets what `call_cancelled` is called with; null until then.
void mp_call_set_context(mp_call *call, void *context);

bool mp_call_params(mp_call *call, mp_struct_reader *params);

/// Starts the results. `size_words` guesses the size of all of them; 0 if unknown.
bool mp_call_results(
    mp_call *call, uint16_t data_words, uint16_t pointers, uint64_t size_words, mp_struct_builder *results);

/// Answers. Later answers to the same call, and answers to a cancelled one, do nothing.
void mp_call_finish(mp_call *call);
void mp_call_fail(mp_call *call, mp_error_kind kind, const char *description, size_t count);

/// Drops the owner's hold, and with it the params and results.
void mp_call_release(mp_call *call);

// MARK: Outgoing calls

/// Starts a request; null on failure. It must be sent or discarded.
mp_request *mp_request_new(
    mp_capability *capability, uint64_t interface_id, uint16_t method_id, uint64_t size_words);
bool mp_request_params(mp_request *request, uint16_t data_words, uint16_t pointers, mp_struct_builder *params);

/// Sends the request. `response` will be called, in a later turn, and frees the request.
bool mp_request_send(mp_request *request, void *context);

/// Gives up a request that was sent: `response` is called in a later turn with an error.
void mp_request_cancel(mp_request *request);
void mp_request_discard(mp_request *request);

bool mp_response_results(mp_response *response, mp_struct_reader *results);
void mp_response_free(mp_response *response);

// MARK: Process

/// Starts `program -ipcfd N`, where N is its end of a socket pair. Apart from that and the standard streams
/// the child has no descriptor open, and no signal blocked or ignored. `output`, unless negative, becomes its
/// standard output and error. Answers 0 or an `errno`. Any thread.
int mp_spawn(const char *program, int end, int output, int32_t *process_id);

/// Names the calling thread for debuggers; the system keeps 15 bytes. Any thread.
void mp_name_thread(const char *name);

/// The system's number of the calling thread. Any thread.
int32_t mp_thread_id(void);

/// Keeps large message buffers mapped between calls instead of returning them to the system each time.
/// For processes that move blocks; to be called once, early. Any thread.
void mp_tune_malloc(void);

#ifdef __cplusplus
}
#endif

#endif
