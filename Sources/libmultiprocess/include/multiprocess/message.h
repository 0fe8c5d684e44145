// Checked views of messages. A view is a small value; it is valid while the call, request or response
// that it was taken from is held, and may be used on the loop's thread only.
#ifndef MULTIPROCESS_MESSAGE_H
#define MULTIPROCESS_MESSAGE_H

#include <multiprocess/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a list's elements are stored, with the numbers of Cap'n Proto's encoding.
typedef enum mp_element_size {
    MP_VOID = 0,
    MP_BIT = 1,
    MP_BYTE = 2,
    MP_TWO_BYTES = 3,
    MP_FOUR_BYTES = 4,
    MP_EIGHT_BYTES = 5,
    MP_POINTER = 6,
    MP_COMPOSITE = 7,
} mp_element_size;

/// A struct that is being read. Scalars are read straight from `data`, and count as zero beyond it.
typedef struct mp_struct_reader {
    const uint8_t *data;
    uint32_t data_bytes;
    uint32_t pointers;
    uint64_t view[6]; ///< the reader of Cap'n Proto
} mp_struct_reader;

/// A struct that is being written. Scalars are written straight to `data`.
typedef struct mp_struct_builder {
    uint8_t *data;
    uint32_t data_bytes;
    uint32_t pointers;
    uint64_t view[6];
} mp_struct_builder;

/// A list that is being read. Element i of a list of scalars lies at `data + i * step_bits / 8`.
typedef struct mp_list_reader {
    const uint8_t *data;
    uint32_t count;
    uint32_t step_bits;
    uint64_t view[6];
} mp_list_reader;

typedef struct mp_list_builder {
    uint8_t *data;
    uint32_t count;
    uint32_t step_bits;
    uint64_t view[6];
} mp_list_builder;

/// Bytes inside a message.
typedef struct mp_bytes {
    const uint8_t *data;
    size_t count;
} mp_bytes;

typedef struct mp_mutable_bytes {
    uint8_t *data;
    size_t count;
} mp_mutable_bytes;

// Reading a pointer field. A null pointer, or one beyond the struct, reads as empty.
bool mp_struct_has(const mp_struct_reader *reader, uint32_t slot);
bool mp_struct_text(const mp_struct_reader *reader, uint32_t slot, mp_bytes *text);
bool mp_struct_data(const mp_struct_reader *reader, uint32_t slot, mp_bytes *data);
bool mp_struct_struct(const mp_struct_reader *reader, uint32_t slot, mp_struct_reader *value);
bool mp_struct_list(const mp_struct_reader *reader, uint32_t slot, mp_element_size size, mp_list_reader *list);
/// Leaves null in `capability` for a null pointer; else the caller releases it.
bool mp_struct_capability(
    mp_loop *loop, const mp_struct_reader *reader, uint32_t slot, mp_capability **capability);

// Reading an element of a list; the index must be below the list's count.
bool mp_list_has(const mp_list_reader *list, uint32_t index);
bool mp_list_text(const mp_list_reader *list, uint32_t index, mp_bytes *text);
bool mp_list_data(const mp_list_reader *list, uint32_t index, mp_bytes *data);
bool mp_list_struct(const mp_list_reader *list, uint32_t index, mp_struct_reader *value);
bool mp_list_list(const mp_list_reader *list, uint32_t index, mp_element_size size, mp_list_reader *value);
bool mp_list_capability(
    mp_loop *loop, const mp_list_reader *list, uint32_t index, mp_capability **capability);

// Writing a pointer field; the slot must lie within the struct.
bool mp_struct_set_text(mp_struct_builder *builder, uint32_t slot, const char *bytes, size_t count);
bool mp_struct_init_data(mp_struct_builder *builder, uint32_t slot, size_t count, mp_mutable_bytes *data);
bool mp_struct_init_struct(
    mp_struct_builder *builder, uint32_t slot, uint16_t data_words, uint16_t pointers, mp_struct_builder *value);
bool mp_struct_init_list(
    mp_struct_builder *builder, uint32_t slot, mp_element_size size, uint32_t count, mp_list_builder *list);
bool mp_struct_init_struct_list(
    mp_struct_builder *builder, uint32_t slot, uint32_t count, uint16_t data_words, uint16_t pointers,
    mp_list_builder *list);
bool mp_struct_set_capability(mp_struct_builder *builder, uint32_t slot, mp_capability *capability);

// Writing an element of a list; the index must be below the list's count.
bool mp_list_set_text(mp_list_builder *list, uint32_t index, const char *bytes, size_t count);
bool mp_list_init_data(mp_list_builder *list, uint32_t index, size_t count, mp_mutable_bytes *data);
bool mp_list_get_struct(mp_list_builder *list, uint32_t index, mp_struct_builder *value);
bool mp_list_init_list(
    mp_list_builder *list, uint32_t index, mp_element_size size, uint32_t count, mp_list_builder *value);
bool mp_list_init_struct_list(
    mp_list_builder *list, uint32_t index, uint32_t count, uint16_t data_words, uint16_t pointers,
    mp_list_builder *value);
bool mp_list_set_capability(mp_list_builder *list, uint32_t index, mp_capability *capability);

#ifdef __cplusplus
}
#endif

#endif
