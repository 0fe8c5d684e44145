// Nothing throws across the C border: failures are kept for `mp_last_error`.
#pragma once

#include "capnp.h"

#include <multiprocess/types.h>

#include <exception>
#include <utility>

namespace mp {

void setLastError(mp_error_kind kind, const char* description) noexcept;

mp_error_kind errorKind(const kj::Exception& exception) noexcept;
kj::Exception makeException(mp_error_kind kind, kj::StringPtr description);

/// Runs `body`, and answers whether it went through.
template <typename Body>
bool guarded(Body&& body) noexcept
{
    try {
        body();
        return true;
    } catch (const kj::Exception& exception) {
        setLastError(errorKind(exception), exception.getDescription().cStr());
    } catch (const std::exception& exception) {
        setLastError(MP_FAILED, exception.what());
    } catch (...) {
        setLastError(MP_FAILED, "unknown exception");
    }
    return false;
}

} // namespace mp
