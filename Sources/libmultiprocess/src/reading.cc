// The C ABI's accessors for pointers in messages that came from a peer.
#include "error.h"
#include "server.h"
#include "views.h"

namespace {

capnp::_::PointerReader pointerOf(const mp_struct_reader* reader, uint32_t slot)
{
    // A slot beyond the struct is one that the peer's schema does not have: it reads as null.
    if (slot >= reader->pointers) return {};
    return mp::unpack<mp::StructReader>(reader->view).getPointerField(slot * capnp::POINTERS);
}

capnp::_::PointerReader pointerOf(const mp_list_reader* list, uint32_t index)
{
    KJ_REQUIRE(index < list->count, "index beyond the list");
    return mp::unpack<mp::ListReader>(list->view).getPointerElement(index * capnp::ELEMENTS);
}

template <typename Blob>
void readBlob(capnp::_::PointerReader pointer, mp_bytes* out)
{
    auto blob = pointer.getBlob<Blob>(nullptr, 0 * capnp::BYTES);
    out->data = reinterpret_cast<const uint8_t*>(blob.begin());
    out->count = blob.size();
}

void readList(capnp::_::PointerReader pointer, mp_element_size size, mp_list_reader* out)
{
    auto expected = static_cast<capnp::ElementSize>(size);
    mp::pack(pointer.getList(expected, nullptr), expected, *out);
}

void readCapability(mp_loop& loop, capnp::_::PointerReader pointer, mp_capability** out)
{
    *out = nullptr;
    if (pointer.isNull()) return;
    *out = new mp_capability{loop, capnp::Capability::Client(pointer.getCapability())};
}

} // namespace

bool mp_struct_has(const mp_struct_reader* reader, uint32_t slot)
{
    bool has = false;
    mp::guarded([&] { has = !pointerOf(reader, slot).isNull(); });
    return has;
}

bool mp_struct_text(const mp_struct_reader* reader, uint32_t slot, mp_bytes* text)
{
    return mp::guarded([&] { readBlob<capnp::Text>(pointerOf(reader, slot), text); });
}

bool mp_struct_data(const mp_struct_reader* reader, uint32_t slot, mp_bytes* data)
{
    return mp::guarded([&] { readBlob<capnp::Data>(pointerOf(reader, slot), data); });
}

bool mp_struct_struct(const mp_struct_reader* reader, uint32_t slot, mp_struct_reader* value)
{
    return mp::guarded([&] { mp::pack(pointerOf(reader, slot).getStruct(nullptr), *value); });
}

bool mp_struct_list(const mp_struct_reader* reader, uint32_t slot, mp_element_size size, mp_list_reader* list)
{
    return mp::guarded([&] { readList(pointerOf(reader, slot), size, list); });
}

bool mp_struct_capability(mp_loop* loop, const mp_struct_reader* reader, uint32_t slot, mp_capability** capability)
{
    return mp::guarded([&] { readCapability(*loop, pointerOf(reader, slot), capability); });
}

bool mp_list_has(const mp_list_reader* list, uint32_t index)
{
    bool has = false;
    mp::guarded([&] { has = !pointerOf(list, index).isNull(); });
    return has;
}

bool mp_list_text(const mp_list_reader* list, uint32_t index, mp_bytes* text)
{
    return mp::guarded([&] { readBlob<capnp::Text>(pointerOf(list, index), text); });
}

bool mp_list_data(const mp_list_reader* list, uint32_t index, mp_bytes* data)
{
    return mp::guarded([&] { readBlob<capnp::Data>(pointerOf(list, index), data); });
}

bool mp_list_struct(const mp_list_reader* list, uint32_t index, mp_struct_reader* value)
{
    return mp::guarded([&] {
        KJ_REQUIRE(index < list->count, "index beyond the list");
        mp::pack(mp::unpack<mp::ListReader>(list->view).getStructElement(index * capnp::ELEMENTS), *value);
    });
}

bool mp_list_list(const mp_list_reader* list, uint32_t index, mp_element_size size, mp_list_reader* value)
{
    return mp::guarded([&] { readList(pointerOf(list, index), size, value); });
}

bool mp_list_capability(mp_loop* loop, const mp_list_reader* list, uint32_t index, mp_capability** capability)
{
    return mp::guarded([&] { readCapability(*loop, pointerOf(list, index), capability); });
}
