// SPDX-License-Identifier: Apache-2.0
#pragma once

// Result<T> is a T or the Error that kept us from having one.
//
//   Result<Day> parse_wareki(std::string_view text);
//
//   const Day day = TRY(parse_wareki(cell));     // hands the error up
//   if (auto day = parse_wareki(cell)) use(*day); else show(day.error());
//
// Result is for contracts and infrastructure: a caller or the world failed.  Our own bugs are
// check() (check.h); dirty customer data is a value plus Findings (finding.h), never an Error.
//
// Faults are a closed list, so that one table maps them to HTTP statuses and exit codes.  Messages
// are keyed: `code` names an entry of the message catalogue (base/message.h) that is written in
// Japanese and English, `args` fill its holes.  Neither ever holds personal data.

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.h"

namespace genbo {

enum class Fault {
    invalid,      // The request can never succeed as it stands.
    not_found,    // What it names is not there.
    conflict,     // The world has moved on, or the name is taken.
    forbidden,    // The caller may not.
    limit,        // Too much, too long, too often.
    unavailable,  // Not now: locked, starting, full.
    corrupt,      // What we stored is not what we read.
};

std::string_view fault_name(Fault fault);

struct Error {
    Fault fault = Fault::invalid;
    // Stable, dotted, English: "import.unknown_source".  Scripts may rely on it.
    std::string code;
    // For the holes of the message, in order.  No personal data.
    std::vector<std::string> args = {};

    friend bool operator==(const Error&, const Error&) = default;
};

struct Unit {
    friend bool operator==(Unit, Unit) = default;
};

template <typename T = Unit>
class [[nodiscard]] Result {
public:
    Result() requires std::is_same_v<T, Unit> : value_(Unit{}) {}
    Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
    Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

    bool ok() const { return value_.has_value(); }
    explicit operator bool() const { return ok(); }

    T& operator*() & {
        check(ok());
        return *value_;
    }
    const T& operator*() const& {
        check(ok());
        return *value_;
    }
    // By value, so that `for (auto& row : *rows())` keeps what it walks over.
    T operator*() && {
        check(ok());
        return *std::move(value_);
    }
    T* operator->() {
        check(ok());
        return &*value_;
    }
    const T* operator->() const {
        check(ok());
        return &*value_;
    }
    T value_or(T other) const& { return ok() ? *value_ : std::move(other); }

    const Error& error() const& {
        check(!ok());
        return error_;
    }
    Error&& error() && {
        check(!ok());
        return std::move(error_);
    }

    friend bool operator==(const Result& a, const Result& b) {
        return a.ok() == b.ok() && (a.ok() ? *a.value_ == *b.value_ : a.error_ == b.error_);
    }

private:
    std::optional<T> value_;
    Error error_;
};

}  // namespace genbo

// The value of a Result, or an early return with its error.  A statement expression, which both
// of our compilers have.
#define TRY(...)                                                  \
    __extension__({                                               \
        auto genbo_try = (__VA_ARGS__);                           \
        if (!genbo_try.ok()) return std::move(genbo_try).error(); \
        *std::move(genbo_try);                                    \
    })
