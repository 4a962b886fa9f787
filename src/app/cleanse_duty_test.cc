// SPDX-License-Identifier: Apache-2.0
#include "app/cleanse_duty.h"

#include <gtest/gtest.h>

#include "app/master_house_test_helper.h"

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

}  // namespace
}  // namespace genbo
