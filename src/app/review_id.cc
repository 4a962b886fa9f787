// SPDX-License-Identifier: Apache-2.0
#include "app/review_id.h"

#include <algorithm>
#include <charconv>

namespace genbo {

namespace {

// 0: none.
std::int64_t record_of_text(std::string_view digits) {
    std::int64_t record = 0;
    if (digits.empty() || digits.front() == '0' || digits.front() == '-') return 0;
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, record);
    return read.ec == std::errc{} && read.ptr == end ? record : 0;
}

}  // namespace

std::string review_id(RecordId left, RecordId right) {
    const auto [low, high] = std::minmax(left, right);
    return std::to_string(low.value()) + "-" + std::to_string(high.value());
}

Result<std::pair<RecordId, RecordId>> pair_of_review(std::string_view id) {
    const auto dash = std::min(id.find('-'), id.size());
    const auto low = record_of_text(id.substr(0, dash));
    const auto high = record_of_text(id.substr(std::min(dash + 1, id.size())));
    if (low == 0 || high <= low) return Error{Fault::not_found, "register.unknown_record"};
    return std::pair{RecordId{low}, RecordId{high}};
}

}  // namespace genbo
