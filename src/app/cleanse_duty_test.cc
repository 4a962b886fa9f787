// SPDX-License-Identifier: Apache-2.0
#include "app/cleanse_duty.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapter/sqlite/database.h"
#include "app/master_house_test_helper.h"
#include "register/model_book.h"

namespace genbo {
namespace {

SourceValues untidy(const std::string& key, const char* phone, const char* born) {
    SourceValues values;
    values.set(Field::source_key, key);
    values.set(Field::surname, "高橋");
    values.set(Field::given_name, "花" + key);
    values.set(Field::phone, phone);
    values.set(Field::birth_date, born);
    return values;
}

class CleanseDutyTest : public testing::Test, protected MasterHouse {
protected:
    std::optional<CleanseReport> report() {
        auto session = *master->sessions().borrow();
        return *stored_cleanse_report(*session);
    }
    std::string phone_of(std::int64_t record) {
        auto session = *master->sessions().borrow();
        const auto view = *CustomerDesk(*session, master->config().policy).record(RecordId{record});
        return std::string{view.values.get(Field::phone)};
    }
    // Rounds enough for a whole survey.
    void rounds(CleanseDuty& duty, std::chrono::minutes later) {
        clock.pass(later);
        for (int i = 0; i < 20; ++i) {
            const auto done = duty.run_once();
            ASSERT_TRUE(done.ok()) << done.error().code;
        }
    }
    void import_two() {
        import(
            "pos", {untidy("1", "０９０－２２１１－３３４４", "1980-02-03"),
                    untidy("2", "090-2211-3355", "2099-01-01")});
    }
};

using std::chrono::hours;
using std::chrono::minutes;

TEST_F(CleanseDutyTest, CountsAndWritesNothing) {
    open();
    import_two();
    CleanseDuty duty(*master);
    rounds(duty, minutes{2});
    const auto first = report();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->records, 2);
    EXPECT_EQ(first->certain, 1);
    EXPECT_EQ(first->to_ask, 1);
    EXPECT_EQ(first->codes.at("register.phone_form"), 1);
    EXPECT_EQ(first->codes.at("register.date_future"), 1);
    EXPECT_EQ(first->written, 0);
    EXPECT_TRUE(first->imports.empty());
    EXPECT_EQ(phone_of(1), "０９０－２２１１－３３４４");
    // A day later, and only when something has changed.
    rounds(duty, kCleanseEvery);
    EXPECT_EQ(report(), first);
    // Another model changes no value.
    ASSERT_TRUE(master->writer()
                    .run([](WriteContext& context) -> Result<> {
                        auto sheet = TRY(stored_sheet(context.store, 1));
                        sheet.number = 2;
                        return set_active_model(context.store, sheet);
                    })
                    .ok());
    rounds(duty, kCleanseEvery);
    EXPECT_EQ(report(), first);
    import("pos", {untidy("3", "0312345678", "1980-02-03")});
    rounds(duty, minutes{2});
    EXPECT_EQ(report()->records, 3);
    import("pos", {untidy("4", "0312345678", "1980-02-03")});
    rounds(duty, hours{1});
    EXPECT_EQ(report()->records, 3) << "a day between two surveys";
    rounds(duty, kCleanseEvery);
    EXPECT_EQ(report()->records, 4);
}

TEST_F(CleanseDutyTest, WritesWhatIsCertainWhereItIsSaid) {
    configure("cleansing", "write_certain = true\n");
    open();
    import_two();
    CleanseDuty duty(*master);
    rounds(duty, minutes{2});
    const auto made = report();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->certain, 1);
    EXPECT_EQ(made->written, 1);
    ASSERT_EQ(made->imports.size(), 1U);
    EXPECT_EQ(phone_of(1), "090-2211-3344");
    // Undone, it is as it came.
    ASSERT_TRUE(ImportDesk(master->writer()).undo(made->imports[0], Actor{}).ok());
    EXPECT_EQ(phone_of(1), "０９０－２２１１－３３４４");
}

TEST_F(CleanseDutyTest, WhatOneSurveyWritesIsOneImportOfEachSource) {
    configure("cleansing", "write_certain = true\n");
    open();
    std::vector<SourceValues> people;
    for (int i = 0; i < 1200; ++i)
        people.push_back(untidy(std::to_string(i), "０９０－２２１１－３３４４", "1980-02-03"));
    import("pos", people);
    import("ec", {people[0], people[1]});
    CleanseDuty duty(*master);
    rounds(duty, minutes{2});
    const auto made = report();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->written, 1202);
    EXPECT_EQ(made->imports.size(), 2U);
    // The next survey has imports of its own.
    import("pos", {people[0]});
    rounds(duty, kCleanseEvery);
    EXPECT_EQ(report()->written, 1);
    ASSERT_EQ(report()->imports.size(), 1U);
    EXPECT_EQ(std::ranges::count(made->imports, report()->imports[0]), 0);
}

TEST_F(CleanseDutyTest, WhatCouldNotBeWrittenIsNotCountedTwice) {
    configure("cleansing", "write_certain = true\n");
    open();
    import_two();
    CleanseDuty duty(*master);
    clock.pass(minutes{2});
    // The database takes no import for a while.
    const auto change = [&](const char* sql) {
        auto database =
            SqliteDatabase::open((folder / "genbo.db").string(), SqliteAccess::read_write);
        ASSERT_TRUE(database.ok());
        ASSERT_TRUE(database->execute(sql).ok());
    };
    change("CREATE TRIGGER shut BEFORE INSERT ON import BEGIN SELECT RAISE(FAIL, 'shut'); END");
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(duty.run_once().ok());
    change("DROP TRIGGER shut");
    rounds(duty, minutes{2});
    ASSERT_TRUE(report());
    EXPECT_EQ(report()->records, 2);
    EXPECT_EQ(report()->certain, 1);
    EXPECT_EQ(report()->written, 1);
}

TEST_F(CleanseDutyTest, ASurveyThatWasLeftLyingBeginsAnew) {
    open();
    std::vector<SourceValues> people;
    for (int i = 0; i < 1500; ++i)
        people.push_back(untidy(std::to_string(i), "０９０－２２１１－３３４４", "1980-02-03"));
    import("pos", people);
    CleanseDuty duty(*master);
    CleanseDuty other(*master);
    clock.pass(minutes{2});
    ASSERT_TRUE(duty.run_once().ok());
    // Another node has the turn, looks at everything and finishes.
    rounds(other, minutes{2});
    const auto finished = report();
    ASSERT_TRUE(finished);
    // Back here: not on with the old one.
    rounds(duty, minutes{2});
    EXPECT_EQ(report(), finished);
    import("pos", {untidy("x", "0312345678", "1980-02-03")});
    rounds(duty, kCleanseEvery);
    EXPECT_EQ(report()->records, 1501);
    EXPECT_EQ(report()->certain, 1500);
}

}  // namespace
}  // namespace genbo
