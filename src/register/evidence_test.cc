// SPDX-License-Identifier: Apache-2.0
#include "register/evidence.h"

#include <gtest/gtest.h>

#include "register/evidence_trail.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

// All that an explanation says, as text.
std::string told(const Explanation& why) {
    std::string text = why.model_version + " " + std::to_string(why.base);
    for (const auto& entry : why.entries) {
        text += "\n" + entry.comparison;
        for (const auto& column : entry.columns) text += "/" + column;
        char numbers[120];
        std::snprintf(
            numbers, sizeof numbers, " %s m=%.17g u=%.17g f=%.4g %d %d", entry.level.c_str(),
            entry.m, entry.term_frequency > 0 ? 0.0 : entry.u, entry.term_frequency, entry.bits,
            entry.running);
        text += numbers;
    }
    text += "\n" + std::to_string(why.household) + " " + std::to_string(why.total);
    for (const auto& key : why.shared_keys) text += " " + key;
    return text;
}

Explanation explanation_of(const SourceValues& left, const SourceValues& right) {
    const auto a = match_row_of(left);
    const auto b = match_row_of(right);
    return explain(register_schema(), test_model(), a.view(), b.view());
}

TEST(Evidence, ATraceTellsTheSameAgain) {
    const auto& model = test_model();
    const auto sheet = sheet_of(3, Instant{}, "shipped", 0, model, register_schema());
    auto rows = some_rows(5, 40);
    rows.push_back(hanako("1"));
    std::size_t longest = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto why = explanation_of(rows[i - 1], rows[i]);
        auto trace = trace_of(why, register_schema(), model, 3);
        trace.cause = EvidenceCause::verdict;
        trace.other = RecordId{123'456'789};
        trace.verdict = VerdictId{77};
        trace.rival = RecordId{123'456'790};
        trace.margin = -1234;
        const auto bytes = encode_evidence(trace);
        longest = std::max(longest, bytes.size());
        const auto again = decode_evidence(bytes);
        ASSERT_TRUE(again.ok());
        EXPECT_EQ(*again, trace);
        const auto once_more = tell_again(*again, sheet);
        ASSERT_TRUE(once_more.ok());
        EXPECT_EQ(told(*once_more), told(why));
        // Cut off anywhere, it is no trace.
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(decode_evidence(ByteView{bytes}.first(size)).ok());
    }
    EXPECT_LE(longest + kBoxOverhead, 110U);
    RecordProperty("longest", static_cast<int>(longest + kBoxOverhead));
}

TEST(Evidence, WhatVerdictsTaughtOfTheSumIsToldAgain) {
    auto model = test_model();
    model.calibration = {.slope = 0.7, .offset = -900};
    const auto sheet = sheet_of(3, Instant{}, "learned", 60, model, register_schema());
    const auto a = match_row_of(hanako("1"));
    const auto b = match_row_of(hanako("2"));
    const auto why = explain(register_schema(), model, a.view(), b.view());
    ASSERT_NE(why.calibration, 0);
    const auto again = tell_again(trace_of(why, register_schema(), model, 3), sheet);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->calibration, why.calibration);
    EXPECT_EQ(again->total, why.total);
}

TEST(Evidence, OfAnotherModelItIsRefused) {
    const auto& model = test_model();
    const auto sheet = sheet_of(3, Instant{}, "shipped", 0, model, register_schema());
    const auto why = explanation_of(hanako("1"), hanako("2"));
    EXPECT_FALSE(tell_again(trace_of(why, register_schema(), model, 4), sheet).ok());
}

TEST(Evidence, ASheetIsTheSameAfterTheStore) {
    const auto sheet = sheet_of(
        12, instant_from_micros(5), "learned", 60, default_register_model(), register_schema());
    const auto again = sheet_from_json(sheet_to_json(sheet));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(sheet_to_json(*again), sheet_to_json(sheet));
    EXPECT_EQ(again->model.frequencies, sheet.model.frequencies);
    EXPECT_EQ(again->labels, 60);
    EXPECT_FALSE(sheet_from_json("{}").ok());
    EXPECT_FALSE(sheet_from_json("[").ok());
}

template <typename House>
class EvidenceTrailTest : public testing::Test {
protected:
    std::vector<KeptEvidence> kept(std::int64_t record) {
        auto session = open.sessions().borrow();
        const auto stored = (*session)->store().record(RecordId{record});
        EXPECT_TRUE(stored.ok());
        auto found = kept_evidence((*session)->store(), (*session)->vault(), *stored);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *std::move(found) : std::vector<KeptEvidence>{};
    }
    Explanation tell(const Evidence& evidence) {
        auto session = open.sessions().borrow();
        const auto sheet = shelf.get((*session)->store(), evidence.model);
        EXPECT_TRUE(sheet.ok());
        return *tell_again(evidence, **sheet);
    }

    House house;
    OpenRegister& open = house.open;
    SheetShelf shelf;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(EvidenceTrailTest, Houses);

TYPED_TEST(EvidenceTrailTest, AJoinSaysWhy) {
    this->open.import("pos", {hanako("1"), taro("2")});
    EXPECT_TRUE(this->kept(1).empty());
    auto later = hanako("9");
    later.set(Field::email, "");
    this->open.import("ec", {later});
    const auto kept = this->kept(3);
    ASSERT_EQ(kept.size(), 1U);
    const auto& evidence = kept[0].evidence;
    EXPECT_EQ(evidence.cause, EvidenceCause::automatic);
    EXPECT_EQ(evidence.other, RecordId{1});
    EXPECT_EQ(evidence.rival, RecordId{});
    EXPECT_EQ(told(this->tell(evidence)), told(explanation_of(hanako("1"), later)));
    // Nothing came to the one that was there.
    EXPECT_TRUE(this->kept(1).empty());
}

TYPED_TEST(EvidenceTrailTest, AVerdictSaysWhatTheScoresSaid) {
    this->open.import("pos", {hanako("1"), taro("2")});
    VerdictDesk desk(this->open.writer());
    const auto outcome =
        desk.decide(RecordId{1}, RecordId{2}, StoredVerdictKind::same, "married", Actor{});
    ASSERT_TRUE(outcome.ok());
    std::size_t of_verdict = 0;
    for (const auto record : {1, 2})
        for (const auto& one : this->kept(record)) {
            EXPECT_EQ(one.evidence.cause, EvidenceCause::verdict);
            EXPECT_EQ(one.evidence.verdict, outcome->verdicts[0]);
            EXPECT_EQ(told(this->tell(one.evidence)), told(explanation_of(hanako("1"), taro("2"))));
            ++of_verdict;
        }
    EXPECT_EQ(of_verdict, 2U);
}

// The rival is whoever stayed outside, by however little.
TYPED_TEST(EvidenceTrailTest, ARivalIsNamed) {
    this->open.import("pos", {hanako("1")});
    this->open.import("ec", {hanako("2")});
    VerdictDesk desk(this->open.writer());
    ASSERT_TRUE(
        desk.decide(RecordId{1}, RecordId{2}, StoredVerdictKind::not_same, "", Actor{}).ok());
    this->open.import("late", {hanako("3")});
    const auto kept = this->kept(3);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_NE(kept[0].evidence.rival, RecordId{});
    EXPECT_NE(kept[0].evidence.rival, kept[0].evidence.other);
    EXPECT_EQ(kept[0].evidence.margin, 0);
}

// Every join of a random import is explained, and of every cluster the reasons make one chain.
TYPED_TEST(EvidenceTrailTest, EveryClusterIsAChainOfReasons) {
    this->open.import("pos", some_rows(11, 120), 17);
    std::size_t explained = 0;
    for (const auto& cluster : this->open.clusters()) {
        std::map<RecordId, RecordId> root;
        for (const auto record : cluster) root[record] = record;
        const auto top = [&](RecordId record) {
            while (root[record] != record) record = root[record];
            return record;
        };
        for (const auto record : cluster)
            for (const auto& one : this->kept(record.value()))
                if (root.contains(one.evidence.other)) {
                    root[top(record)] = top(one.evidence.other);
                    ++explained;
                }
        for (const auto record : cluster) EXPECT_EQ(top(record), top(cluster.front()));
    }
    EXPECT_GT(explained, 30U);
}

}  // namespace
}  // namespace genbo
