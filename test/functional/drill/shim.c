/* Put before a program's C library by LD_PRELOAD: its disk is slow or broken, and its clock is wrong, as a
 * mapped file says at any moment (shim.py has the same layout).
 *
 * The file is mapped before main, so a program that later gives up the right to open files is reached, too.
 * Only regular files and the clock of the day are touched: sockets and the steady clock are not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
    _Atomic int64_t clock_offset;     /* seconds that are added to the time of day */
    _Atomic uint32_t write_delay;     /* microseconds, at most, of each write */
    _Atomic uint32_t sync_delay;      /* microseconds, at most, of each fsync and fdatasync */
    _Atomic uint32_t sync_error;      /* errno of each fsync and fdatasync; 0 for none */
    _Atomic uint32_t write_error;     /* errno of each write; 0 for none */
};

static struct control none;
static struct control *control = &none;

__attribute__((constructor)) static void map_control(void) {
    const char *path = getenv("DRILL_SHIM");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) control = mapped;
    close(file);
}

#define NEXT(name) ((__typeof__(&name))next(&name##_next, #name))

static void *next(void *_Atomic *slot, const char *name) {
    void *found = atomic_load_explicit(slot, memory_order_relaxed);
    if (!found) {
        found = dlsym(RTLD_NEXT, name);
        atomic_store_explicit(slot, found, memory_order_relaxed);
    }
    return found;
}

static int is_file(int descriptor) {
    struct stat status;
    int before = errno;
    int answer = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    errno = before;
    return answer;
}

static void pause_for(uint32_t most) {
    static _Thread_local uint32_t state = 2463534242u;
    int before = errno;
    state ^= state << 13, state ^= state >> 17, state ^= state << 5;
    uint32_t microseconds = state % (most + 1);
    struct timespec span = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
    nanosleep(&span, NULL);
    errno = before;
}

/* What befalls an operation: it takes long, or it fails with the error that is returned. */
static int befall(int descriptor, _Atomic uint32_t *delay, _Atomic uint32_t *error) {
    uint32_t most = *delay, code = *error;
    if ((!most && !code) || !is_file(descriptor)) return 0;
    if (most) pause_for(most);
    if (code) errno = (int)code;
    return (int)code;
}

#define WRITES(type, name, parameters, arguments)                                        \
    static void *_Atomic name##_next;                                                    \
    type name parameters {                                                               \
        if (befall(file, &control->write_delay, &control->write_error)) return -1;       \
        return NEXT(name) arguments;                                                     \
    }

WRITES(ssize_t, write, (int file, const void *data, size_t size), (file, data, size))
WRITES(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
WRITES(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))
WRITES(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
WRITES(ssize_t, pwritev, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
WRITES(int, ftruncate, (int file, off_t size), (file, size))
WRITES(int, ftruncate64, (int file, off64_t size), (file, size))

#define SYNCS(name)                                                                      \
    static void *_Atomic name##_next;                                                    \
    int name(int file) {                                                                 \
        if (befall(file, &control->sync_delay, &control->sync_error)) return -1;         \
        return NEXT(name)(file);                                                         \
    }

SYNCS(fsync)
SYNCS(fdatasync)

static void *_Atomic clock_gettime_next;
int clock_gettime(clockid_t clock, struct timespec *result) {
    int code = NEXT(clock_gettime)(clock, result);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        result->tv_sec += control->clock_offset;
    return code;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *result = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
