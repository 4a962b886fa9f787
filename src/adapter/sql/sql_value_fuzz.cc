// SPDX-License-Identifier: Apache-2.0

// Any bytes as a stored list of numbers and as the number of a schema.  Oracle: a list that reads
// is written so that it reads the same.

#include <cstddef>
#include <cstdint>

#include "adapter/sql/id_list.h"
#include "adapter/sql/schema_state.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const ByteView bytes{data, size};
    if (const auto ids = sql::decode_ids(bytes); ids.ok())
        check(*sql::decode_ids(sql::encode_ids(*ids)) == *ids);
    if (const auto version = parse_schema_version(as_text(bytes)); version.ok())
        check(*version >= 0);
    return 0;
}
