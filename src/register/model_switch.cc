// SPDX-License-Identifier: Apache-2.0
#include "register/model_switch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/json_writer.h"
#include "register/partition_change.h"

namespace genbo {

namespace {

constexpr std::string_view kDiffPrefix = "model.diff.";
// What the timeline says of whoever moved.
constexpr const char* kCause = "model";

// Clusters that hang together through customers of today, as one stretch each.
class Stretches {
public:
    Stretches(const Resident& candidate, const std::vector<RecordSet>& clusters)
        : clusters_(clusters), above_(clusters.size()) {
        std::iota(above_.begin(), above_.end(), std::size_t{0});
        for (std::size_t i = 0; i < clusters.size(); ++i)
            for (const auto record : clusters[i]) {
                const auto customer = candidate.customer_of(RecordId{record}).value();
                auto& members = members_[customer];
                if (!members.empty()) join(i, members.front().second);
                members.emplace_back(record, i);
            }
    }

    // Those that are not as they were.
    std::vector<PartitionChange> changed() {
        std::map<std::size_t, PartitionChange> stretches;
        for (auto& [customer, members] : members_) {
            RecordSet before;
            for (const auto& [record, cluster] : members) before.push_back(record);
            std::ranges::sort(before);
            stretches[top(members.front().second)].before.push_back(std::move(before));
        }
        for (std::size_t i = 0; i < clusters_.size(); ++i)
            stretches[top(i)].after.push_back(clusters_[i]);
        std::vector<PartitionChange> out;
        for (auto& [first, stretch] : stretches) {
            std::ranges::sort(stretch.before);
            if (stretch.before != stretch.after) out.push_back(std::move(stretch));
        }
        return out;
    }

private:
    std::size_t top(std::size_t at) {
        while (above_[at] != at) at = above_[at] = above_[above_[at]];
        return at;
    }
    // The smaller place is above, so that a stretch stands where its first record does.
    void join(std::size_t a, std::size_t b) {
        a = top(a);
        b = top(b);
        above_[std::max(a, b)] = std::min(a, b);
    }

    const std::vector<RecordSet>& clusters_;
    std::vector<std::size_t> above_;
    // Of each customer: his records, and the cluster that each lies in.
    std::unordered_map<std::int64_t, std::vector<std::pair<std::int64_t, std::size_t>>> members_;
};

Outcome outcome_under(const Resident& candidate, const std::vector<RecordSet>& clusters) {
    Outcome outcome;
    outcome.changes = Stretches{candidate, clusters}.changed();
    return outcome;
}

std::int64_t customers_in(const Resident& candidate, const std::vector<RecordSet>& clusters) {
    std::set<std::int64_t> customers;
    for (const auto& cluster : clusters)
        for (const auto record : cluster)
            customers.insert(candidate.customer_of(RecordId{record}).value());
    return std::ssize(customers);
}

ModelDiff::Example example_of(const Resident& candidate, const PartitionChange& change) {
    ModelDiff::Example example;
    for (const auto& cluster : change.before)
        example.before.push_back(candidate.customer_of(RecordId{cluster.front()}));
    std::ranges::sort(example.before);
    for (const auto& cluster : change.after) {
        auto& group = example.after.emplace_back();
        for (const auto record : cluster) group.emplace_back(record);
    }
    return example;
}

// How many customers of the stretch would be one with another, and how many would part.
struct StretchCounts {
    std::int64_t joins = 0;
    std::int64_t splits = 0;
};

StretchCounts counts_of(const Resident& candidate, const PartitionChange& change) {
    std::set<NumberId> joined;
    std::map<NumberId, std::int64_t> pieces;
    for (const auto& cluster : change.after) {
        std::set<NumberId> here;
        for (const auto record : cluster) here.insert(candidate.customer_of(RecordId{record}));
        if (here.size() > 1) joined.insert(here.begin(), here.end());
        for (const auto customer : here) ++pieces[customer];
    }
    StretchCounts counts{.joins = std::ssize(joined), .splits = 0};
    for (const auto& [customer, count] : pieces) counts.splits += count > 1 ? 1 : 0;
    return counts;
}

std::string diff_name(std::int64_t number) {
    return std::string{kDiffPrefix} + std::to_string(number);
}

std::string diff_json(const ModelDiff& diff) {
    JsonWriter json;
    json.object([&] {
        json.field("number", diff.number);
        json.field("active", diff.active);
        json.field("at", to_micros(diff.at));
        json.field("records", diff.records);
        json.field("customers_before", diff.customers_before);
        json.field("customers_after", diff.customers_after);
        json.field("joins", diff.joins);
        json.field("splits", diff.splits);
        json.field("reviews_before", diff.reviews_before);
        json.field("reviews_after", diff.reviews_after);
        json.field("examples").array([&] {
            for (const auto& example : diff.examples)
                json.object([&] {
                    json.field("before").array([&] {
                        for (const auto number : example.before) json.value(number.value());
                    });
                    json.field("after").array([&] {
                        for (const auto& group : example.after)
                            json.array([&] {
                                for (const auto record : group) json.value(record.value());
                            });
                    });
                });
        });
    });
    return std::move(json).str();
}

// Of what this program wrote; anything else is no diff.
std::optional<ModelDiff> diff_from(std::string_view text) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(boost::json::string_view{text}, failed);
    if (failed || !value.is_object()) return std::nullopt;
    ModelDiff diff;
    bool good = true;
    const auto integer = [&](const boost::json::value* at) {
        good = good && at != nullptr && at->is_int64();
        return good ? at->get_int64() : 0;
    };
    const auto list = [&](const boost::json::value* at) {
        good = good && at != nullptr && at->is_array();
        return good ? at->get_array() : boost::json::array{};
    };
    const auto& object = value.get_object();
    diff.number = integer(object.if_contains("number"));
    diff.active = integer(object.if_contains("active"));
    diff.at = instant_from_micros(integer(object.if_contains("at")));
    diff.records = integer(object.if_contains("records"));
    diff.customers_before = integer(object.if_contains("customers_before"));
    diff.customers_after = integer(object.if_contains("customers_after"));
    diff.joins = integer(object.if_contains("joins"));
    diff.splits = integer(object.if_contains("splits"));
    diff.reviews_before = integer(object.if_contains("reviews_before"));
    diff.reviews_after = integer(object.if_contains("reviews_after"));
    for (const auto& one : list(object.if_contains("examples"))) {
        auto& example = diff.examples.emplace_back();
        good = good && one.is_object();
        if (!good) return std::nullopt;
        for (const auto& number : list(one.get_object().if_contains("before")))
            example.before.emplace_back(integer(&number));
        for (const auto& group : list(one.get_object().if_contains("after"))) {
            auto& records = example.after.emplace_back();
            for (const auto& record : list(&group)) records.emplace_back(integer(&record));
        }
    }
    return good ? std::optional{std::move(diff)} : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Resident>> register_under(
    ReadSession& session, const Model& model, const LiveOptions& options,
    const Resident::Watch& watch) {
    TRY(session.store().allow_hours());
    auto candidate = std::make_unique<Resident>(model, options);
    TRY(candidate->load(session.store(), session.vault(), watch));
    TRY(candidate->mark(session.store()));
    return candidate;
}

Result<ModelDiff> diff_under(
    ReadSession& session, const Resident& candidate, std::int64_t reviews_now,
    const Resident::Watch& watch) {
    ModelDiff diff;
    diff.records = static_cast<std::int64_t>(candidate.live().statistics().records);
    // Between its parts; each is seconds for many millions of records.
    const auto go_on = [&] {
        return watch ? watch(Resident::Step::deciding, diff.records) : Result<>{};
    };
    diff.active = TRY(active_model(session.store()));
    TRY(go_on());
    const auto clusters = candidate.partition();
    TRY(go_on());
    diff.customers_before = customers_in(candidate, clusters);
    diff.customers_after = std::ssize(clusters);
    diff.reviews_before = reviews_now;
    TRY(go_on());
    diff.reviews_after = static_cast<std::int64_t>(candidate.live().review_count());
    TRY(go_on());
    const auto outcome = outcome_under(candidate, clusters);
    TRY(go_on());
    std::vector<ModelDiff::Example> joins;
    std::vector<ModelDiff::Example> splits;
    for (const auto& change : outcome.changes) {
        const auto counts = counts_of(candidate, change);
        diff.joins += counts.joins;
        diff.splits += counts.splits;
        auto& kind = counts.splits > 0 ? splits : joins;
        if (kind.size() < kDiffExamples) kind.push_back(example_of(candidate, change));
    }
    // Of each kind as many as the other leaves room for.
    const auto room = kDiffExamples - std::min(splits.size(), kDiffExamples / 2);
    if (joins.size() > room) joins.resize(room);
    diff.examples = std::move(joins);
    for (auto& example : splits)
        if (diff.examples.size() < kDiffExamples) diff.examples.push_back(std::move(example));
    return diff;
}

Result<> keep_diff(StoreWriter& store, const ModelDiff& diff) {
    return store.set_setting(diff_name(diff.number), diff_json(diff));
}

Result<std::optional<ModelDiff>> kept_diff(StoreReader& store, std::int64_t number) {
    const auto json = store.setting(diff_name(number));
    if (!json.ok() && json.error().fault == Fault::not_found) return std::optional<ModelDiff>{};
    if (!json.ok()) return json.error();
    return diff_from(*json);
}

std::string diff_version(const ModelDiff& diff) {
    return std::to_string(diff.number) + "." + std::to_string(diff.active) + "." +
           std::to_string(to_micros(diff.at));
}

Result<SwitchReport> switch_in(
    WriteContext& context, Resident& candidate, std::int64_t number, std::int64_t seen_active,
    const Actor& actor) {
    const auto active = TRY(ensure_sheet(context.store, context.now, *context.index.model()));
    if (active == number)
        return Error{Fault::conflict, "register.model_is_active", {std::to_string(number)}};
    if (seen_active != 0 && seen_active != active)
        return Error{Fault::conflict, "register.model_changed"};
    const auto sheet = TRY(usable_sheet(context.store, number));
    TRY(context.store.allow_hours());
    // An earlier attempt of this command may have used it up, or have shown it what was rolled
    // back.
    if (!candidate.ready() || candidate.has_caught_up()) {
        TRY(candidate.load(context.store, context.vault));
        TRY(candidate.mark(context.store));
    }
    TRY(candidate.catch_up(context.store, context.vault));
    const auto clusters = candidate.partition();
    const auto outcome = outcome_under(candidate, clusters);
    SwitchReport report;
    report.customers = std::ssize(clusters);
    for (const auto& cluster : clusters) report.records += std::ssize(cluster);

    context.index_touched = true;
    TRY(context.index.adopt(context.store, context.vault, candidate));
    TRY(set_active_model(context.store, sheet));
    std::map<RecordId, StoredRecord*> none_new;
    report.moved = TRY(settle_outcome(context, outcome, {}, kCause, none_new)).moved;
    TRY(context.trail.record(
        context.store, actor, context.now,
        {"model.activate", "model", number, static_cast<std::uint64_t>(report.moved)}));
    return report;
}

Result<SwitchReport> switch_model(
    Writer& writer, Resident& candidate, std::int64_t number, std::int64_t seen_active,
    const Actor& actor) {
    SwitchReport report;
    TRY(writer.run([&](WriteContext& context) -> Result<> {
        report = TRY(switch_in(context, candidate, number, seen_active, actor));
        return {};
    }));
    return report;
}

}  // namespace genbo
