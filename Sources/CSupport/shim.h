// The few system calls that Swift's Glibc module does not import, because they are variadic, GNU
// extensions, or marked as unavailable.
#ifndef BITCOIN_CSUPPORT_SHIM_H
#define BITCOIN_CSUPPORT_SHIM_H

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

// Swift hides fork, since in a process with threads hardly anything may be called after it. We use it
// before the first thread starts, to become a daemon.
static inline pid_t support_fork(void) { return fork(); }

// A pipe that no program started from here inherits.
int pipe2(int ends[2], int flags);
static inline int support_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

// The name of the calling thread, at most 15 characters.
static inline int support_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// Fills 16 bytes with the name of the calling thread.
static inline int support_get_thread_name(char *name) { return prctl(PR_GET_NAME, name, 0, 0, 0); }

// Locks a whole file for writing on behalf of this open file, without waiting.
static inline int support_lock_file(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0};
    return fcntl(descriptor, F_SETLK, &lock);
}

// Sends bytes, which must not be none, and with them a descriptor unless it is negative.
static inline ssize_t support_send(int socket, const void *bytes, size_t count, int descriptor) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        memset(&control, 0, sizeof(control));
        message.msg_control = control.room;
        message.msg_controllen = sizeof(control.room);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(int));
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

// Receives bytes, and a descriptor if one comes with them; otherwise that is -1.
static inline ssize_t support_receive(int socket, void *bytes, size_t count, int *descriptor) {
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof(control.room)};
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    *descriptor = -1;
    if (received > 0 && message.msg_controllen >= CMSG_LEN(sizeof(int)) &&
        control.header.cmsg_level == SOL_SOCKET && control.header.cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(&control.header), sizeof(int));
    return received;
}

// Writes what the allocator tells about itself, in XML.
static inline int support_malloc_info(FILE *stream) { return malloc_info(0, stream); }

#endif
