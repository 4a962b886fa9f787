// SPDX-License-Identifier: Apache-2.0
#include "register/reconciliation.h"

#include <gtest/gtest.h>

#include <random>

#include "register/open_register_test_helper.h"
#include "register/reconcile_desk.h"

namespace genbo {
namespace {

std::vector<MappedRow> mapped(const std::vector<SourceValues>& rows) {
    std::vector<MappedRow> out;
    std::int64_t row = 1;
    for (const auto& values : rows) out.push_back({++row, values, {}, {}});
    return out;
}

SourceValues with_points(SourceValues values, const char* points, const char* amount) {
    values.set(Field::points, points);
    values.set(Field::purchase_amount, amount);
    return values;
}

template <typename House>
class ReconcilerTest : public testing::Test {
protected:
    Reconciliation compare(
        const std::string& source, const std::vector<SourceValues>& rows, std::size_t piece = 100) {
        auto session = open.sessions().borrow();
        SourceId id;
        for (const auto& [each, stored] : (*session)->sources())
            if (stored.name == source) id = each;
        Reconciler reconciler(**session, id);
        auto all = mapped(rows);
        for (std::size_t at = 0; at < all.size(); at += piece) {
            const auto part = std::span{all}.subspan(at, std::min(piece, all.size() - at));
            const auto added =
                reconciler.add(prepare_rows(part, {}, id, (*session)->vault(), WithFeatures::no));
            EXPECT_TRUE(added.ok()) << added.error().code;
        }
        auto report = reconciler.finish();
        EXPECT_TRUE(report.ok()) << report.error().code;
        return report.ok() ? *std::move(report) : Reconciliation{};
    }

    House house;
    OpenRegister& open = house.open;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ReconcilerTest, Houses);

TYPED_TEST(ReconcilerTest, WhatWasImportedAgrees) {
    const std::vector rows = {
        with_points(hanako("1"), "１，２００", "¥98,000"), with_points(taro("2"), "30", "500")};
    this->open.import("pos", rows);
    this->open.import("ec", {hanako("9")});
    const auto report = this->compare("pos", rows);
    EXPECT_TRUE(report.agrees());
    EXPECT_EQ(report.same, 2);
    EXPECT_EQ(report.file, report.in_register);
    EXPECT_EQ(report.file.points, 1230);
    EXPECT_EQ(report.file.purchase_amount, 98'500);
    ASSERT_EQ(report.imports.size(), 1U);
    EXPECT_TRUE(report.imports[0].balanced());
    // Neither the order of the rows nor the pieces matter.
    EXPECT_EQ(this->compare("pos", {rows[1], rows[0]}, 1).file, report.file);
}

TYPED_TEST(ReconcilerTest, FindsDriftAndAnImportRepairsIt) {
    this->open.import("pos", {hanako("1"), taro("2"), taro("3")});
    auto moved = hanako("1");
    moved.set(Field::phone, "03-3211-0000");
    moved.set(Field::note, "引越");
    moved.set(Field::email, "");
    const std::vector file = {moved, taro("2"), hanako("4"), hanako("4")};
    const auto report = this->compare("pos", file);
    EXPECT_FALSE(report.agrees());
    EXPECT_EQ(report.same, 1);
    EXPECT_EQ(report.differing, 1);
    EXPECT_EQ(report.only_file, 1);
    EXPECT_EQ(report.only_register, 1);
    EXPECT_EQ(report.repeated, 1);
    EXPECT_EQ(report.file.records, 3);
    EXPECT_EQ(report.in_register.records, 3);
    EXPECT_NE(report.file.checksum, report.in_register.checksum);
    EXPECT_EQ(
        report.fields,
        (std::map<std::string, std::int64_t>{{"phone", 1}, {"email", 1}, {"note", 1}}));
    ASSERT_EQ(report.examples.size(), 3U);
    EXPECT_EQ(report.examples[0].kind, DriftKind::differing);
    EXPECT_EQ(report.examples[0].row, 2);
    for (const auto& field : report.examples[0].fields)
        if (field.field == Field::phone) {
            EXPECT_EQ(field.in_file, "03-3211-0000");
            EXPECT_EQ(field.in_register, "090-3817-4642");
        }
    EXPECT_EQ(report.examples[1].source_key, "4");
    EXPECT_EQ(report.examples[2].source_key, "3");

    this->open.import("pos", file);
    const auto after = this->compare("pos", file);
    EXPECT_EQ(after.differing + after.only_file, 0);
    EXPECT_EQ(after.same, 3);
    // What is only in the register is for a person.
    EXPECT_EQ(after.only_register, 1);
    EXPECT_FALSE(after.agrees());
}

TYPED_TEST(ReconcilerTest, AnUndoneImportIsDrift) {
    const std::vector rows = {hanako("1"), taro("2")};
    const auto import = this->open.import("pos", rows);
    ASSERT_TRUE(ImportDesk(this->open.writer()).undo(import, Actor{}).ok());
    const auto report = this->compare("pos", rows);
    EXPECT_EQ(report.only_file, 2);
    EXPECT_EQ(report.in_register, ControlTotals{});
    EXPECT_EQ(report.imports.at(0).state, ImportState::undone);
}

TYPED_TEST(ReconcilerTest, KeepsWhatItFound) {
    this->open.import("pos", {hanako("1")});
    auto kept = kept_of(this->compare("pos", {hanako("1"), taro("2")}));
    kept.source = "pos";
    kept.file_name = "members.csv";
    const auto first = keep_reconciliation(this->open.writer(), kept, Actor{StaffId{7}});
    ASSERT_TRUE(first.ok()) << first.error().code;
    kept.agrees = true;
    const auto second = keep_reconciliation(this->open.writer(), kept, Actor{StaffId{7}});
    auto session = this->open.sessions().borrow();
    const auto all = kept_reconciliations(**session);
    ASSERT_TRUE(all.ok()) << all.error().code;
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ((*all)[0], *second);
    EXPECT_EQ((*all)[1], *first);
    EXPECT_EQ((*all)[1].only_file, 1);
}

// Whatever is changed in a file is found, and nothing else.
TEST(Reconciler, FindsExactlyTheInjectedDrift) {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        MemoryHouse house;
        auto rows = some_rows(static_cast<unsigned>(round + 1), 40);
        house.open.import("pos", rows);
        std::int64_t changed = 0;
        std::int64_t gone = 0;
        std::vector<SourceValues> file;
        for (auto& row : rows) {
            const auto fate = random() % 6;
            if (fate == 0) {
                ++gone;
                continue;
            }
            if (fate == 1) {
                row.set(Field::note, "changed");
                ++changed;
            }
            file.push_back(row);
        }
        const auto extra = some_rows(static_cast<unsigned>(round + 1000), random() % 5);
        file.insert(file.end(), extra.begin(), extra.end());
        std::ranges::shuffle(file, random);
        auto session = house.open.sessions().borrow();
        Reconciler reconciler(**session, (*session)->sources().begin()->first);
        auto all = mapped(file);
        ASSERT_TRUE(reconciler
                        .add(prepare_rows(
                            all, {}, (*session)->sources().begin()->first, (*session)->vault(),
                            WithFeatures::no))
                        .ok());
        const auto report = *reconciler.finish();
        EXPECT_EQ(report.differing, changed);
        EXPECT_EQ(report.only_register, gone);
        EXPECT_EQ(report.only_file, std::ssize(extra));
        EXPECT_EQ(report.same, std::ssize(rows) - changed - gone);
    }
}

}  // namespace
}  // namespace genbo
