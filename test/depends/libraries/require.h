// What the programs of this directory have in common.
#ifndef REQUIRE_H
#define REQUIRE_H

#include <cstdio>
#include <cstdlib>

/// Ends the program as failed, with the place, unless `condition` holds.
#define REQUIRE(condition)                                                                     \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);       \
            std::_Exit(1);                                                                      \
        }                                                                                      \
    } while (false)

#endif
