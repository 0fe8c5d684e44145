#include "views.h"

namespace mp {

void pack(StructReader reader, mp_struct_reader& plain)
{
    auto data = reader.getDataSectionAsBlob();
    plain.data = data.begin();
    plain.data_bytes = static_cast<uint32_t>(data.size());
    plain.pointers = reader.getPointerSectionSize() / capnp::POINTERS;
    pack(reader, plain.view);
}

void pack(StructBuilder builder, mp_struct_builder& plain)
{
    auto data = builder.getDataSectionAsBlob();
    plain.data = data.begin();
    plain.data_bytes = static_cast<uint32_t>(data.size());
    plain.pointers = builder.getPointerSectionSize() / capnp::POINTERS;
    pack(builder, plain.view);
}

namespace {

uint32_t bitsOf(capnp::ElementSize size)
{
    return capnp::_::dataBitsPerElement(size) * capnp::ELEMENTS / capnp::BITS;
}

} // namespace

void pack(ListReader list, capnp::ElementSize expected, mp_list_reader& plain)
{
    plain.count = list.size() / capnp::ELEMENTS;
    plain.data = nullptr;
    plain.step_bits = 0;
    if (plain.count != 0 && bitsOf(expected) != 0) {
        if (list.getElementSize() == capnp::ElementSize::INLINE_COMPOSITE) {
            // A newer schema made structs of the elements: the scalar is the first thing in each.
            auto first = list.getStructElement(0 * capnp::ELEMENTS);
            plain.data = first.getDataSectionAsBlob().begin();
            plain.step_bits = static_cast<uint32_t>(first.getDataSectionSize() / capnp::BITS)
                + first.getPointerSectionSize() / capnp::POINTERS * 64;
        } else {
            plain.data = list.asRawBytes().begin();
            plain.step_bits = bitsOf(list.getElementSize());
        }
    }
    pack(list, plain.view);
}

void pack(ListBuilder list, mp_list_builder& plain)
{
    plain.count = list.size() / capnp::ELEMENTS;
    plain.step_bits = bitsOf(list.getElementSize());
    plain.data = reinterpret_cast<uint8_t*>(list.getLocation());
    pack(list, plain.view);
}

void readRoot(const capnp::AnyPointer::Reader& root, mp_struct_reader& plain)
{
    pack(capnp::_::PointerHelpers<capnp::AnyPointer>::getInternalReader(root).getStruct(nullptr), plain);
}

void initRoot(capnp::AnyPointer::Builder root, uint16_t dataWords, uint16_t pointers, mp_struct_builder& plain)
{
    auto pointer = capnp::_::PointerHelpers<capnp::AnyPointer>::getInternalBuilder(kj::mv(root));
    pack(pointer.initStruct(capnp::_::StructSize(dataWords * capnp::WORDS, pointers * capnp::POINTERS)), plain);
}

} // namespace mp
