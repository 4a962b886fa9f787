// SPDX-License-Identifier: Apache-2.0
#include "register/resolve_desk.h"

#include <gtest/gtest.h>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

template <typename House>
class ResolveTest : public testing::Test {
protected:
    Resolution ask(const SourceValues& values, std::size_t limit = 5) {
        auto session = open.sessions().borrow();
        EXPECT_TRUE(session.ok());
        ResolveDesk desk(**session, open.index(), open.policy, open.options);
        auto resolution = desk.resolve({values, limit, 0});
        EXPECT_TRUE(resolution.ok()) << resolution.error().code;
        return resolution.ok() ? *std::move(resolution) : Resolution{};
    }

    House house;
    OpenRegister& open = house.open;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ResolveTest, Houses);

TYPED_TEST(ResolveTest, KnowsWhoIsThere) {
    this->open.import("pos", {hanako("1"), taro("2")});
    this->open.import("ec", {hanako("9")});
    const auto before = this->open.picture(OpenRegister::PictureOf::everything);
    auto asked = hanako("");
    asked.set(Field::surname, "高橋");
    asked.set(Field::email, "");
    const auto resolution = this->ask(asked);
    EXPECT_EQ(resolution.zone, ResolveZone::same);
    ASSERT_EQ(resolution.matches.size(), 1U);
    const auto& match = resolution.matches[0];
    EXPECT_EQ(match.members, 2);
    EXPECT_GE(match.bits, this->open.options.auto_bits);
    EXPECT_GE(match.bits, match.mean);
    // The explanation adds up to what the decision says.
    EXPECT_EQ(match.why.total, match.bits);
    EXPECT_FALSE(match.why.shared_keys.empty());
    EXPECT_EQ(match.view.golden.get(Field::given_name), "花子");
    EXPECT_EQ(this->open.picture(OpenRegister::PictureOf::everything), before);
}

TYPED_TEST(ResolveTest, SaysThatNobodyIsLikeHim) {
    this->open.import("pos", {hanako("1")});
    const auto resolution = this->ask(taro(""));
    EXPECT_EQ(resolution.zone, ResolveZone::add);
    EXPECT_TRUE(resolution.matches.empty());
    EXPECT_FALSE(resolution.margin);
    EXPECT_EQ(this->ask(SourceValues{}).zone, ResolveZone::add);
}

TYPED_TEST(ResolveTest, ARivalMakesItDoubtful) {
    // Twice the same person, kept apart by a verdict.
    this->open.import("pos", {hanako("1")});
    this->open.import("ec", {hanako("2")});
    auto session = this->open.sessions().borrow();
    const auto members = *(*session)->store().records(std::vector{RecordId{1}, RecordId{2}});
    session->reset();
    ASSERT_EQ(members.size(), 2U);
    VerdictDesk desk(this->open.writer());
    ASSERT_TRUE(
        desk.decide(members[0].id, members[1].id, StoredVerdictKind::not_same, "", Actor{}).ok());
    const auto resolution = this->ask(hanako(""));
    EXPECT_EQ(resolution.zone, ResolveZone::review);
    ASSERT_EQ(resolution.matches.size(), 2U);
    ASSERT_TRUE(resolution.margin);
    EXPECT_EQ(*resolution.margin, 0);
    // The margin is known even where one match is asked for.
    const auto one = this->ask(hanako(""), 1);
    EXPECT_EQ(one.matches.size(), 1U);
    EXPECT_EQ(one.zone, ResolveZone::review);
    EXPECT_EQ(one.margin, resolution.margin);
}

// What resolve says is what an import does: whoever is "same" lands with that customer, whoever is
// new becomes a new one.
TYPED_TEST(ResolveTest, SaysWhatAnImportWouldDo) {
    this->open.import("pos", some_rows(1, 60));
    int same = 0;
    int fresh = 0;
    int turn = 0;
    auto arriving = some_rows(1, 40);
    const auto strangers = some_rows(2, 40);
    arriving.insert(arriving.end(), strangers.begin(), strangers.end());
    for (auto& row : arriving) {
        row.set(Field::source_key, "late-" + std::to_string(turn++));
        const auto resolution = this->ask(row);
        this->open.import("late", {row});
        auto session = this->open.sessions().borrow();
        const auto id = (*session)->vault().key_hash(
            this->open.source("late"), "key:" + std::string{row.get(Field::source_key)});
        const auto stored = *(*session)->store().records_by_keys(
            this->open.source("late"), std::vector<Bytes>(1, id));
        ASSERT_EQ(stored.size(), 1U);
        if (resolution.zone == ResolveZone::same) {
            EXPECT_EQ(stored[0].customer, resolution.matches[0].customer);
            ++same;
        } else if (resolution.zone == ResolveZone::add) {
            const auto members = *(*session)->store().records_of(stored[0].customer);
            EXPECT_EQ(members.size(), 1U);
            ++fresh;
        }
    }
    EXPECT_GT(same, 20);
    EXPECT_GT(fresh, 5);
}

}  // namespace
}  // namespace genbo
