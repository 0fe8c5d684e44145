// What the address sanitizer does unless ASAN_OPTIONS says otherwise; linked into builds with SANITIZERS=address alone.
//
// It looks for leaks by tracing the process from outside when that ends. A process that keeps its secrets lets nobody trace
// it, and its sandbox refuses the attempt, which the sanitizer takes for an error.

const char *__asan_default_options(void) { return "detect_leaks=0"; }
