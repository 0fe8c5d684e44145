// libseccomp, and the system calls of Landlock, for which there is no library. Their structures are defined here
// because the kernel's headers of the machine that builds may be older than the kernel that the program runs on.
#ifndef BITCOIN_CSANDBOX_SHIM_H
#define BITCOIN_CSANDBOX_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// What a ruleset governs. A kernel that knows fewer fields takes the structure if the fields are zero.
struct sandbox_ruleset {
    uint64_t handled_files;
    uint64_t handled_network;
    uint64_t scoped;
};

struct sandbox_path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

struct sandbox_port_rule {
    uint64_t allowed;
    uint64_t port;
};

// The numbers are the same on every architecture: the calls are younger than the common table.
#define SANDBOX_LANDLOCK_CREATE_RULESET 444
#define SANDBOX_LANDLOCK_ADD_RULE 445
#define SANDBOX_LANDLOCK_RESTRICT_SELF 446

// The version of Landlock that the kernel has, or -1.
static inline int sandbox_landlock_version(void) {
    return (int)syscall(SANDBOX_LANDLOCK_CREATE_RULESET, (void *)0, (size_t)0, 1U);
}

static inline int sandbox_landlock_create(const struct sandbox_ruleset *ruleset) {
    return (int)syscall(SANDBOX_LANDLOCK_CREATE_RULESET, ruleset, sizeof(*ruleset), 0U);
}

static inline int sandbox_landlock_allow_path(int ruleset, const struct sandbox_path_rule *rule) {
    return (int)syscall(SANDBOX_LANDLOCK_ADD_RULE, ruleset, 1, rule, 0U);
}

static inline int sandbox_landlock_allow_port(int ruleset, const struct sandbox_port_rule *rule) {
    return (int)syscall(SANDBOX_LANDLOCK_ADD_RULE, ruleset, 2, rule, 0U);
}

static inline int sandbox_landlock_enter(int ruleset) {
    return (int)syscall(SANDBOX_LANDLOCK_RESTRICT_SELF, ruleset, 0U);
}

// The C library shows this to GNU programs only.
#ifndef O_PATH
#define O_PATH 010000000
#endif

// A descriptor that only names a file or folder.
static inline int sandbox_open_path(const char *path) { return open(path, O_PATH | O_CLOEXEC); }

// Opens a file by a path that must not have a symbolic link in it, in one step with looking.
struct sandbox_open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};
#define SANDBOX_OPENAT2 437
static inline int sandbox_open_plain(const char *path, int flags, mode_t mode) {
    // RESOLVE_NO_MAGICLINKS and RESOLVE_NO_SYMLINKS.
    struct sandbox_open_how how = {(uint64_t)flags, flags & O_CREAT ? mode : 0, 0x02 | 0x04};
    return (int)syscall(SANDBOX_OPENAT2, AT_FDCWD, path, &how, sizeof(how));
}

// A folder that only stands for itself, to name what is in it.
static inline int sandbox_open_folder(const char *path) {
    return sandbox_open_plain(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}

// Closes all descriptors from one on, or has them closed when a program is started.
#define SANDBOX_CLOSE_RANGE 436
static inline void sandbox_close_from(unsigned int first) { syscall(SANDBOX_CLOSE_RANGE, first, ~0U, 0U); }
static inline void sandbox_keep_from_programs(unsigned int first) {
    syscall(SANDBOX_CLOSE_RANGE, first, ~0U, 4U);
}

// The descriptor that a program finds its connection at: the first after the standard streams.
#define SANDBOX_CONNECTION 3

// Divides this process as fork does, but the new one is a child of this one's parent, which alone can wait for it.
// Only for a process with one thread.
static inline pid_t sandbox_fork_sibling(void) {
    // 0x8000 is CLONE_PARENT, which the C library shows to GNU programs only.
    return (pid_t)syscall(SYS_clone, 0x8000 | SIGCHLD, 0, 0, 0, 0);
}

// Has the kernel end this process, even one that is stopped, when the thread that has started it ends.
static inline int sandbox_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

// Starts a program as a child of this process's parent, which alone can wait for it. It has the standard streams and,
// unless that is negative, one descriptor more. Only for a process with one thread.
//
// Gives the process, or -1; `failure` is the reason why there is none, or why it did not become the program.
static inline pid_t sandbox_start_sibling(
    const char *program, char *const *arguments, int connection, int *failure) {
    int ends[2];
    *failure = 0;
    if (pipe(ends) != 0) {
        *failure = errno;
        return -1;
    }
    pid_t child = sandbox_fork_sibling();
    if (child == 0) {
        for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, 0);
        // Out of the way of the place that is to be taken.
        int report = fcntl(ends[1], F_DUPFD, SANDBOX_CONNECTION + 1);
        int kept = SANDBOX_CONNECTION;
        if (connection >= 0) {
            int moved = fcntl(connection, F_DUPFD, SANDBOX_CONNECTION + 1);
            dup2(moved, SANDBOX_CONNECTION);
            kept++;
        }
        sandbox_keep_from_programs((unsigned int)kept);
        execv(program, arguments);
        int code = errno;
        if (write(report, &code, sizeof(code)) < 0) _exit(126);
        _exit(127);
    }
    if (child < 0) *failure = errno;
    close(ends[1]);
    int code = 0;
    ssize_t count;
    do count = read(ends[0], &code, sizeof(code));
    while (count < 0 && errno == EINTR);
    close(ends[0]);
    if (child > 0 && count == (ssize_t)sizeof(code)) *failure = code;
    return child;
}

static inline int sandbox_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
static inline int sandbox_no_new_privileges(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); }
static inline int sandbox_set_untraceable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int sandbox_traceable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }
static inline int sandbox_seccomp_mode(void) { return prctl(PR_GET_SECCOMP, 0, 0, 0, 0); }

static inline int sandbox_forbid_core_dumps(void) {
    struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none);
}

static inline int sandbox_forbids_core_dumps(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0;
}

// libseccomp has its actions and comparisons as macros with arguments.
static inline uint32_t sandbox_refuse_with(uint16_t code) { return SCMP_ACT_ERRNO(code); }
static inline uint32_t sandbox_allow(void) { return SCMP_ACT_ALLOW; }

#endif
