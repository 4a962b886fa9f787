// SPDX-License-Identifier: Apache-2.0

// Another model in a register that is in use: what comes out is what the model alone would have
// made of the same facts, at whatever moment it came, and switching back restores what was.

#include "register/model_switch.h"

#include <gtest/gtest.h>

#include "register/evidence_trail.h"
#include "register/model_desk.h"
#include "register/random_history_test_helper.h"

namespace genbo {
namespace {

// Not the one that decides in these tests.
Model other_model() {
    auto rules = rules_model(register_schema());
    return test_model().version == rules.version ? default_register_model() : std::move(rules);
}

std::int64_t add_other(OpenRegister& at) {
    std::int64_t number = 0;
    EXPECT_TRUE(at.writer()
                    .run([&](WriteContext& context) -> Result<> {
                        TRY(ensure_sheet(context.store, context.now, *context.index.model()));
                        const auto sheet =
                            TRY(add_sheet(context.store, context.now, "other", 0, other_model()));
                        number = sheet.number;
                        return {};
                    })
                    .ok());
    return number;
}

template <typename House>
class ModelSwitchTest : public testing::Test {
protected:
    static std::unique_ptr<Resident> candidate(OpenRegister& at, const Model& model) {
        auto session = at.sessions().borrow();
        auto made = register_under(**session, model, at.options);
        EXPECT_TRUE(made.ok());
        return *std::move(made);
    }

    // Everything that the facts say under the model is what the store has.
    static void expect_by(OpenRegister& at, const Model& model) {
        auto session = at.sessions().borrow();
        for (const auto& part : inspect(**session, model, at.options).parts)
            EXPECT_EQ(part.wrong, 0) << part.name;
        EXPECT_EQ(
            model_to_json(**at.index().model_seen((*session)->store())), model_to_json(model));
        EXPECT_EQ(*at.index().review_count((*session)->store()), [&] {
            Resident alone(model, at.options);
            EXPECT_TRUE(alone.load((*session)->store(), (*session)->vault()).ok());
            return static_cast<std::int64_t>(alone.live().review_count());
        }());
    }

    House house;
    OpenRegister& open = house.open;
};

using SwitchHouses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ModelSwitchTest, SwitchHouses);

TYPED_TEST(ModelSwitchTest, ThereAndBack) {
    auto& open = this->open;
    open.import("pos", some_rows(41, 120));
    const auto before = open.picture();
    const auto other = add_other(open);
    auto next = this->candidate(open, other_model());
    const auto diff = [&] {
        auto session = open.sessions().borrow();
        return *diff_under(**session, *next, *open.index().review_count((*session)->store()));
    }();
    EXPECT_GT(diff.joins + diff.splits, 0);
    EXPECT_FALSE(diff.examples.empty());

    const auto report = switch_model(open.writer(), *next, other, 1, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->records, 120);
    EXPECT_EQ(report->customers, diff.customers_after);
    EXPECT_GT(report->moved, 0);
    this->expect_by(open, other_model());
    EXPECT_NE(open.picture(), before);
    {
        auto session = open.sessions().borrow();
        EXPECT_EQ(*active_model((*session)->store()), other);
        EXPECT_EQ(*open.index().review_count((*session)->store()), diff.reviews_after);
    }
    next = this->candidate(open, other_model());
    EXPECT_EQ(
        switch_model(open.writer(), *next, other, 0, Actor{}).error().code,
        "register.model_is_active");
    EXPECT_EQ(
        switch_model(open.writer(), *next, 1, 1, Actor{}).error().code, "register.model_changed");
    EXPECT_EQ(
        switch_model(open.writer(), *next, 9, 0, Actor{}).error().code, "register.unknown_model");

    // What arrives now is decided by the new one, and explained with it.
    open.import("ec", {hanako("h1")});
    open.import("crm", {hanako("h2")});
    this->expect_by(open, other_model());
    {
        auto session = open.sessions().borrow();
        const auto record = *(*session)->store().record(RecordId{122});
        const auto kept = kept_evidence((*session)->store(), (*session)->vault(), record);
        ASSERT_TRUE(kept.ok());
        ASSERT_FALSE(kept->empty());
        EXPECT_EQ(kept->front().evidence.model, other);
    }

    next = this->candidate(open, test_model());
    ASSERT_TRUE(switch_model(open.writer(), *next, 1, 0, Actor{}).ok());
    this->expect_by(open, test_model());
    const auto after = open.picture();
    // Those two are new; nobody else is another than he was.
    EXPECT_EQ(after.substr(0, before.size()), before);
    open.reopen();
    EXPECT_EQ(open.picture(), after);
    this->expect_by(open, test_model());
}

TYPED_TEST(ModelSwitchTest, WhatChangesMeanwhileIsCaughtUpWith) {
    auto& open = this->open;
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        RandomHistory history(seed);
        for (int step = 0; step < 8; ++step) history.step({&open});
        const auto other = add_other(open);
        for (const bool there : {true, false}) {
            const auto model = there ? other_model() : test_model();
            auto next = this->candidate(open, model);
            for (int step = 0; step < 6; ++step) history.step({&open});
            const auto report = switch_model(open.writer(), *next, there ? other : 1, 0, Actor{});
            ASSERT_TRUE(report.ok()) << report.error().code;
            this->expect_by(open, model);
            seen.insert(open.picture());
            for (int step = 0; step < 4; ++step) history.step({&open});
            this->expect_by(open, model);
        }
    }
    EXPECT_EQ(seen.size(), 4U);
}

// A command that fails after the index has taken the other model over.
TYPED_TEST(ModelSwitchTest, AFailedSwitchLeavesTheOldModelWholly) {
    auto& open = this->open;
    open.import("pos", some_rows(43, 80));
    const auto other = add_other(open);
    const auto before = open.picture(OpenRegister::PictureOf::everything);
    auto next = this->candidate(open, other_model());
    const auto failed = open.writer().run([&](WriteContext& context) -> Result<> {
        TRY(switch_in(context, *next, other, 0, Actor{}));
        return Error{Fault::unavailable, "store.disk_full"};
    });
    EXPECT_EQ(failed.error().code, "store.disk_full");
    EXPECT_EQ(open.picture(OpenRegister::PictureOf::everything), before);
    this->expect_by(open, test_model());
    open.import("ec", some_rows(44, 20));
    this->expect_by(open, test_model());
    // It is used up, and is made anew in the command itself.
    const auto report = switch_model(open.writer(), *next, other, 0, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    this->expect_by(open, other_model());
}

// What an attempt saw of a transaction that was rolled back must not decide in the next one.
TYPED_TEST(ModelSwitchTest, ARolledBackAttemptIsForgotten) {
    auto& open = this->open;
    open.import("pos", some_rows(46, 60));
    const auto other = add_other(open);
    auto next = this->candidate(open, other_model());
    const auto failed = open.writer().run([&](WriteContext& context) -> Result<> {
        auto gone = TRY(context.store.record(RecordId{7}));
        gone.version = 0;
        gone.content_hash.clear();
        TRY(context.store.set_current(std::span{&gone, 1}));
        TRY(context.store.set_customers(
            std::vector{CustomerOfRecord{gone.id, gone.customer, NumberId{}}}));
        TRY(next->catch_up(context.store, context.vault));
        return Error{Fault::unavailable, "store.disk_full"};
    });
    EXPECT_EQ(failed.error().code, "store.disk_full");
    const auto report = switch_model(open.writer(), *next, other, 0, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->records, 60);
    this->expect_by(open, other_model());
}

TYPED_TEST(ModelSwitchTest, WhoIsUndoneMeanwhileMayComeBack) {
    auto& open = this->open;
    open.import("pos", some_rows(47, 30));
    const auto import = open.import("ec", some_rows(48, 10));
    const auto other = add_other(open);
    auto next = this->candidate(open, other_model());
    open.undo(import);
    const auto report = switch_model(open.writer(), *next, other, 0, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    open.import("ec", some_rows(48, 10));
    this->expect_by(open, other_model());
    auto session = open.sessions().borrow();
    for (const auto& head : *(*session)->store().live_heads(RecordId{}, 100))
        EXPECT_NE(head.customer.value(), 0) << head.id.value();
}

TYPED_TEST(ModelSwitchTest, AModelOfAnotherSchemaIsRefused) {
    auto& open = this->open;
    open.import("pos", some_rows(49, 10));
    auto former = other_model();
    former.comparisons.pop_back();
    std::int64_t number = 0;
    ASSERT_TRUE(open.writer()
                    .run([&](WriteContext& context) -> Result<> {
                        TRY(ensure_sheet(context.store, context.now, *context.index.model()));
                        auto sheet =
                            TRY(add_sheet(context.store, context.now, "learned", 0, other_model()));
                        number = sheet.number;
                        sheet.model = former;
                        return context.store.set_setting(
                            "model.sheet." + std::to_string(number), sheet_to_json(sheet));
                    })
                    .ok());
    auto next = this->candidate(open, other_model());
    EXPECT_EQ(
        switch_model(open.writer(), *next, number, 0, Actor{}).error().code,
        "register.model_outdated");
    auto session = open.sessions().borrow();
    EXPECT_EQ(usable_sheet((*session)->store(), number).error().code, "register.model_outdated");
    EXPECT_TRUE(stored_sheet((*session)->store(), number).ok());
}

// Whoever stops it waits for none of its parts: not for the records, the clusters or the diff.
TYPED_TEST(ModelSwitchTest, AWatchMayEndItAtAnyMoment) {
    auto& open = this->open;
    open.import("pos", some_rows(43, 60));
    auto session = open.sessions().borrow();
    std::vector<Resident::Step> steps;
    std::size_t last = 1'000;
    const Resident::Watch watch = [&](Resident::Step step, std::int64_t) -> Result<> {
        steps.push_back(step);
        if (steps.size() > last) return Error{Fault::unavailable, "test.stopped"};
        return {};
    };
    const auto all = [&]() -> Result<> {
        const auto next = TRY(register_under(**session, other_model(), open.options, watch));
        TRY(diff_under(**session, *next, 0, watch));
        return {};
    };
    ASSERT_TRUE(all().ok());
    const auto told = steps;
    EXPECT_EQ(told.front(), Resident::Step::reading);
    EXPECT_TRUE(std::ranges::is_sorted(told));
    // Three of the engine, and between the parts of the diff.
    EXPECT_GE(std::ranges::count(told, Resident::Step::deciding), 6);
    for (last = 0; last < told.size(); ++last) {
        steps.clear();
        const auto stopped = all();
        ASSERT_FALSE(stopped.ok()) << last;
        EXPECT_EQ(stopped.error().code, "test.stopped");
        EXPECT_EQ(steps.size(), last + 1);
    }
}

TYPED_TEST(ModelSwitchTest, TheDiffIsKept) {
    auto& open = this->open;
    open.import("pos", some_rows(45, 60));
    const auto other = add_other(open);
    auto next = this->candidate(open, other_model());
    auto session = open.sessions().borrow();
    auto diff = *diff_under(**session, *next, 3);
    diff.number = other;
    diff.at = instant_from_micros(5);
    ASSERT_TRUE(open.writer()
                    .run([&](WriteContext& context) { return keep_diff(context.store, diff); })
                    .ok());
    session = open.sessions().borrow();
    const auto kept = kept_diff((*session)->store(), other);
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(*kept, diff);
    EXPECT_EQ(diff_version(**kept), std::to_string(other) + ".1.5");
    EXPECT_FALSE(kept_diff((*session)->store(), 77)->has_value());
}

// The other node notices by itself, whether it reads or writes first, and the look-up tables are
// those that the facts make.
TEST(ModelSwitchNodes, TheOthersFollow) {
    const auto url = make_pg_master();
    PgNode here(url, {}, {}, PgCommits::quick);
    PgNode there(url, {}, {}, PgCommits::quick);
    here.open.import("pos", some_rows(46, 100));
    there.open.import("ec", some_rows(47, 40));
    const auto other = add_other(here.open);
    const auto model_there = [&] {
        auto session = there.open.sessions().borrow();
        return (*there.open.index().model_seen((*session)->store()))->version;
    };
    const auto shipped = model_there();
    // A snapshot of before goes on answering as it did.
    auto old = there.open.sessions().borrow();
    const auto waiting = *there.open.index().review_count((*old)->store());
    {
        auto session = here.open.sessions().borrow();
        auto next = *register_under(**session, other_model(), here.open.options);
        ASSERT_TRUE(switch_model(here.open.writer(), *next, other, 0, Actor{}).ok());
    }
    EXPECT_EQ(model_there(), other_model().version);
    EXPECT_EQ((*there.open.index().model_seen((*old)->store()))->version, shipped);
    EXPECT_EQ(*there.open.index().review_count((*old)->store()), waiting);
    old->reset();

    there.open.import("crm", some_rows(48, 40));
    here.open.import("web", some_rows(49, 40));
    for (auto* node : {&here, &there}) {
        auto session = node->open.sessions().borrow();
        for (const auto& part : inspect(**session, other_model(), node->open.options).parts)
            EXPECT_EQ(part.wrong, 0) << part.name;
    }
    const auto tables = index_tables_at(url);
    lose_index_tables(url);
    here.open.reopen();
    EXPECT_EQ(index_tables_at(url), tables);
}

}  // namespace
}  // namespace genbo
