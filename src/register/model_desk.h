// SPDX-License-Identifier: Apache-2.0
#pragma once

// How match models come about: learned from people's verdicts, or of fixed rules alone.  Either is
// a candidate under a number of its own (model_book.h) until somebody switches it on
// (model_switch.h).
//
//   learn       from the verdicts that stand, by match/learn.h; nothing changes yet.  Whatever
//               decides now, it starts from the newest model that no verdict has touched: so no
//               verdict counts twice, and the same verdicts make the same model again
//   rules       the off switch of everything probabilistic: a model of a few fixed rules, written
//               out below, that no data has touched
//   suggested   findings that people always answered alike although the model in force did not:
//               for a person to read, nothing acts on them
//
// The rules model counts points instead of probabilities: name 8 (surname 4 and given name 4),
// birth date 6, telephone 6, e-mail 6, address 4, company 8, 法人番号 24; a different given name,
// birth date or 法人番号 takes as many away.  20 points join: name and birth date and one contact;
// or name and two contacts.  No value counts by how rare it is, and no household is guessed.

#include <cstdint>
#include <string>
#include <vector>

#include "match/learn.h"
#include "match/prepared_row.h"
#include "register/model_book.h"
#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

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

// What people found of the pairs, as a model sees them: for suggest_rules().
std::vector<AnsweredPair> answered_pairs(const Model& model, const std::vector<JudgedPair>& pairs);

// What the pairs teach a model that learned from none (match/learn.h).
Model taught_model(const Model& prior, const std::vector<JudgedPair>& pairs);

class ModelDesk {
public:
    explicit ModelDesk(Writer& writer) : writer_(writer) {}

    // limit: register.too_few_labels.
    Result<ModelSheet> learn(ReadSession& session, const Actor& actor);
    // The rules model's sheet; made when there is none.
    Result<ModelSheet> rules(const Actor& actor);

private:
    Result<ModelSheet> add(
        std::string origin, std::int64_t labels, const Model& model, const Actor& actor);

    Writer& writer_;
};

}  // namespace genbo
