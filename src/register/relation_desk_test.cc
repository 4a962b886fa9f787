// SPDX-License-Identifier: Apache-2.0
#include "register/relation_desk.h"

#include <gtest/gtest.h>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

SourceValues company(const std::string& key, const char* name, const char* address) {
    SourceValues values;
    values.set(Field::source_key, key);
    values.set(Field::company, name);
    values.set(Field::corporate_number, "5070001000715");
    values.set(Field::address_full, address);
    values.set(Field::purchase_amount, "120,000円");
    values.set(Field::purchase_count, "3");
    return values;
}

SourceValues someone(const std::string& key, const char* given, const char* born) {
    return person(
        key, "北条", given, "", born, "", std::string{given} + "@example.jp",
        "東京都千代田区丸の内1-2-3");
}

Day on(const char* text) { return *parse_iso_day(text); }

template <typename House>
class RelationDeskTest : public testing::Test {
protected:
    NumberId of(const std::string& key) { return open.customer_with_key(key); }
    RelationId relate(RelationKind kind, NumberId lower, NumberId upper) {
        const auto id = desk.add({kind, lower, upper}, alice);
        EXPECT_TRUE(id.ok()) << id.error().code;
        return id.ok() ? *id : RelationId{};
    }
    std::vector<RelationEdge> edges(NumberId customer) {
        auto session = open.sessions().borrow();
        auto found = relations_of((*session)->store(), (*session)->vault(), customer);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *found : std::vector<RelationEdge>{};
    }
    std::vector<RelationEdge> all() {
        auto session = open.sessions().borrow();
        std::vector<RelationEdge> out;
        std::string after;
        do {
            const auto page = all_relations((*session)->store(), (*session)->vault(), after, 2);
            EXPECT_TRUE(page.ok()) << page.error().code;
            if (!page.ok()) return out;
            out.insert(out.end(), page->edges.begin(), page->edges.end());
            after = page->next;
        } while (!after.empty());
        return out;
    }
    CustomerGroup group(NumberId customer, Day day) {
        auto session = open.sessions().borrow();
        auto found = group_of(**session, open.policy, customer, day);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *std::move(found) : CustomerGroup{};
    }
    std::vector<RelationProposal> propose(NumberId customer) {
        auto session = open.sessions().borrow();
        const auto view = CustomerDesk(**session, open.policy).show(customer);
        auto found = propose_relations(**session, open.index(), open.policy, *view);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *std::move(found) : std::vector<RelationProposal>{};
    }

    House house;
    OpenRegister& open = house.open;
    RelationDesk desk{open.writer()};
    const Actor alice{StaffId{7}, "steward"};
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(RelationDeskTest, Houses);

TYPED_TEST(RelationDeskTest, FollowsTheSurvivorOfAMergeAndComesBack) {
    this->open.import("pos", {hanako("1"), taro("2"), someone("3", "一郎", "1950-01-01")});
    const auto a = this->of("1");
    const auto b = this->of("2");
    const auto c = this->of("3");
    const auto id = this->relate(RelationKind::contact, a, b);
    ASSERT_EQ(this->edges(a).size(), 1U);
    EXPECT_EQ(this->edges(a), this->edges(b));
    EXPECT_EQ(this->all(), this->edges(a));

    VerdictDesk verdicts(this->open.writer());
    const auto merged = verdicts.merge(c, b, "", this->alice);
    ASSERT_TRUE(merged.ok()) << merged.error().code;
    const auto survivor = merged->customers.front();
    ASSERT_EQ(this->edges(survivor).size(), 1U);
    EXPECT_EQ(this->edges(survivor)[0].upper, survivor);
    EXPECT_EQ(this->all().at(0).upper, survivor);

    // Mother and daughter in one: not shown, and back afterwards.
    const auto both = verdicts.merge(survivor, a, "", this->alice);
    ASSERT_TRUE(both.ok()) << both.error().code;
    EXPECT_TRUE(this->edges(both->customers.front()).empty());
    EXPECT_TRUE(this->all().empty());
    ASSERT_TRUE(verdicts.take_back(both->verdicts.front(), 1, this->alice).ok());
    ASSERT_TRUE(verdicts.take_back(merged->verdicts.front(), 1, this->alice).ok());
    ASSERT_EQ(this->edges(b).size(), 1U);
    EXPECT_EQ(this->edges(b)[0].relation.id, id);
    EXPECT_TRUE(this->edges(c).empty());
}

TYPED_TEST(RelationDeskTest, EndsAndIsTakenBack) {
    this->open.import("pos", {hanako("1"), taro("2")});
    const auto a = this->of("1");
    const auto b = this->of("2");
    const auto id = this->relate(RelationKind::household, a, b);
    EXPECT_EQ(
        this->desk.add({RelationKind::household, a, b}, this->alice).error().code,
        "register.relation_exists");
    ASSERT_TRUE(this->desk.end(b, id, on("2026-03-31"), this->alice).ok());
    EXPECT_EQ(
        this->desk.end(b, id, on("2026-04-01"), this->alice).error().code,
        "register.relation_days");
    EXPECT_EQ(this->edges(a).at(0).relation.until, on("2026-03-31"));
    EXPECT_EQ(this->group(b, on("2026-03-31")).members.size(), 2U);
    EXPECT_EQ(this->group(b, on("2026-04-01")).members.size(), 1U);
    ASSERT_TRUE(this->desk.withdraw(a, id, this->alice).ok());
    EXPECT_TRUE(this->edges(a).empty());
    EXPECT_TRUE(this->edges(b).empty());
    EXPECT_EQ(this->desk.withdraw(a, id, this->alice).error().code, "register.no_relation");
    EXPECT_EQ(this->desk.add({RelationKind::branch, a, NumberId{99}}, this->alice).ok(), false);
}

TYPED_TEST(RelationDeskTest, AddsUpWhatBelongsToTheTop) {
    this->open.import(
        "crm", {company("head", "株式会社山田商店", "北海道札幌市中央区北一条西2-1"),
                company("east", "株式会社山田商店 仙台支店", "宮城県仙台市青葉区国分町3-7-1"),
                company("sales", "株式会社山田商店 営業部", "東京都千代田区丸の内1-2-3"),
                hanako("person")});
    const auto head = this->of("head");
    const auto east = this->of("east");
    const auto sales = this->of("sales");
    if (head == east || head == sales || east == sales) GTEST_SKIP() << "matched as one";
    this->relate(RelationKind::branch, east, head);
    this->relate(RelationKind::department, sales, east);
    this->relate(RelationKind::contact, this->of("person"), sales);
    const auto group = this->group(head, on("2026-11-22"));
    ASSERT_EQ(group.members.size(), 4U);
    EXPECT_EQ(group.members[0].customer, head);
    EXPECT_EQ(group.members[3].depth, 3);
    EXPECT_EQ(group.members[3].above, sales);
    EXPECT_EQ(group.purchase_amount, 360'000);
    EXPECT_EQ(group.purchase_count, 9);
    EXPECT_FALSE(group.cut);
    EXPECT_EQ(this->group(sales, on("2026-11-22")).members.size(), 2U);
}

TYPED_TEST(RelationDeskTest, ProposesAHousehold) {
    this->open.import(
        "pos", {someone("1", "一郎", "1950-01-01"), someone("2", "次郎", "1978-05-05"), taro("3")});
    const auto elder = this->of("1");
    const auto younger = this->of("2");
    ASSERT_NE(elder, younger);
    const auto proposals = this->propose(younger);
    ASSERT_EQ(proposals.size(), 1U);
    EXPECT_EQ(proposals[0].kind, RelationKind::household);
    EXPECT_EQ(proposals[0].lower, younger);
    EXPECT_EQ(proposals[0].upper, elder);
    this->relate(RelationKind::household, younger, elder);
    EXPECT_TRUE(this->propose(younger).empty());
    EXPECT_TRUE(this->propose(this->of("3")).empty());
}

TEST(WholeNumber, ReadsYen) {
    EXPECT_EQ(whole_number("１２，３４５円"), 12345);
    EXPECT_EQ(whole_number("¥1,000"), 1000);
    EXPECT_EQ(whole_number("1000.00"), 1000);
    EXPECT_EQ(whole_number("0"), 0);
    EXPECT_EQ(whole_number(""), std::nullopt);
    EXPECT_EQ(whole_number("-5"), std::nullopt);
    EXPECT_EQ(whole_number("不明"), std::nullopt);
}

}  // namespace
}  // namespace genbo
