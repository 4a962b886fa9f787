// SPDX-License-Identifier: Apache-2.0
#include "register/review_desk.h"

#include <gtest/gtest.h>

#include "register/open_register_test_helper.h"
#include "register/verdict_book.h"

namespace genbo {
namespace {

constexpr Day kToday{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};

Actor person_named(std::int64_t id) { return Actor{StaffId{id}, "steward", ""}; }

TEST(ReviewFigures, KappaIsAgreementBeyondChance) {
    // Cohen's own kind of table: 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no.
    const auto agreement = agreement_of(20, 5, 10, 15);
    EXPECT_EQ(agreement.pairs, 50);
    EXPECT_DOUBLE_EQ(agreement.percent, 70);
    EXPECT_NEAR(agreement.kappa, 0.4, 1e-12);
    EXPECT_EQ(agreement_of(0, 0, 0, 0).pairs, 0);
    // Everybody always says the same: there is no chance to be better than.
    EXPECT_EQ(agreement_of(10, 0, 0, 0).kappa, 0);
    EXPECT_NEAR(agreement_of(0, 5, 5, 0).kappa, -1, 1e-12);
}

TEST(ReviewFigures, PrecisionHasAnInterval) {
    const auto estimate = precision_of(95, 100);
    EXPECT_DOUBLE_EQ(estimate.precision, 0.95);
    EXPECT_NEAR(estimate.low, 0.8882, 1e-4);
    EXPECT_NEAR(estimate.high, 0.9785, 1e-4);
    const auto nothing = precision_of(0, 0);
    EXPECT_EQ(nothing.low, 0);
    EXPECT_EQ(nothing.high, 1);
}

TEST(ReviewFigures, ChanceDependsOnDayAndRecordsAlone) {
    int picked = 0;
    int moved = 0;
    const Day tomorrow{kToday.year(), kToday.month(), std::chrono::day{23}};
    for (std::int64_t i = 1; i <= 5000; ++i) {
        const bool today = picked_by_chance(kToday, RecordId{i}, RecordId{2 * i + 1});
        EXPECT_EQ(today, picked_by_chance(kToday, RecordId{2 * i + 1}, RecordId{i}));
        picked += today ? 1 : 0;
        moved += today != picked_by_chance(tomorrow, RecordId{i}, RecordId{2 * i + 1}) ? 1 : 0;
    }
    EXPECT_NEAR(picked, 500, 70);
    EXPECT_GT(moved, 600);
}

TEST(ReviewNotes, APickIsKeptWithTheReason) {
    const VerdictNote note{ReviewPick::audit, "電話で確かめた"};
    EXPECT_EQ(verdict_note(verdict_note_text(note)), note);
    // As an older program wrote it.
    EXPECT_EQ(verdict_note("電話で確かめた"), (VerdictNote{ReviewPick::value, "電話で確かめた"}));
    EXPECT_EQ(verdict_note(""), (VerdictNote{ReviewPick::value, ""}));
}

template <typename House>
class ReviewTest : public testing::Test {
protected:
    ReviewTest() {
        // More than one will ever be in doubt: brothers, and people who moved.
        auto rows = some_rows(21, 90);
        for (std::size_t i = 0; i < rows.size(); i += 3) {
            rows[i].set(Field::phone, "");
            rows[i].set(Field::email, "");
            if (i % 2 == 0) rows[i].set(Field::birth_date, "");
        }
        open.import("pos", rows);
    }

    template <typename Ask>
    auto asked(const Ask& ask) {
        auto session = open.sessions().borrow();
        EXPECT_TRUE(session.ok());
        ReviewDesk desk(**session, open.index(), open.policy, kToday);
        auto answer = ask(desk);
        EXPECT_TRUE(answer.ok()) << answer.error().code;
        return *std::move(answer);
    }
    ReviewQueue queue(std::int64_t person = 1) {
        return asked([&](ReviewDesk& desk) { return desk.queue(StaffId{person}); });
    }
    Result<VerdictOutcome> decide(
        const QueuedReview& item, StoredVerdictKind kind, std::int64_t person) {
        return VerdictDesk(open.writer())
            .decide(item.left, item.right, kind, "", person_named(person), item.pick);
    }
    const QueuedReview* find(const ReviewQueue& queue, const QueuedReview& wanted) {
        for (const auto& item : queue.items)
            if (item.left == wanted.left && item.right == wanted.right) return &item;
        return nullptr;
    }

    House house;
    OpenRegister& open = house.open;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ReviewTest, Houses);

TYPED_TEST(ReviewTest, TheMostUsefulComesFirstAndEveryTenthIsChance) {
    const auto queue = this->queue();
    ASSERT_GT(queue.items.size(), 12U);
    EXPECT_EQ(queue, this->queue());
    double last = 1e300;
    std::set<std::pair<RecordId, RecordId>> seen;
    for (std::size_t i = 0; i < queue.items.size(); ++i) {
        const auto& item = queue.items[i];
        EXPECT_TRUE(seen.emplace(item.left, item.right).second);
        if (item.pick == ReviewPick::audit) {
            EXPECT_EQ(item.left_customer, item.right_customer);
            continue;
        }
        if (item.pick == ReviewPick::chance) {
            EXPECT_TRUE(picked_by_chance(kToday, item.left, item.right));
            continue;
        }
        EXPECT_NE(item.left_customer, item.right_customer);
        EXPECT_LE(item.worth, last);
        last = item.worth;
    }
    const auto by_chance = [](const QueuedReview& item) {
        return item.pick == ReviewPick::chance || item.pick == ReviewPick::audit;
    };
    EXPECT_TRUE(by_chance(queue.items[9]));
    for (std::size_t i = 0; i < 9; ++i) EXPECT_FALSE(by_chance(queue.items[i])) << i;
}

TYPED_TEST(ReviewTest, WhatIsDecidedIsGoneAndComesBackWhenTakenBack) {
    const auto item = this->queue().items.front();
    ASSERT_TRUE(this->decide(item, StoredVerdictKind::not_same, 1).ok());
    EXPECT_EQ(this->find(this->queue(), item), nullptr);
    ASSERT_TRUE(
        VerdictDesk(this->open.writer()).take_back(item.left, item.right, person_named(1)).ok());
    EXPECT_NE(this->find(this->queue(), item), nullptr);
}

TYPED_TEST(ReviewTest, UnsureGoesToSomebodyElse) {
    const auto item = this->queue().items.front();
    ASSERT_TRUE(this->decide(item, StoredVerdictKind::unsure, 1).ok());
    const auto own = this->decide(item, StoredVerdictKind::same, 1);
    ASSERT_FALSE(own.ok());
    EXPECT_EQ(own.error().code, "register.second_opinion_needed");
    const auto others = this->queue(2);
    const auto* again = this->find(others, item);
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->why, ReviewWhy::unsure);
    EXPECT_EQ(again->pick, ReviewPick::second);
    EXPECT_EQ(again, &others.items.front());
    ASSERT_TRUE(this->decide(*again, StoredVerdictKind::same, 2).ok());
    auto session = this->open.sessions().borrow();
    const auto left = *(*session)->store().record(item.left);
    const auto right = *(*session)->store().record(item.right);
    EXPECT_EQ(left.customer, right.customer);
}

TYPED_TEST(ReviewTest, AContradictionWaitsForAThird) {
    const auto item = this->queue().items.front();
    ASSERT_TRUE(this->decide(item, StoredVerdictKind::same, 1).ok());
    const auto before = this->open.picture();
    ASSERT_TRUE(this->decide(item, StoredVerdictKind::not_same, 2).ok());
    // The first one stands until somebody else has spoken; neither of the two may.
    EXPECT_EQ(this->open.picture(), before);
    EXPECT_FALSE(this->decide(item, StoredVerdictKind::not_same, 1).ok());
    EXPECT_EQ(this->find(this->queue(1), item), nullptr);
    EXPECT_EQ(this->find(this->queue(2), item), nullptr);
    const auto third = this->queue(3);
    const auto* contested = this->find(third, item);
    ASSERT_NE(contested, nullptr);
    EXPECT_EQ(contested->why, ReviewWhy::contested);
    ASSERT_TRUE(this->decide(*contested, StoredVerdictKind::not_same, 3).ok());
    EXPECT_NE(this->open.picture(), before);
    EXPECT_EQ(this->find(this->queue(4), item), nullptr);
    this->open.expect_sound();
}

TYPED_TEST(ReviewTest, ChancePicksAreJudgedTwiceAndCounted) {
    std::vector<QueuedReview> picks;
    for (const auto& item : this->queue().items)
        if (item.pick == ReviewPick::audit) picks.push_back(item);
    ASSERT_GE(picks.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i)
        ASSERT_TRUE(this->decide(picks[i], StoredVerdictKind::same, 1).ok());
    const auto precision = this->asked([](ReviewDesk& desk) { return desk.precision(); });
    EXPECT_EQ(precision.judged, 4);
    EXPECT_EQ(precision.right, 4);
    std::size_t waiting = 0;
    const auto second = this->queue(2);
    for (const auto& item : second.items) {
        if (item.why != ReviewWhy::agreement) continue;
        ++waiting;
        const auto kind = waiting == 1 ? StoredVerdictKind::not_same : StoredVerdictKind::same;
        ASSERT_TRUE(this->decide(item, kind, 2).ok());
    }
    EXPECT_EQ(waiting, 4U);
    const auto agreement = this->asked([](ReviewDesk& desk) { return desk.agreement(); });
    EXPECT_EQ(agreement.pairs, 4);
    EXPECT_EQ(agreement.agreed, 3);
}

TYPED_TEST(ReviewTest, TheForecastAddsUp) {
    const auto queue = this->queue();
    auto session = this->open.sessions().borrow();
    const auto counts = *(*session)->store().counts();
    const auto some = ReviewDesk::forecast(queue, 5, counts);
    const auto all = ReviewDesk::forecast(queue, 10'000, counts);
    EXPECT_EQ(some.reviews, 5);
    EXPECT_GT(some.joins, 0);
    EXPECT_GE(some.pairs, some.joins);
    EXPECT_GT(all.joins, some.joins);
    EXPECT_GT(all.recall_points, some.recall_points);
    EXPECT_LE(all.recall_points, 100);
}

TYPED_TEST(ReviewTest, ManyAreAcceptedAtOnceAndTakenBackAtOnce) {
    const auto before = this->open.picture();
    const auto bulk = this->asked([](ReviewDesk& desk) { return desk.bulk(500, {}); });
    ASSERT_GT(bulk.pairs.size(), 2U);
    EXPECT_GT(bulk.customers, 2);
    for (const auto& pair : bulk.pairs) EXPECT_GE(pair.bits, 500);
    const auto named = this->asked([](ReviewDesk& desk) { return desk.bulk(500, {"birth_date"}); });
    // Fixed rules reach that much with the date only.
    if (test_model().version == default_register_model().version)
        EXPECT_LT(named.pairs.size(), bulk.pairs.size());
    else
        EXPECT_EQ(named.pairs.size(), bulk.pairs.size());
    EXPECT_FALSE(named.pairs.empty());
    std::vector<std::pair<RecordId, RecordId>> pairs;
    for (const auto& pair : bulk.pairs) pairs.emplace_back(pair.left, pair.right);
    VerdictDesk desk(this->open.writer());
    const auto accepted = desk.accept_all(pairs, "", person_named(1));
    ASSERT_TRUE(accepted.ok()) << accepted.error().code;
    ASSERT_EQ(accepted->verdicts.size(), pairs.size());
    EXPECT_NE(this->open.picture(), before);
    this->open.expect_sound();
    ASSERT_TRUE(
        desk.take_back(accepted->verdicts.front(), std::ssize(pairs), person_named(1)).ok());
    EXPECT_EQ(this->open.picture(), before);
    EXPECT_EQ(
        desk.take_back(accepted->verdicts.front(), 3, person_named(1)).error().code,
        "register.no_verdict");
    EXPECT_EQ(desk.accept_all({}, "", person_named(1)).error().code, "register.bulk_too_large");
}

TYPED_TEST(ReviewTest, TheBookTellsWhoDecidedWhat) {
    const auto items = this->queue().items;
    ASSERT_TRUE(this->decide(items[0], StoredVerdictKind::not_same, 1).ok());
    ASSERT_TRUE(this->decide(items[1], StoredVerdictKind::later, 2).ok());
    ASSERT_TRUE(this->decide(items[2], StoredVerdictKind::not_same, 2).ok());
    VerdictDesk desk(this->open.writer());
    ASSERT_TRUE(desk.take_back(items[2].left, items[2].right, person_named(2)).ok());
    auto session = this->open.sessions().borrow();
    const auto found = [&](VerdictQuery query) {
        auto page = find_verdicts(**session, query);
        EXPECT_TRUE(page.ok());
        std::vector<std::int64_t> ids;
        for (const auto& one : page->verdicts) ids.push_back(one.verdict.id.value());
        return ids;
    };
    using Ids = std::vector<std::int64_t>;
    EXPECT_EQ(found({}), (Ids{3, 2, 1}));
    EXPECT_EQ(found({.actor = StaffId{2}}), (Ids{3, 2}));
    EXPECT_EQ(found({.kind = StoredVerdictKind::not_same}), (Ids{3, 1}));
    EXPECT_EQ(found({.standing = true}), (Ids{2, 1}));
    EXPECT_EQ(found({.before = VerdictId{3}}), (Ids{2, 1}));
    EXPECT_EQ(
        found({.customer = items[0].left_customer, .kind = StoredVerdictKind::not_same}), (Ids{1}));
    auto page = find_verdicts(**session, {.limit = 1});
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->next, VerdictId{3});
    const auto at = page->verdicts[0].verdict.at;
    EXPECT_EQ(found({.from = at}), (Ids{3}));
    EXPECT_EQ(found({.until = at}), (Ids{2, 1}));
}

}  // namespace
}  // namespace genbo
