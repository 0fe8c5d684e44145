#include "error.h"

#include <string>

namespace mp {
namespace {

struct LastError {
    mp_error_kind kind = MP_FAILED;
    std::string description;
};

thread_local LastError lastError;

} // namespace

void setLastError(mp_error_kind kind, const char* description) noexcept
{
    lastError.kind = kind;
    try {
        lastError.description = description;
    } catch (...) {
        lastError.description.clear();
    }
}

mp_error_kind errorKind(const kj::Exception& exception) noexcept
{
    switch (exception.getType()) {
    case kj::Exception::Type::FAILED: return MP_FAILED;
    case kj::Exception::Type::OVERLOADED: return MP_OVERLOADED;
    case kj::Exception::Type::DISCONNECTED: return MP_DISCONNECTED;
    case kj::Exception::Type::UNIMPLEMENTED: return MP_UNIMPLEMENTED;
    }
    return MP_FAILED;
}

kj::Exception makeException(mp_error_kind kind, kj::StringPtr description)
{
    auto type = kj::Exception::Type::FAILED;
    switch (kind) {
    case MP_FAILED: break;
    case MP_OVERLOADED: type = kj::Exception::Type::OVERLOADED; break;
    case MP_DISCONNECTED: type = kj::Exception::Type::DISCONNECTED; break;
    case MP_UNIMPLEMENTED: type = kj::Exception::Type::UNIMPLEMENTED; break;
    }
    return kj::Exception(type, "", 0, kj::str(description));
}

} // namespace mp

mp_error mp_last_error(void)
{
    const auto& error = mp::lastError;
    return {error.kind, {error.description.data(), error.description.size()}};
}
