// SPDX-License-Identifier: Apache-2.0
#include "register/entry_desk.h"

#include <gtest/gtest.h>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

template <typename House>
class EntryTest : public testing::Test {
protected:
    House house;
    OpenRegister& open = house.open;
    RecordVault vault{open.keyring};
    EntryDesk desk{open.writer(), vault};
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(EntryTest, Houses);

TYPED_TEST(EntryTest, WhoIsEnteredIsAsIfImported) {
    this->open.import("pos", {hanako("1")});
    const auto known = this->desk.enter("console", "a", hanako("ignored"), {});
    ASSERT_TRUE(known.ok()) << known.error().code;
    EXPECT_TRUE(known->joined);
    const auto fresh = this->desk.enter("console", "b", taro(""), {});
    ASSERT_TRUE(fresh.ok());
    EXPECT_FALSE(fresh->joined);
    EXPECT_NE(fresh->customer, known->customer);
    const auto view = this->open.show(known->customer);
    ASSERT_EQ(view.members.size(), 2U);
    EXPECT_EQ(view.members[1].source_name, "console");
    EXPECT_EQ(view.members[1].values.get(Field::source_key), "a");
    this->open.expect_sound();
}

TYPED_TEST(EntryTest, TheSameKeyAgainIsTheSameRecord) {
    const auto first = this->desk.enter("console", "a", taro(""), {});
    const auto again = this->desk.enter("console", "a", taro(""), {});
    ASSERT_TRUE(first.ok() && again.ok());
    EXPECT_EQ(first->record, again->record);
    EXPECT_EQ(this->open.show(first->customer).members.size(), 1U);
}

TYPED_TEST(EntryTest, CanBeTakenBackOut) {
    this->open.import("pos", {hanako("1")});
    const auto before = this->open.picture();
    const auto entered = this->desk.enter("console", "a", taro(""), {});
    ASSERT_TRUE(entered.ok());
    this->open.undo(entered->import);
    EXPECT_EQ(this->open.picture(), before);
}

TYPED_TEST(EntryTest, RefusesWhatAnImportRefuses) {
    auto card = taro("");
    card.set(Field::note, "4111-1111-1111-1111");
    const auto refused = this->desk.enter("console", "a", card, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, "register.card_number");
    EXPECT_EQ(this->open.picture(), "");
}

}  // namespace
}  // namespace genbo
