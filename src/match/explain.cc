// SPDX-License-Identifier: Apache-2.0
#include "match/explain.h"

#include <algorithm>

#include "match/block_keys.h"
#include "match/model.h"
#include "match/schema.h"
#include "match/score.h"

namespace genbo {

Explanation explain(const Schema& schema, const Model& model, RowView a, RowView b) {
    const Scorer scorer{schema, model};
    const auto detail = scorer.detail(a, b);
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
    explanation.total = detail.total;
    explanation.probability = probability_of(detail.total);

    BlockKeyMaker maker{schema};
    const auto of_a = maker.keys(a);
    const auto& of_b = maker.keys(b);
    for (const auto key : of_a) {
        if (!std::binary_search(of_b.begin(), of_b.end(), key)) continue;
        const auto& name = schema.rules[rule_of(key)].name;
        if (explanation.shared_keys.empty() || explanation.shared_keys.back() != name)
            explanation.shared_keys.push_back(name);
    }
    return explanation;
}

}  // namespace genbo
