// SPDX-License-Identifier: Apache-2.0
#include "app/conflict_duty.h"

#include <gtest/gtest.h>

#include "app/master_house_test_helper.h"

namespace genbo {
namespace {

SourceValues born_on(const std::string& key, const char* day) {
    SourceValues values;
    values.set(Field::source_key, key);
    values.set(Field::surname, "高橋");
    values.set(Field::given_name, "花子");
    values.set(Field::phone, "090-2211-3344");
    values.set(Field::email, "hanako@example.jp");
    values.set(Field::birth_date, day);
    return values;
}

class ConflictDutyTest : public testing::Test, protected MasterHouse {
protected:
    ConflictDutyTest() { open(); }

    std::optional<ConflictReport> report() {
        auto session = *master->sessions().borrow();
        return *stored_report(*session);
    }
    void round(ConflictDuty& duty, std::chrono::minutes later) {
        clock.pass(later);
        const auto done = duty.run_once();
        ASSERT_TRUE(done.ok()) << done.error().code;
    }
};

using std::chrono::minutes;

TEST_F(ConflictDutyTest, SurveysWhenTheRegisterHasChanged) {
    ConflictDuty duty(*master, 1);
    import("pos", {born_on("1", "1980-02-03")});
    round(duty, minutes{2});
    EXPECT_FALSE(report()) << "one record is no more than 1";
    import("ec", {born_on("A", "1980-02-13")});
    round(duty, minutes{2});
    const auto first = report();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->conflicts(), 1);
    ASSERT_EQ(first->places.size(), 1U);
    EXPECT_EQ(first->places[0].field, Field::birth_date);
    // Nothing has changed: the report stands, however long.
    round(duty, minutes{60});
    EXPECT_EQ(report(), first);
    import("ec", {born_on("A", "1980-02-03")});
    round(duty, minutes{2});
    const auto second = report();
    EXPECT_GT(second->at, first->at);
    EXPECT_EQ(second->conflicts(), 0);
}

TEST_F(ConflictDutyTest, WaitsBetweenTwoSurveys) {
    ConflictDuty duty(*master, 1);
    import("pos", {born_on("1", "1980-02-03")});
    import("ec", {born_on("A", "1980-02-13")});
    round(duty, minutes{2});
    const auto first = report();
    ASSERT_TRUE(first);
    // A busy register changes all the time.
    import("ec", {born_on("A", "1980-02-03")});
    round(duty, minutes{2});
    EXPECT_EQ(report(), first);
    round(duty, kSurveyEvery);
    EXPECT_EQ(report()->conflicts(), 0);
}

TEST_F(ConflictDutyTest, LeavesASmallRegisterToWhoeverAsks) {
    import("pos", {born_on("1", "1980-02-03")});
    import("ec", {born_on("A", "1980-02-13")});
    ConflictDuty duty(*master);
    round(duty, minutes{60});
    EXPECT_FALSE(report());
    EXPECT_EQ(backend->conflicts(call_of(1, "steward"), {.limit = 10})->found, 1);
    EXPECT_TRUE(report());
}

}  // namespace
}  // namespace genbo
