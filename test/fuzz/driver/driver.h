#pragma once

#include <stddef.h>
#include <stdint.h>

// libFuzzer as a library: comes with the compiler's runtime.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *bytes, size_t count));
