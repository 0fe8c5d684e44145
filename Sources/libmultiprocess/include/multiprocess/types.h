// Types shared by the headers of the C ABI.
#ifndef MULTIPROCESS_TYPES_H
#define MULTIPROCESS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What went wrong, in Cap'n Proto's own terms.
typedef enum mp_error_kind {
    MP_FAILED = 0,
    MP_OVERLOADED = 1,
    MP_DISCONNECTED = 2,
    MP_UNIMPLEMENTED = 3,
} mp_error_kind;

/// Text that is valid only while the callback that hands it over runs.
typedef struct mp_text {
    const char *bytes;
    size_t count;
} mp_text;

typedef struct mp_error {
    mp_error_kind kind;
    mp_text description;
} mp_error;

/// Every function that returns a bool answers false on failure and leaves the reason here, for the
/// calling thread, until its next failing call.
mp_error mp_last_error(void);

/// Bounds on what a peer may make this process do. Zero words or nesting means Cap'n Proto's default; what may be held has
/// none.
typedef struct mp_limits {
    uint64_t message_words;      ///< the largest message, and how much of it may be read (amplification)
    uint32_t nesting;            ///< how deep pointers may nest
    uint64_t held_bytes;         ///< calls are refused while a connection's messages hold more than this
    uint64_t held_bytes_fatal;   ///< a connection whose messages hold more than this is closed
    uint32_t held_messages_fatal; ///< a connection that holds more messages than this is closed
    uint32_t held_answers_fatal; ///< and one whose peer has not let go of more answers than this
} mp_limits;

/// What a connection has carried. Counts bytes of messages, without those of their frames.
typedef struct mp_traffic {
    uint64_t received_bytes; ///< in messages of the peer
    uint64_t sent_bytes;     ///< in messages to the peer
} mp_traffic;

typedef struct mp_loop mp_loop;
typedef struct mp_connection mp_connection;
typedef struct mp_listener mp_listener;
typedef struct mp_capability mp_capability;
typedef struct mp_call mp_call;
typedef struct mp_request mp_request;
typedef struct mp_response mp_response;

#ifdef __cplusplus
}
#endif

#endif
