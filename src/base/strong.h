// SPDX-License-Identifier: Apache-2.0
#pragma once

// Strong<Tag, T> keeps a record id from being used as an import id.  It compares and hashes like
// its T and does nothing else.
//
//   using RecordId = Strong<struct RecordIdTag, std::int64_t>;

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace genbo {

template <typename Tag, typename T>
class Strong {
public:
    using Value = T;

    constexpr Strong() = default;
    constexpr explicit Strong(T value) : value_(std::move(value)) {}

    constexpr const T& value() const { return value_; }

    friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

private:
    T value_{};
};

}  // namespace genbo

template <typename Tag, typename T>
struct std::hash<genbo::Strong<Tag, T>> {
    std::size_t operator()(const genbo::Strong<Tag, T>& strong) const {
        return std::hash<T>{}(strong.value());
    }
};
