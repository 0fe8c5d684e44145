// Tells the thread sanitizer of locks that it cannot see. Swift's Mutex is taken by an atomic exchange in our own code, which
// the sanitizer follows. When two threads want it at once, its slow path lets the kernel hand it over, in a library of
// Swift's that was built without the sanitizer: every value under a Mutex would look like a race.
//
// Linked into builds with SANITIZERS=thread alone, with the linker's --wrap for each of these functions.

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
// A program without a Mutex does not have them.
#define THEIRS __attribute__((weak))
#define NAMED(name) __asm__(name)

void __tsan_acquire(void *lock);
void __tsan_release(void *lock);

THEIRS SWIFT void realLockSlow(unsigned self, SELF void *lock) NAMED("__real_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
THEIRS SWIFT _Bool realTryLockSlow(SELF void *lock) NAMED("__real_$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
THEIRS SWIFT void realUnlockSlow(SELF void *lock) NAMED("__real_$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

SWIFT void lockSlow(unsigned self, SELF void *lock) NAMED("__wrap_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT _Bool tryLockSlow(SELF void *lock) NAMED("__wrap_$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
SWIFT void unlockSlow(SELF void *lock) NAMED("__wrap_$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

SWIFT void lockSlow(unsigned self, SELF void *lock) {
    realLockSlow(self, lock);
    __tsan_acquire(lock);
}

SWIFT _Bool tryLockSlow(SELF void *lock) {
    _Bool taken = realTryLockSlow(lock);
    if (taken) __tsan_acquire(lock);
    return taken;
}

SWIFT void unlockSlow(SELF void *lock) {
    __tsan_release(lock);
    realUnlockSlow(lock);
}
