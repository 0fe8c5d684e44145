// Cap'n Proto's views, packed into the plain structs of the C ABI.
//
// A view there is a handful of pointers and numbers; it is kept as such in `view`, and copied out to be used.
#pragma once

#include "capnp.h"

#include <multiprocess/message.h>

#include <cstring>
#include <type_traits>

namespace mp {

using capnp::_::ListBuilder;
using capnp::_::ListReader;
using capnp::_::PointerBuilder;
using capnp::_::PointerReader;
using capnp::_::StructBuilder;
using capnp::_::StructReader;

/// A view taken out of a plain struct. Views hold nothing that would have to be released.
template <typename View, size_t words>
View unpack(const uint64_t (&storage)[words])
{
    static_assert(sizeof(View) <= sizeof storage, "the plain struct is too small");
    static_assert(std::is_trivially_destructible<View>::value, "the view owns something");
    alignas(View) unsigned char copy[sizeof(View)];
    std::memcpy(copy, storage, sizeof(View));
    return View(*reinterpret_cast<View*>(copy));
}

template <typename View, size_t words>
void pack(View& view, uint64_t (&storage)[words])
{
    static_assert(sizeof(View) <= sizeof storage, "the plain struct is too small");
    std::memcpy(storage, &view, sizeof(View));
}

void pack(StructReader reader, mp_struct_reader& plain);
void pack(StructBuilder builder, mp_struct_builder& plain);
void pack(ListReader list, capnp::ElementSize expected, mp_list_reader& plain);
void pack(ListBuilder list, mp_list_builder& plain);

void readRoot(const capnp::AnyPointer::Reader& root, mp_struct_reader& plain);
void initRoot(capnp::AnyPointer::Builder root, uint16_t dataWords, uint16_t pointers, mp_struct_builder& plain);

} // namespace mp
