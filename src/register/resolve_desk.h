// SPDX-License-Identifier: Apache-2.0
#pragma once

// "Who is this?"  The resolve desk takes the values of somebody who is not in the register (yet),
// makes the same features of them as an import would, asks the same index, and says whom the
// register takes him for.  It writes nothing.
//
//   same     an import would join him to the first match, and nobody else is near
//   review   he may be one of the matches: a person should look
//   add      nobody in the register is like him
//
// The zones are those of the clustering (match/live_clusters.h): `same` needs a pair of at least
// auto_bits and a mean over all records of that customer of at least mean_bits, and the second-best
// customer must be kRivalBits behind; otherwise an import would join him too, but a person is asked
// about the other.

#include <optional>
#include <string>
#include <vector>

#include "match/explain.h"
#include "register/customer_desk.h"
#include "register/read_session.h"
#include "register/register_index.h"

namespace genbo {

// A rival within so many bits makes a match doubtful.
inline constexpr Millibits kRivalBits = 4000;

enum class ResolveZone { same, review, add };
std::string_view resolve_zone_name(ResolveZone zone);

struct ResolveMatch {
    NumberId customer;
    RecordId record;     // The strongest of the customer's records.
    Millibits bits = 0;  // Of the pair.
    Millibits mean = 0;  // Over the customer's records, as the clustering votes.
    std::int64_t members = 0;
    Explanation why;
    CustomerView view;
};

struct Resolution {
    ResolveZone zone = ResolveZone::add;
    // Bits between the best and the second-best customer; nothing without a second one.
    std::optional<Millibits> margin;
    std::vector<ResolveMatch> matches;  // Best first.
    std::string model_version;
};

struct ResolveQuestion {
    SourceValues values;
    std::size_t limit = 5;
    Millibits floor = 0;  // Matches below are left out; at least LiveOptions::review_bits.
};

class ResolveDesk {
public:
    ResolveDesk(
        ReadSession& session, RegisterIndex& index, const RegisterPolicy& policy,
        const LiveOptions& options)
        : session_(session), index_(index), policy_(policy), options_(options) {}

    Result<Resolution> resolve(const ResolveQuestion& question);

private:
    Result<std::vector<ResolveMatch>> matches_of(
        const PreparedRow& row, const std::vector<Candidate>& candidates, std::size_t limit);
    Result<Millibits> mean_of(const PreparedRow& row, NumberId customer);

    ReadSession& session_;
    RegisterIndex& index_;
    const RegisterPolicy& policy_;
    const LiveOptions& options_;
    std::shared_ptr<const Model> model_;  // While resolve() runs.
};

}  // namespace genbo
