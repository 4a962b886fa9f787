// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the watch knows of an access to personal data: who, when, how many records, what it follows
// from, and what is remarkable about it.  Never whose data it was nor what they say: the watch sees
// metadata only, and this header is all of it.
//
// An access is explained when something that is in the register anyway gives a reason for it.  In
// hospitals more than nine accesses in ten are, so the rest is few enough to look at (Fabbri and
// LeFevre, "Explanation-based auditing", VLDB 2011).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace genbo {

// Bits of StoredAccess::explained.
enum class Explained : std::int64_t {
    own_act = 1,      // Judged, entered or imported this customer's record lately.
    review = 2,       // The queue put it before him.
    recent_data = 4,  // The record came or changed within the last days.
    assignment = 8,   // Given to him by somebody.
    inquiry = 16,     // A call or ticket of the customer.
};

// Bits of StoredAccess::marks.
enum class Mark : std::int64_t {
    own_person = 1,  // The staff member himself.
    family = 2,
    colleague = 4,
    notable = 8,  // Somebody whom people are curious about.
    honey = 16,   // A made-up customer whom nobody has a reason to open.
    sequential = 32,
    wildcard = 64,
    unmasked = 128,
    break_glass = 256,
    exported = 512,
    new_device = 1024,
    self_test = 2048,  // Planted by the watch itself.
};

constexpr std::int64_t bit(Explained why) { return static_cast<std::int64_t>(why); }
constexpr std::int64_t bit(Mark mark) { return static_cast<std::int64_t>(mark); }
constexpr bool has(std::int64_t bits, Mark mark) { return (bits & bit(mark)) != 0; }

// "own_act", "review", …; "honey", ….
std::vector<std::string_view> explained_names(std::int64_t bits);
std::vector<std::string_view> mark_names(std::int64_t bits);

// One act of somebody, over all the records that it showed.
struct WatchedAccess {
    Instant at;
    std::string actor;
    std::string role;
    std::string action;
    std::int64_t records = 1;
    std::int64_t unexplained = 0;  // Of the records.
    std::int64_t marks = 0;
    // Names of the unexplained ones, meaningless outside the store: to see that somebody comes back
    // to the same person.
    std::vector<std::string> unexplained_aliases = {};
};

// What somebody saw on one day in Japan.
struct DayCount {
    std::int64_t day = 0;  // Days since 1970.
    std::int64_t records = 0;
    std::int64_t unexplained = 0;

    friend bool operator==(const DayCount&, const DayCount&) = default;
};

// Days since 1970 of the calendar in Japan, and the hour there.
std::int64_t watch_day(Instant at);
int watch_hour(Instant at);

}  // namespace genbo
