// The C ABI's accessors for pointers in messages that are being written.
#include "error.h"
#include "server.h"
#include "views.h"

namespace {

capnp::_::PointerBuilder pointerOf(mp_struct_builder* builder, uint32_t slot)
{
    KJ_REQUIRE(slot < builder->pointers, "no such field");
    return mp::unpack<mp::StructBuilder>(builder->view).getPointerField(slot * capnp::POINTERS);
}

capnp::_::PointerBuilder pointerOf(mp_list_builder* list, uint32_t index)
{
    KJ_REQUIRE(index < list->count, "index beyond the list");
    return mp::unpack<mp::ListBuilder>(list->view).getPointerElement(index * capnp::ELEMENTS);
}

capnp::_::StructSize layout(uint16_t dataWords, uint16_t pointers)
{
    return capnp::_::StructSize(dataWords * capnp::WORDS, pointers * capnp::POINTERS);
}

/// Cap'n Proto's blobs count their bytes in 29 bits.
void checkBlobSize(size_t count) { KJ_REQUIRE(count < (1u << 29) - 1, "text or data is too large for a message"); }

void setText(capnp::_::PointerBuilder pointer, const char* bytes, size_t count)
{
    checkBlobSize(count);
    auto text = pointer.initBlob<capnp::Text>(static_cast<unsigned>(count) * capnp::BYTES);
    if (count != 0) std::memcpy(text.begin(), bytes, count);
}

void initData(capnp::_::PointerBuilder pointer, size_t count, mp_mutable_bytes* out)
{
    checkBlobSize(count);
    auto data = pointer.initBlob<capnp::Data>(static_cast<unsigned>(count) * capnp::BYTES);
    out->data = data.begin();
    out->count = data.size();
}

void initList(capnp::_::PointerBuilder pointer, mp_element_size size, uint32_t count, mp_list_builder* out)
{
    mp::pack(pointer.initList(static_cast<capnp::ElementSize>(size), count * capnp::ELEMENTS), *out);
}

void setCapability(capnp::_::PointerBuilder pointer, mp_capability* capability)
{
    if (capability == nullptr) return pointer.clear();
    pointer.setCapability(capnp::ClientHook::from(capability->client));
}

} // namespace

bool mp_struct_set_text(mp_struct_builder* builder, uint32_t slot, const char* bytes, size_t count)
{
    return mp::guarded([&] { setText(pointerOf(builder, slot), bytes, count); });
}

bool mp_struct_init_data(mp_struct_builder* builder, uint32_t slot, size_t count, mp_mutable_bytes* data)
{
    return mp::guarded([&] { initData(pointerOf(builder, slot), count, data); });
}

bool mp_struct_init_struct(
    mp_struct_builder* builder, uint32_t slot, uint16_t data_words, uint16_t pointers, mp_struct_builder* value)
{
    return mp::guarded([&] { mp::pack(pointerOf(builder, slot).initStruct(layout(data_words, pointers)), *value); });
}

bool mp_struct_init_list(
    mp_struct_builder* builder, uint32_t slot, mp_element_size size, uint32_t count, mp_list_builder* list)
{
    return mp::guarded([&] { initList(pointerOf(builder, slot), size, count, list); });
}

bool mp_struct_init_struct_list(
    mp_struct_builder* builder, uint32_t slot, uint32_t count, uint16_t data_words, uint16_t pointers,
    mp_list_builder* list)
{
    return mp::guarded([&] {
        mp::pack(
            pointerOf(builder, slot).initStructList(count * capnp::ELEMENTS, layout(data_words, pointers)), *list);
    });
}

bool mp_struct_set_capability(mp_struct_builder* builder, uint32_t slot, mp_capability* capability)
{
    return mp::guarded([&] { setCapability(pointerOf(builder, slot), capability); });
}

bool mp_list_set_text(mp_list_builder* list, uint32_t index, const char* bytes, size_t count)
{
    return mp::guarded([&] { setText(pointerOf(list, index), bytes, count); });
}

bool mp_list_init_data(mp_list_builder* list, uint32_t index, size_t count, mp_mutable_bytes* data)
{
    return mp::guarded([&] { initData(pointerOf(list, index), count, data); });
}

bool mp_list_get_struct(mp_list_builder* list, uint32_t index, mp_struct_builder* value)
{
    return mp::guarded([&] {
        KJ_REQUIRE(index < list->count, "index beyond the list");
        mp::pack(mp::unpack<mp::ListBuilder>(list->view).getStructElement(index * capnp::ELEMENTS), *value);
    });
}

bool mp_list_init_list(
    mp_list_builder* list, uint32_t index, mp_element_size size, uint32_t count, mp_list_builder* value)
{
    return mp::guarded([&] { initList(pointerOf(list, index), size, count, value); });
}

bool mp_list_init_struct_list(
    mp_list_builder* list, uint32_t index, uint32_t count, uint16_t data_words, uint16_t pointers,
    mp_list_builder* value)
{
    return mp::guarded([&] {
        mp::pack(
            pointerOf(list, index).initStructList(count * capnp::ELEMENTS, layout(data_words, pointers)), *value);
    });
}

bool mp_list_set_capability(mp_list_builder* list, uint32_t index, mp_capability* capability)
{
    return mp::guarded([&] { setCapability(pointerOf(list, index), capability); });
}
