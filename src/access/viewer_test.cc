// SPDX-License-Identifier: Apache-2.0
#include "access/viewer.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

SourceValues a_person() {
    SourceValues values;
    values.set(Field::source_key, "A-1");
    values.set(Field::surname, "田中");
    values.set(Field::mobile, "090-1234-5678");
    values.set(Field::phone, "０９０１２３４５６７８");
    values.set(Field::points, "120");
    values.set(Field::note, "持病あり");
    values.set(Field::store, "栄店");
    values.set_custom("趣味", "釣り");
    return values;
}

std::optional<Mac> a_mac() { return Mac{Key::random()}; }

TEST(Viewer, ShowsWhatTheTableSays) {
    const Viewer support{{Role::support, Purpose::customer_care}, {}, std::nullopt};
    const auto seen = support.values(a_person(), {NumberId{1}});
    EXPECT_EQ(seen.get(Field::surname), "田中");
    EXPECT_EQ(seen.get(Field::mobile), "***-****-5678");
    EXPECT_EQ(seen.get(Field::points), "120");
    EXPECT_EQ(seen.get(Field::note), "");
    const Viewer nobody{{Role::auditor, Purpose::investigation}, {}, std::nullopt};
    EXPECT_TRUE(nobody.values(a_person(), {NumberId{1}}).values.empty());
    EXPECT_FALSE(nobody.sees_anything({NumberId{1}}));
}

TEST(Viewer, TokensAreStableWithinAPurposeAndStrangersAcross) {
    const auto mac = a_mac();
    const Viewer marketer{{Role::marketer, Purpose::marketing}, {}, mac};
    const Viewer key{{Role::integration, Purpose::marketing}, {}, mac};
    const Viewer other{{Role::integration, Purpose::marketing}, {}, a_mac()};
    const Subject subject{NumberId{1}};
    const auto once = marketer.value(Field::surname, "", "田中", subject);
    ASSERT_TRUE(once.has_value());
    EXPECT_TRUE(once->starts_with("tok_"));
    EXPECT_EQ(once->size(), 36U);
    EXPECT_EQ(marketer.value(Field::surname, "", "田中", {NumberId{2}}), once);
    EXPECT_EQ(key.value(Field::surname, "", "田中", subject), once);
    EXPECT_NE(other.value(Field::surname, "", "田中", subject), once);
    EXPECT_NE(marketer.value(Field::surname, "", "山田", subject), once);
    EXPECT_NE(marketer.value(Field::given_name, "", "田中", subject), once);
    // One number in two columns, spelt alike after folding.
    EXPECT_EQ(
        key.value(Field::phone, "", "０９０-1234-5678", subject),
        key.value(Field::mobile, "", "090-1234-5678", subject));
    const Viewer keyless{{Role::marketer, Purpose::marketing}, {}, std::nullopt};
    EXPECT_FALSE(keyless.value(Field::surname, "", "田中", subject).has_value());
}

TEST(Viewer, AKeySeesItsClassesOnly) {
    Caller caller{Role::integration, Purpose::system_integration};
    caller.only = {FieldClass::c1};
    const Viewer key{caller, {}, std::nullopt};
    const auto seen = key.values(a_person(), {NumberId{1}});
    EXPECT_EQ(seen.get(Field::points), "120");
    EXPECT_EQ(seen.get(Field::store), "栄店");
    EXPECT_EQ(seen.values.size(), 2U);
    EXPECT_FALSE(key.sees_all(FieldClass::c1, {NumberId{1}}));  // Not C0.
}

TEST(Viewer, AnUnmaskedValueIsOneFieldOfOneCustomer) {
    Caller caller{Role::support, Purpose::customer_care};
    caller.unmasked.insert({NumberId{1}, Field::mobile});
    caller.unmasked.insert({NumberId{1}, Field::custom, "趣味"});
    const Viewer support{caller, {}, std::nullopt};
    const auto seen = support.values(a_person(), {NumberId{1}});
    EXPECT_EQ(seen.get(Field::mobile), "090-1234-5678");
    EXPECT_EQ(seen.get(Field::phone), "***-****-5678");
    EXPECT_EQ(
        support.value(Field::custom, "趣味", "釣り", {NumberId{1}}),
        std::optional<std::string>{"釣り"});
    EXPECT_EQ(
        support.value(Field::custom, "味", "釣り", {NumberId{1}}),
        std::optional<std::string>{"****"});
    EXPECT_EQ(support.values(a_person(), {NumberId{2}}).get(Field::mobile), "***-****-5678");
    caller.unmasked.insert({NumberId{1}, Field::note});
    const Viewer denied{caller, {}, std::nullopt};
    EXPECT_EQ(denied.values(a_person(), {NumberId{1}}).get(Field::note), "");
}

TEST(Viewer, TheStandingIsOfStoresRegionsAndAssignments) {
    Caller caller{Role::shop, Purpose::store_service};
    caller.scope.stores = {"栄店"};
    caller.scope.region_stores = {"栄店", "金山店"};
    caller.scope.assigned = {7};
    const Viewer shop{caller, {}, std::nullopt};
    EXPECT_EQ(shop.standing(NumberId{1}, {"栄店"}), (Nearness{true, true, false}));
    EXPECT_EQ(shop.standing(NumberId{1}, {"金山店"}), (Nearness{false, true, false}));
    EXPECT_EQ(shop.standing(NumberId{7}, {}), (Nearness{false, false, true}));
    EXPECT_FALSE(shop.sees_anything({NumberId{1}, shop.standing(NumberId{1}, {"札幌店"})}));
    const Subject near{NumberId{1}, shop.standing(NumberId{1}, {"金山店"})};
    EXPECT_EQ(shop.values(a_person(), near).get(Field::surname), "田**");
    EXPECT_EQ(shop.values(a_person(), near).get(Field::mobile), "");
}

TEST(Viewer, TheGoldenRecordsLosersAreSeenAlike) {
    GoldenRecord golden;
    golden.fields.push_back({Field::mobile, "", "090-1234-5678", {}, {{"090-8765-4321", {}, {}}}});
    golden.fields.push_back({Field::note, "", "持病あり", {}, {}});
    const Viewer support{{Role::support, Purpose::customer_care}, {}, std::nullopt};
    const auto seen = support.golden(golden, {NumberId{1}});
    ASSERT_EQ(seen.fields.size(), 1U);
    EXPECT_EQ(seen.fields[0].value, "***-****-5678");
    EXPECT_EQ(seen.fields[0].others[0].value, "***-****-4321");
}

}  // namespace
}  // namespace genbo
