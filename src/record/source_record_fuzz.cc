// SPDX-License-Identifier: Apache-2.0

// Any bytes as a stored payload: what reads is sorted, holds no empty value, and is written so that
// it reads the same again.  And any text as the header of a column.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "record/header_names.h"
#include "record/source_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const ByteView bytes{data, size};
    if (size < 200) static_cast<void>(guess_field(as_text(bytes)));
    const auto values = decode_values(bytes);
    if (!values.ok()) return 0;
    for (const auto& value : values->values) check(!value.raw.empty());
    const auto again = decode_values(encode_values(*values));
    check(again.ok() && *again == *values);
    return 0;
}
