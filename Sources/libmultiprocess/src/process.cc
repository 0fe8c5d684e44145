// What the processes need from the system that Swift does not reach.
#include <multiprocess/multiprocess.h>

#include <csignal>
#include <malloc.h>
#include <pthread.h>
#include <spawn.h>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

extern char** environ;

namespace {

/// The descriptor that a child finds its end of the pair at: the first after the standard streams.
constexpr int childDescriptor = 3;

struct SpawnActions {
    SpawnActions() { posix_spawn_file_actions_init(&actions); }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions); }
    posix_spawn_file_actions_t actions;
};

struct SpawnAttributes {
    SpawnAttributes() { posix_spawnattr_init(&attributes); }
    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes); }
    posix_spawnattr_t attributes;
};

} // namespace

int mp_spawn(const char* program, int end, int output, int32_t* process_id)
{
    SpawnActions files;
    int error = 0;
    auto check = [&error](int result) { if (error == 0) error = result; };
    if (output >= 0) {
        check(posix_spawn_file_actions_adddup2(&files.actions, output, STDOUT_FILENO));
        check(posix_spawn_file_actions_adddup2(&files.actions, output, STDERR_FILENO));
    }
    // Put onto itself, a descriptor is only made to survive the exec, which is just as well.
    check(posix_spawn_file_actions_adddup2(&files.actions, end, childDescriptor));
    // Whatever else is open here, and whatever another thread opens or spawns meanwhile, stays here.
    check(posix_spawn_file_actions_addclosefrom_np(&files.actions, childDescriptor + 1));

    SpawnAttributes signals;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    check(posix_spawnattr_setsigmask(&signals.attributes, &none));
    check(posix_spawnattr_setsigdefault(&signals.attributes, &all));
    check(posix_spawnattr_setflags(&signals.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    if (error != 0) return error;

    auto descriptor = std::to_string(childDescriptor);
    std::string option = "-ipcfd", name = program;
    char* arguments[] = {name.data(), option.data(), descriptor.data(), nullptr};
    pid_t child;
    error = posix_spawn(&child, program, &files.actions, &signals.attributes, arguments, environ);
    if (error == 0) *process_id = child;
    return error;
}

void mp_name_thread(const char* name)
{
    // The system refuses longer names.
    pthread_setname_np(pthread_self(), std::string(name).substr(0, 15).c_str());
}

int32_t mp_thread_id(void) { return static_cast<int32_t>(syscall(SYS_gettid)); }

void mp_tune_malloc(void)
{
    // Message buffers of a megabyte are mapped and unmapped for each message by default; touching the fresh pages
    // costs more than copying the bytes.
    constexpr int threshold = 256 << 20;
    mallopt(M_MMAP_THRESHOLD, threshold);
    mallopt(M_TRIM_THRESHOLD, threshold);
}
