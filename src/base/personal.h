// SPDX-License-Identifier: Apache-2.0
#pragma once

// Personal<T> holds something about a person: a name, an address, a raw cell.  It has no stream
// operator, no formatter and no JSON, so it cannot slip into a log, an error text or a URL by
// accident.  reveal() is the one door; it is called where a desk has decided that the caller may
// see the value for a purpose, and nowhere else.

#include <utility>

namespace genbo {

template <typename T>
class Personal {
public:
    Personal() = default;
    explicit Personal(T value) : value_(std::move(value)) {}

    const T& reveal() const { return value_; }

    friend bool operator==(const Personal&, const Personal&) = default;

private:
    T value_{};
};

}  // namespace genbo
