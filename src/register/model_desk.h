// SPDX-License-Identifier: Apache-2.0
#pragma once

// The life of a match model: learned as a candidate, looked at as a diff of decisions, switched on,
// switched back.  Every model keeps its number (model_book.h); switching on is one setting, one
// leaf in the audit log and one rebuild, and switching the old one on again restores what was.
//
//   learn       from the verdicts that stand, by match/learn.h; nothing changes yet.  Whatever
//               decides now, it starts from the newest model that no verdict has touched: so no
//               verdict counts twice, and the same verdicts make the same model again
//   rules       the off switch of everything probabilistic: a model of a few fixed rules, written
//               out below, that no data has touched
//   diff        which customers would come together or part
//   activate    decides from the next rebuild on; the caller rebuilds under the new model
//
// The rules model counts points instead of probabilities: name 8 (surname 4 and given name 4),
// birth date 6, telephone 6, e-mail 6, address 4, company 8, 法人番号 24; a different given name,
// birth date or 法人番号 takes as many away.  20 points join: name and birth date and one contact;
// or name and two contacts.  No value counts by how rare it is, and no household is guessed.

#include <cstdint>
#include <string>
#include <vector>

#include "match/live_clusters.h"
#include "match/prepared_row.h"
#include "register/model_book.h"
#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

struct ModelDiff {
    std::int64_t records = 0;
    std::int64_t customers_before = 0;
    std::int64_t customers_after = 0;
    std::int64_t joins = 0;   // Customers of today that would become one with another.
    std::int64_t splits = 0;  // Customers of today that would part.
    std::int64_t reviews_before = 0;
    std::int64_t reviews_after = 0;
    struct Example {
        std::vector<NumberId> before;              // Numbers concerned.
        std::vector<std::vector<RecordId>> after;  // Who would be together.
    };
    std::vector<Example> examples;  // The first kDiffExamples.
};

inline constexpr std::size_t kDiffExamples = 20;
// With fewer verdicts nothing is learned.
inline constexpr std::size_t kLabelsMin = 20;

// A model of fixed rules for this schema.
Model rules_model(const Schema& schema);

// A verdict that stands, and what it was given of.
struct JudgedPair {
    PreparedRow left;
    PreparedRow right;
    bool same = false;
};

// Without made-up records (watch_marks.h): what people say of those teaches nothing.
Result<std::vector<JudgedPair>> judged_pairs(ReadSession& session);

// What the pairs teach a model that learned from none (match/learn.h).
Model taught_model(const Model& prior, const std::vector<JudgedPair>& pairs);

class ModelDesk {
public:
    explicit ModelDesk(Writer& writer) : writer_(writer) {}

    // limit: register.too_few_labels.
    Result<ModelSheet> learn(ReadSession& session, const Actor& actor);
    // The rules model's sheet; made when there is none.
    Result<ModelSheet> rules(const Actor& actor);
    // conflict: register.model_is_active.  not_found: register.unknown_model.
    Result<ModelSheet> activate(std::int64_t number, const Actor& actor);

    // Computes both partitions in this process's memory.
    static Result<ModelDiff> diff(
        ReadSession& session, const Model& before, const Model& after, const LiveOptions& options);

private:
    Result<ModelSheet> add(
        std::string origin, std::int64_t labels, const Model& model, const Actor& actor);

    Writer& writer_;
};

}  // namespace genbo
