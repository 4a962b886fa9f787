// SPDX-License-Identifier: Apache-2.0
#include "register/model_desk.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "match/score.h"
#include "register/features.h"
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
    std::map<RecordId, const StoredRecord*> by_id;
    for (const auto& record : records) by_id[record.id] = &record;
    std::map<RecordId, PreparedRow> rows;
    for (const auto& version : TRY(session.store().current_versions(records))) {
        const auto& record = *by_id.at(version.record);
        rows[version.record] = match_row_of(TRY(session.vault().open_payload(record, version)));
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

std::vector<AnsweredPair> answered_pairs(const Model& model, const std::vector<JudgedPair>& pairs) {
    const Scorer scorer{register_schema(), model};
    std::vector<AnsweredPair> labels;
    for (const auto& [left, right, same] : pairs)
        labels.push_back(
            {scorer.comparer().vector(left.view(), right.view()), same,
             scorer.score(left.view(), right.view())});
    return labels;
}

Model taught_model(const Model& prior, const std::vector<JudgedPair>& pairs) {
    return learned_model(prior, answered_pairs(prior, pairs), [&](const Model& moved) {
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
        TRY(ensure_sheet(context.store, context.now, *context.index.model()));
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

}  // namespace genbo
