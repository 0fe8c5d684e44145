// libseccomp makes a filter that the kernel takes, and that refuses what it names and nothing else.
#include "require.h"

#include <seccomp.h>

#include <cerrno>
#include <unistd.h>

int main()
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    REQUIRE(filter);
    REQUIRE(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EDOM), SCMP_SYS(getpgid), 1, SCMP_A0(SCMP_CMP_EQ, 1)) == 0);
    // An emulator has no filters: there it counts that one is made.
    const int loaded = seccomp_load(filter);
    seccomp_release(filter);
    if (loaded == -EINVAL || loaded == -ENOSYS) return 0;
    REQUIRE(loaded == 0);

    errno = 0;
    REQUIRE(getpgid(1) == -1 && errno == EDOM);
    REQUIRE(getpgid(0) > 0);
    return 0;
}
