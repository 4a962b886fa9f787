// SPDX-License-Identifier: Apache-2.0
#include "register/model_desk.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "match/learn.h"
#include "match/score.h"
#include "register/features.h"
#include "register/resident.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::string_view kRulesVersion = "rules-1";
// Where a sheet comes from.
constexpr const char* kLearned = "learned";
constexpr const char* kRules = "rules";

// Points of a comparison whose values agree, and those that go when they differ.
struct RulePoints {
    Millibits same = 0;
    Millibits different = 0;
};

RulePoints points_of(const Comparison& comparison) {
    switch (comparison.type) {
        case ComparisonType::name_part:
            return comparison.role == HouseholdRole::given_name ? RulePoints{4000, -4000}
                                                                : RulePoints{4000, -2000};
        case ComparisonType::date:
            return comparison.role == HouseholdRole::birth_date ? RulePoints{6000, -6000}
                                                                : RulePoints{};
        case ComparisonType::phones:
        case ComparisonType::emails: return {6000, 0};
        case ComparisonType::japanese_address: return {4000, 0};
        case ComparisonType::company: return {8000, -8000};
        case ComparisonType::corporate_number: return {24000, -24000};
        case ComparisonType::gender: return {0, -2000};
        default: return {};
    }
}

// Only what says "the same" in so many words counts as agreement.
bool agrees(const Comparison& comparison, std::size_t level, std::size_t levels) {
    if (level + 1 == levels) return true;
    if (comparison.type == ComparisonType::name_part)
        return level == kNameVariant || level == kNameSameSound;
    return comparison.type == ComparisonType::japanese_address && level == kAddressHouse;
}

ModelComparison rules_comparison(const Comparison& comparison) {
    ModelComparison rules;
    rules.name = comparison.name;
    const auto names = level_names(comparison.type);
    const auto points = points_of(comparison);
    for (std::size_t level = 0; level < names.size(); ++level) {
        Millibits weight = 0;
        if (level == 1) weight = points.different;
        if (level > 1 && agrees(comparison, level, names.size())) weight = points.same;
        rules.levels.push_back({std::string{names[level]}, 0.5, 0.5, 0, weight});
    }
    // Evidence never falls as agreement rises.
    for (std::size_t level = 2; level < rules.levels.size(); ++level)
        rules.levels[level].weight =
            std::max(rules.levels[level].weight, rules.levels[level - 1].weight);
    return rules;
}

struct PartitionPicture {
    std::vector<RecordSet> clusters;
    std::int64_t reviews = 0;
};

Result<PartitionPicture> partition_under(
    ReadSession& session, const Model& model, const LiveOptions& options) {
    Resident resident(model, options);
    TRY(resident.load(session.store(), session.vault()));
    return PartitionPicture{
        resident.partition(), static_cast<std::int64_t>(resident.live().review_count())};
}

using PlaceOf = std::map<std::int64_t, std::size_t>;

PlaceOf places(const std::vector<RecordSet>& clusters) {
    PlaceOf places;
    for (std::size_t i = 0; i < clusters.size(); ++i)
        for (const auto record : clusters[i]) places[record] = i;
    return places;
}

// Clusters of `from` whose records lie in several of `to`.
std::vector<std::size_t> parted(const std::vector<RecordSet>& from, const PlaceOf& to) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < from.size(); ++i)
        if (std::ranges::any_of(from[i], [&](std::int64_t record) {
                return to.at(record) != to.at(from[i].front());
            }))
            out.push_back(i);
    return out;
}

// The newest model that neither verdicts nor fixed rules made.
Result<Model> untaught_model(StoreReader& store) {
    auto found = default_register_model();
    for (auto& sheet : TRY(stored_sheets(store)))
        if (sheet.origin != kLearned && sheet.origin != kRules) found = std::move(sheet.model);
    return found;
}

}  // namespace

// At 20 points the score is auto_bits of the usual options, so the base is 13 points below nought.
Model rules_model(const Schema& schema) {
    Model model;
    model.version = kRulesVersion;
    model.schema = schema.name;
    model.lambda = 1 / (1 + std::exp2(13.0));
    for (const auto& comparison : schema.comparisons)
        model.comparisons.push_back(rules_comparison(comparison));
    return model;
}

Result<std::vector<JudgedPair>> judged_pairs(ReadSession& session) {
    std::vector<StoredVerdict> verdicts;
    std::vector<RecordId> ids;
    const auto made_up = TRY(made_up_customers(session.store(), session.vault())).record_ids;
    for (auto& verdict : TRY(session.store().standing_verdicts())) {
        if (!decides(verdict.kind)) continue;
        if (made_up.contains(verdict.left) || made_up.contains(verdict.right)) continue;
        ids.push_back(verdict.left);
        ids.push_back(verdict.right);
        verdicts.push_back(std::move(verdict));
    }
    const auto records = TRY(session.store().records(ids));
    std::map<RecordId, PreparedRow> rows;
    for (const auto& version : TRY(session.store().current_versions(records))) {
        const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
        rows[version.record] = match_row_of(TRY(session.vault().open_payload(*record, version)));
    }
    std::vector<JudgedPair> pairs;
    for (const auto& verdict : verdicts) {
        const auto left = rows.find(verdict.left);
        const auto right = rows.find(verdict.right);
        if (left == rows.end() || right == rows.end()) continue;
        pairs.push_back({left->second, right->second, verdict.kind == StoredVerdictKind::same});
    }
    return pairs;
}

Model taught_model(const Model& prior, const std::vector<JudgedPair>& pairs) {
    const Scorer before{register_schema(), prior};
    std::vector<AnsweredPair> labels;
    for (const auto& [left, right, same] : pairs)
        labels.push_back(
            {before.comparer().vector(left.view(), right.view()), same,
             before.score(left.view(), right.view())});
    return learned_model(prior, labels, [&](const Model& moved) {
        const Scorer scorer{register_schema(), moved};
        std::vector<LabelledScore> scores;
        for (const auto& [left, right, same] : pairs)
            scores.push_back({scorer.score(left.view(), right.view()), same});
        return scores;
    });
}

Result<ModelSheet> ModelDesk::add(
    std::string origin, std::int64_t labels, const Model& model, const Actor& actor) {
    ModelSheet sheet;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        TRY(ensure_sheet(context.store, context.now, context.index.model()));
        sheet = TRY(add_sheet(context.store, context.now, origin, labels, model));
        return context.trail.record(
            context.store, actor, context.now,
            {"model.add", "model", sheet.number, static_cast<std::uint64_t>(labels)});
    }));
    return sheet;
}

Result<ModelSheet> ModelDesk::learn(ReadSession& session, const Actor& actor) {
    const auto number = TRY(active_model(session.store()));
    if (number == 0) return Error{Fault::not_found, "register.unknown_model", {"0"}};
    const auto pairs = TRY(judged_pairs(session));
    if (pairs.size() < kLabelsMin)
        return Error{Fault::limit, "register.too_few_labels", {std::to_string(kLabelsMin)}};
    const auto prior = TRY(untaught_model(session.store()));
    return add(kLearned, std::ssize(pairs), taught_model(prior, pairs), actor);
}

Result<ModelSheet> ModelDesk::rules(const Actor& actor) {
    ModelSheet found;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            found = {};
            for (auto& sheet : TRY(stored_sheets(context.store)))
                if (sheet.origin == kRules) found = std::move(sheet);
            return {};
        },
        WriteScope::rows));
    if (found.number != 0) return found;
    return add(kRules, 0, rules_model(register_schema()), actor);
}

Result<ModelSheet> ModelDesk::activate(std::int64_t number, const Actor& actor) {
    ModelSheet sheet;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        TRY(ensure_sheet(context.store, context.now, context.index.model()));
        if (TRY(active_model(context.store)) == number)
            return Error{Fault::conflict, "register.model_is_active", {std::to_string(number)}};
        sheet = TRY(stored_sheet(context.store, number));
        TRY(set_active_model(context.store, sheet));
        return context.trail.record(
            context.store, actor, context.now, {"model.activate", "model", number});
    }));
    return sheet;
}

Result<ModelDiff> ModelDesk::diff(
    ReadSession& session, const Model& before, const Model& after, const LiveOptions& options) {
    const auto now = TRY(partition_under(session, before, options));
    const auto then = TRY(partition_under(session, after, options));
    const auto place_now = places(now.clusters);
    const auto place_then = places(then.clusters);
    ModelDiff diff;
    diff.records = std::ssize(place_now);
    diff.customers_before = std::ssize(now.clusters);
    diff.customers_after = std::ssize(then.clusters);
    diff.reviews_before = now.reviews;
    diff.reviews_after = then.reviews;
    const auto splits = parted(now.clusters, place_then);
    const auto joins = parted(then.clusters, place_now);
    diff.splits = std::ssize(splits);
    std::set<std::size_t> joined;
    for (const auto cluster : joins)
        for (const auto record : then.clusters[cluster]) joined.insert(place_now.at(record));
    diff.joins = std::ssize(joined);
    const auto add_example = [&](const std::vector<RecordId>& records) -> Result<> {
        if (diff.examples.size() == kDiffExamples) return {};
        ModelDiff::Example example;
        std::set<NumberId> numbers;
        for (const auto& member : TRY(session.store().customers_of(records)))
            numbers.insert(member.customer);
        example.before.assign(numbers.begin(), numbers.end());
        std::map<std::size_t, std::vector<RecordId>> groups;
        for (const auto record : records) groups[place_then.at(record.value())].push_back(record);
        for (auto& [place, group] : groups) example.after.push_back(std::move(group));
        diff.examples.push_back(std::move(example));
        return {};
    };
    const auto ids = [](const RecordSet& set) {
        std::vector<RecordId> out;
        for (const auto record : set) out.emplace_back(record);
        return out;
    };
    for (const auto cluster : joins) TRY(add_example(ids(then.clusters[cluster])));
    for (const auto cluster : splits) TRY(add_example(ids(now.clusters[cluster])));
    return diff;
}

}  // namespace genbo
