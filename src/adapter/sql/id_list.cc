// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/id_list.h"

#include <algorithm>

#include "base/check.h"

namespace genbo::sql {

Bytes encode_ids(std::span<const std::int64_t> ids) {
    Bytes list;
    list.reserve(2 * ids.size() + 8);
    std::int64_t before = -1;
    for (const auto id : ids) {
        check(id > before);
        auto distance = static_cast<std::uint64_t>(id - before);
        before = id;
        while (distance >= 0x80) {
            list.push_back(static_cast<std::uint8_t>(distance | 0x80));
            distance >>= 7;
        }
        list.push_back(static_cast<std::uint8_t>(distance));
    }
    return list;
}

Result<std::vector<std::int64_t>> decode_ids(ByteView list) {
    const Error broken{Fault::corrupt, "store.corrupt", {"id_list"}};
    std::vector<std::int64_t> ids;
    std::int64_t id = -1;
    std::uint64_t distance = 0;
    unsigned shift = 0;
    for (const auto byte : list) {
        // Nine groups of seven bits: no identity is larger.
        if (shift > 56) return broken;
        distance |= std::uint64_t{byte & 0x7FU} << shift;
        shift += 7;
        if ((byte & 0x80U) != 0) continue;
        // One spelling only: no empty group at the end.
        if (byte == 0 && shift > 7) return broken;
        if (distance == 0 ||
            distance > static_cast<std::uint64_t>(INT64_MAX - std::max<std::int64_t>(id, 0)))
            return broken;
        id += static_cast<std::int64_t>(distance);
        ids.push_back(id);
        distance = 0;
        shift = 0;
    }
    if (shift != 0) return broken;
    return ids;
}

}  // namespace genbo::sql
