// SPDX-License-Identifier: Apache-2.0
#include "register/resolve_desk.h"

#include <algorithm>
#include <map>

#include "match/cluster.h"
#include "match/schema.h"
#include "match/score.h"

namespace genbo {

namespace {

// More records of one customer are not scored: their mean is known well enough by then.
constexpr std::size_t kResolveMembersMax = 64;
constexpr std::size_t kResolveCandidatesMax = 500;

}  // namespace

std::string_view resolve_zone_name(ResolveZone zone) {
    switch (zone) {
        case ResolveZone::same: return "same";
        case ResolveZone::review: return "review";
        case ResolveZone::add: return "new";
    }
    return "new";
}

Result<Millibits> ResolveDesk::mean_of(const PreparedRow& row, NumberId customer) {
    std::vector<RecordId> members;
    for (const auto& member : TRY(session_.store().members_of(std::span{&customer, 1})))
        if (members.size() < kResolveMembersMax) members.push_back(member.record);
    const Scorer scorer{register_schema(), *model_};
    const LinkRule rule{.mean_bits = options_.mean_bits, .base = model_->nothing_known()};
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const auto& one : TRY(index_.rows(session_.store(), members))) {
        const auto bits = scorer.score(row.view(), one.row.view());
        if (bits <= kImpossible) return kImpossible;
        sum += link_vote(bits, rule);
        ++count;
    }
    return count == 0 ? Millibits{0} : static_cast<Millibits>(sum / count);
}

Result<std::vector<ResolveMatch>> ResolveDesk::matches_of(
    const PreparedRow& row, const std::vector<Candidate>& candidates, std::size_t limit) {
    std::vector<RecordId> records;
    for (const auto& candidate : candidates) records.push_back(candidate.record);
    std::map<RecordId, NumberId> customers;
    for (const auto& member : TRY(session_.store().customers_of(records)))
        customers[member.record] = member.customer;
    std::vector<ResolveMatch> matches;
    for (const auto& candidate : candidates) {
        const auto customer = customers.find(candidate.record);
        if (customer == customers.end()) continue;
        if (std::ranges::count(matches, customer->second, &ResolveMatch::customer) > 0) continue;
        if (matches.size() == limit) break;
        auto& match = matches.emplace_back();
        match.customer = customer->second;
        match.record = candidate.record;
        match.bits = candidate.bits;
        match.mean = TRY(mean_of(row, match.customer));
    }
    return matches;
}

Result<Resolution> ResolveDesk::resolve(const ResolveQuestion& question) {
    const auto row = match_row_of(question.values);
    model_ = TRY(index_.model_seen(session_.store()));
    const auto floor = std::max(question.floor, options_.review_bits);
    const auto candidates =
        TRY(index_.candidates(session_.store(), row, floor, kResolveCandidatesMax));
    // Two at least, so that the margin is known.
    const auto wanted = std::max<std::size_t>(2, question.limit);
    Resolution resolution;
    resolution.model_version = model_->version;
    resolution.matches = TRY(matches_of(row, candidates, wanted));
    auto& matches = resolution.matches;
    if (matches.size() > 1) resolution.margin = matches[0].bits - matches[1].bits;
    if (!matches.empty()) {
        const auto& best = matches.front();
        const bool joins = best.bits >= options_.auto_bits && best.mean >= options_.mean_bits;
        const bool alone = !resolution.margin || *resolution.margin >= kRivalBits;
        resolution.zone = joins && alone ? ResolveZone::same : ResolveZone::review;
    }
    if (matches.size() > question.limit) matches.resize(question.limit);
    CustomerDesk desk(session_, policy_);
    for (auto& match : matches) {
        match.view = TRY(desk.show(match.customer));
        match.members = static_cast<std::int64_t>(match.view.members.size());
        const auto rows = TRY(index_.rows(session_.store(), std::span{&match.record, 1}));
        if (!rows.empty())
            match.why =
                explain(register_schema(), *model_, row.view(), rows.front().row.view());
    }
    return resolution;
}

}  // namespace genbo
