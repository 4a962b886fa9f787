// SPDX-License-Identifier: Apache-2.0
#include "match/explain.h"

#include <gtest/gtest.h>

#include "match/model.h"
#include "match/score.h"
#include "match/test_people.h"

namespace genbo {
namespace {

void expect_equal(const Explanation& x, const Explanation& y) {
    EXPECT_EQ(x.model_version, y.model_version);
    EXPECT_EQ(x.base, y.base);
    EXPECT_EQ(x.household, y.household);
    EXPECT_EQ(x.calibration, y.calibration);
    EXPECT_EQ(x.total, y.total);
    EXPECT_EQ(x.shared_keys, y.shared_keys);
    ASSERT_EQ(x.entries.size(), y.entries.size());
    for (std::size_t i = 0; i < x.entries.size(); ++i) {
        EXPECT_EQ(x.entries[i].level, y.entries[i].level);
        EXPECT_EQ(x.entries[i].bits, y.entries[i].bits);
        EXPECT_EQ(x.entries[i].running, y.entries[i].running);
        EXPECT_DOUBLE_EQ(x.entries[i].term_frequency, y.entries[i].term_frequency);
    }
}

TEST(Explain, IsReproducedFromWhatIsStored) {
    const auto people = TestPeople{11}.records(60);
    auto model = default_register_model();
    model.calibration = {.slope = 0.9, .offset = 700};
    const Scorer scorer{register_schema(), model};
    for (std::size_t i = 0; i < people.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto a = people[i].row.view();
            const auto b = people[j].row.view();
            const auto why = explain(register_schema(), model, a, b);
            EXPECT_EQ(why.total, scorer.score(a, b));
            const auto text = evidence_to_text(evidence_of(register_schema(), model, a, b));
            const auto evidence = evidence_from_text(text);
            ASSERT_TRUE(evidence) << text;
            const auto again = explain(register_schema(), model, *evidence);
            ASSERT_TRUE(again) << text;
            expect_equal(*again, why);
        }
    }
}

TEST(Explain, TheStepsAddUp) {
    const auto people = TestPeople{12}.records(20);
    const auto& model = default_register_model();
    for (std::size_t i = 1; i < people.size(); ++i) {
        const auto why =
            explain(register_schema(), model, people[i].row.view(), people[i - 1].row.view());
        auto sum = why.base + why.household + why.calibration;
        for (const auto& entry : why.entries) sum += entry.bits;
        EXPECT_EQ(sum, why.total);
    }
}

TEST(Explain, RefusesEvidenceOfAnotherModel) {
    const auto people = TestPeople{13}.records(2);
    const auto& model = default_register_model();
    auto evidence =
        evidence_of(register_schema(), model, people[0].row.view(), people[1].row.view());
    EXPECT_TRUE(explain(register_schema(), model, evidence));
    auto other = evidence;
    other.model_version = "register-0";
    EXPECT_FALSE(explain(register_schema(), model, other));
    other = evidence;
    other.vector |= 0xf;
    EXPECT_FALSE(explain(register_schema(), model, other));
    other = evidence;
    other.terms.push_back({0, 1});
    EXPECT_FALSE(explain(register_schema(), model, other));
    for (const auto* text : {"", "a|b", "v|zz|0|", "v|1|2|3", "v|1|2|3:x", "v|1|2|3:4|5"})
        EXPECT_FALSE(evidence_from_text(text)) << text;
}

}  // namespace
}  // namespace genbo
