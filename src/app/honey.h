// SPDX-License-Identifier: Apache-2.0
#pragma once

// Honey customers (おとりのお客様): people who do not exist, among those who do.  Nobody has a
// reason to open one, so whoever does is asked why (watch/watch.h); files that leave the house
// carry them, so a leaked one shows itself wherever it turns up.
//
// They are convincing: entered by the same way as a customer at the counter, with fields as those
// of a neighbour in the same source, names and towns of the sample tables, and a number like any
// other.  And they are harmless:
//
//   contacted    telephones begin with 090-0, which is given to no carrier, and there is no mail
//                address unless the operator names a domain of his own ([watch] honey_mail_domain)
//   counted      figures pass them over (made_up_customers(), register/watch_marks.h); their
//                imports are in no list
//   joined       one that the matcher joins to somebody is taken back at once, and another is made
//
// The idea of honeytokens: Spitzner, "Honeytokens: The Other Honeypot", 2003; Juels and Rivest,
// "Honeywords", CCS 2013.
//
//   HoneyDesk desk(*master);
//   const auto planted = TRY(desk.plant({.count = 10, .source = "store", .reason = "見張り"},
//   who));

#include <string>
#include <vector>

#include "app/master.h"
#include "register/watch_marks.h"

namespace genbo {

inline constexpr std::int64_t kHoneyAtOnce = 50;
inline constexpr std::size_t kHoneyMax = 500;

struct HoneyOrder {
    std::int64_t count = 0;
    std::string source;  // Whose entries they look like.
    std::string reason;
};

class HoneyDesk {
public:
    explicit HoneyDesk(Master& master) : master_(master) {}

    // invalid: app.honey_count.  limit: app.honey_full.  not_found: app.unknown_source.  conflict:
    // app.honey_joined, when no made-up person stayed alone.
    Result<std::vector<PersonMark>> plant(const HoneyOrder& order, const Actor& actor);

    // Lifts any mark; a honey customer goes with it.
    Result<PersonMark> lift(std::int64_t id, const std::string& reason, const Actor& actor);

private:
    struct Neighbour {
        SourceValues values;
    };
    Result<Neighbour> neighbour(const std::string& source);

    Master& master_;
};

// What such a person's record holds: a value for each field that the neighbour has and that can be
// made up.  Pure.
SourceValues honey_values(
    const SourceValues& neighbour, std::uint64_t chance, const std::string& mail_domain);

}  // namespace genbo
