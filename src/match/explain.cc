// SPDX-License-Identifier: Apache-2.0
#include "match/explain.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

#include "match/block_keys.h"
#include "match/model.h"
#include "match/schema.h"
#include "match/score.h"

namespace genbo {

namespace {

Error explain_bad() { return {.fault = Fault::invalid, .code = "match.bad_evidence"}; }

std::uint32_t explain_shared_rules(const Schema& schema, RowView a, RowView b) {
    BlockKeyMaker maker{schema};
    const std::vector<BlockKey> of_a{maker.keys(a).begin(), maker.keys(a).end()};
    std::uint32_t rules = 0;
    for (const auto key : maker.keys(b))
        if (std::binary_search(of_a.begin(), of_a.end(), key))
            rules |= std::uint32_t{1} << rule_of(key);
    return rules;
}

Levels explain_levels(LevelVector vector) {
    Levels levels = {};
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = level_at(vector, i);
    return levels;
}

Explanation explain_detail(
    const Schema& schema, const Model& model, const ScoreDetail& detail, std::uint32_t rules) {
    Explanation explanation;
    explanation.model_version = model.version;
    explanation.base = model.base();
    Millibits running = explanation.base;
    for (std::size_t i = 0; i < schema.comparisons.size(); ++i) {
        const auto& term = detail.terms[i];
        const auto& level = model.comparisons[i].levels[term.level];
        running += term.bits;
        ExplanationEntry entry{
            .comparison = schema.comparisons[i].name,
            .columns = {},
            .level = level.name,
            .m = term.level == 0 ? 1 : level.m,
            .u = term.level == 0 ? 1 : level.u,
            .term_frequency = term.frequency,
            .bits = term.bits,
            .running = running};
        for (const auto column : schema.comparisons[i].columns)
            entry.columns.push_back(schema.columns[column].name);
        explanation.entries.push_back(std::move(entry));
    }
    explanation.household = detail.household;
    explanation.calibration = detail.calibration;
    explanation.total = detail.total;
    explanation.probability = probability_of(detail.total);
    for (std::size_t rule = 0; rule < schema.rules.size(); ++rule)
        if ((rules >> rule & 1) != 0) explanation.shared_keys.push_back(schema.rules[rule].name);
    return explanation;
}

// Cuts the text at the next mark.
std::string_view explain_cut(std::string_view& text, char mark) {
    const auto at = std::min(text.find(mark), text.size());
    const auto part = text.substr(0, at);
    text.remove_prefix(std::min(text.size(), at + 1));
    return part;
}

template <typename Number>
bool explain_hex(std::string_view text, Number& number) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return failed == std::errc{} && end == text.data() + text.size();
}

std::string explain_to_hex(std::uint64_t number) {
    std::array<char, 16> digits = {};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

}  // namespace

PairEvidence evidence_of(const Schema& schema, const Model& model, RowView a, RowView b) {
    const Scorer scorer{schema, model};
    const auto levels = scorer.comparer().levels(a, b);
    const auto terms = scorer.terms(levels, a, b);
    PairEvidence evidence{
        .model_version = model.version,
        .vector = pack_levels(levels),
        .rules = explain_shared_rules(schema, a, b),
        .terms = {}};
    if (scorer.household_of_pair(levels, a, b) == Scorer::Household::left_out)
        evidence.rules |= kNoHousehold;
    for (std::size_t i = 0; i < schema.comparisons.size(); ++i)
        if (level_has_term(schema.comparisons[i].type, levels[i]))
            evidence.terms.push_back(terms[i]);
    return evidence;
}

std::string evidence_to_text(const PairEvidence& evidence) {
    std::string text = evidence.model_version + "|" + explain_to_hex(evidence.vector) + "|" +
                       explain_to_hex(evidence.rules) + "|";
    for (std::size_t i = 0; i < evidence.terms.size(); ++i) {
        if (i > 0) text += ',';
        text +=
            explain_to_hex(evidence.terms[i].pool) + ":" + explain_to_hex(evidence.terms[i].hash);
    }
    return text;
}

Result<PairEvidence> evidence_from_text(std::string_view text) {
    PairEvidence evidence;
    if (std::count(text.begin(), text.end(), '|') != 3) return explain_bad();
    evidence.model_version = explain_cut(text, '|');
    if (!explain_hex(explain_cut(text, '|'), evidence.vector)) return explain_bad();
    if (!explain_hex(explain_cut(text, '|'), evidence.rules)) return explain_bad();
    while (!text.empty()) {
        auto part = explain_cut(text, ',');
        Term term;
        if (!explain_hex(explain_cut(part, ':'), term.pool) || !explain_hex(part, term.hash))
            return explain_bad();
        evidence.terms.push_back(term);
    }
    return evidence;
}

Explanation explain(const Schema& schema, const Model& model, RowView a, RowView b) {
    const Scorer scorer{schema, model};
    return explain_detail(schema, model, scorer.detail(a, b), explain_shared_rules(schema, a, b));
}

Result<Explanation> explain(
    const Schema& schema, const Model& model, const PairEvidence& evidence) {
    if (evidence.model_version != model.version) return explain_bad();
    const auto levels = explain_levels(evidence.vector);
    Scorer::Terms terms;
    terms.fill({kNoPool, 0});
    std::size_t next = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (i >= schema.comparisons.size()) {
            if (levels[i] != 0) return explain_bad();
            continue;
        }
        const auto type = schema.comparisons[i].type;
        if (levels[i] >= level_names(type).size()) return explain_bad();
        if (!level_has_term(type, levels[i])) continue;
        if (next == evidence.terms.size()) return explain_bad();
        terms[i] = evidence.terms[next++];
    }
    if (next != evidence.terms.size()) return explain_bad();
    const Scorer scorer{schema, model};
    const bool household = (evidence.rules & kNoHousehold) == 0;
    const auto detail = scorer.detail(
        levels, terms, household ? Scorer::Household::asked : Scorer::Household::left_out);
    return explain_detail(schema, model, detail, evidence.rules & ~kNoHousehold);
}

}  // namespace genbo
