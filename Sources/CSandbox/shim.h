// libseccomp, and the system calls of Landlock, for which there is no library. Their structures are defined here
// because the kernel's headers of the machine that builds may be older than the kernel that the program runs on.
#ifndef BITCOIN_CSANDBOX_SHIM_H
#define BITCOIN_CSANDBOX_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
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
