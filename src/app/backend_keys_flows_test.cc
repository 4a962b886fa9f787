// SPDX-License-Identifier: Apache-2.0

// Unmasking, broken glass, API keys, budgets and exports, through the real site and backend.

#include <gtest/gtest.h>

#include <set>

#include "app/access_house_test_helper.h"
#include "app/api_key_desk.h"
#include "app/export_marks.h"

namespace genbo {
namespace {

class AccessFlows : public testing::Test {
protected:
    std::string customer() const { return "/api/v1/customers/" + house.number; }

    static std::string shown(const Response& response, const std::string& field) {
        EXPECT_EQ(response.status, 200) << response.body;
        if (response.status != 200) return {};
        const auto page = AccessHouse::json(response).as_object();
        for (const auto& one : page.at("golden").as_array())
            if (one.as_object().at("field").as_string() == field)
                return std::string{one.as_object().at("value").as_string()};
        return {};
    }
    static std::string text(const Response& response, const char* name) {
        const auto value = AccessHouse::json(response);
        const auto* field = value.as_object().if_contains(name);
        return field != nullptr && field->is_string() ? std::string{field->as_string()}
                                                      : std::string{};
    }

    MadeApiKey key(const ApiKeyWish& wish) {
        auto made = ApiKeyDesk(*house.master).create(Actor{}, wish);
        check(made.ok());
        return *made;
    }
    static ApiKeyWish wish() {
        return {"通販",
                {"view_customer", "search_customers"},
                {"system_integration"},
                {"C0", "C1", "C2", "C3"},
                {},
                30};
    }

    AccessHouse house;
};

TEST_F(AccessFlows, OneValueOfOneCustomerIsShownForFiveMinutes) {
    const auto support = house.as("support");
    EXPECT_EQ(shown(support.get(customer()), "mobile"), "***-****-8844");
    const auto unmasked =
        support.post(customer() + "/unmask", R"({"field":"mobile","reason":"折り返しの電話"})");
    EXPECT_EQ(text(unmasked, "value"), "090-5512-8844");
    EXPECT_EQ(shown(support.get(customer()), "mobile"), "090-5512-8844");
    EXPECT_EQ(shown(support.get(customer()), "email"), "h***@planted.example.jp");
    // Nobody else, and nobody else's.
    EXPECT_EQ(
        shown(house.as("privacy_officer").for_purpose("investigation").get(customer()), "mobile"),
        "***-****-8844");
    EXPECT_NE(
        shown(support.get("/api/v1/customers/" + house.other_number), "mobile").find("***"),
        std::string::npos);
    house.clock.forward(std::chrono::minutes{5});
    EXPECT_EQ(shown(support.get(customer()), "mobile"), "***-****-8844");
}

TEST_F(AccessFlows, TwoValuesCanBeOpenAtOnce) {
    const auto support = house.as("support");
    for (const auto* field : {"mobile", "email"})
        ASSERT_EQ(
            support
                .post(
                    customer() + "/unmask",
                    std::string{R"({"field":")"} + field + R"(","reason":"本人確認のため"})")
                .status,
            200);
    EXPECT_EQ(shown(support.get(customer()), "mobile"), "090-5512-8844");
    EXPECT_EQ(shown(support.get(customer()), "email"), "hoshizora@planted.example.jp");
}

TEST_F(AccessFlows, UnmaskingIsRefusedWithoutReasonOrRight) {
    const auto support = house.as("support");
    const auto ask = [&](const AccessHouse::Asker& who, const std::string& body) {
        return AccessHouse::problem(who.post(customer() + "/unmask", body));
    };
    EXPECT_EQ(ask(support, R"({"field":"mobile","reason":"  "})"), "server.field_out_of_range");
    EXPECT_EQ(ask(support, R"({"field":"mobile"})"), "server.field_missing");
    // Denied is not masked: the note is not a call centre's.
    EXPECT_EQ(ask(support, R"({"field":"note","reason":"知りたいので"})"), "access.not_to_unmask");
    EXPECT_EQ(ask(support, R"({"field":"left_on","reason":"知りたいので"})"), "access.no_value");
    EXPECT_EQ(
        ask(house.as("marketer"), R"({"field":"mobile","reason":"知りたいので"})"),
        "access.denied");
    EXPECT_EQ(
        ask(house.as("auditor"), R"({"field":"mobile","reason":"知りたいので"})"),
        "server.role_forbids");
    EXPECT_EQ(
        house.as("shop_far")
            .post(customer() + "/unmask", R"({"field":"mobile","reason":"近所"})")
            .status,
        400);
    EXPECT_EQ(
        house.as("shop_far")
            .post(customer() + "/unmask", R"({"field":"mobile","reason":"近所の人なので"})")
            .status,
        404);
}

TEST_F(AccessFlows, WhatWasUnmaskedIsListedWithItsReasonForThoseWhoWatch) {
    house.as("support").post(
        customer() + "/unmask", R"({"field":"mobile","reason":"折り返しの電話"})");
    const auto list = house.as("auditor").get("/api/v1/access/acts");
    ASSERT_EQ(list.status, 200) << list.body;
    const auto acts = AccessHouse::json(list).as_object().at("items").as_array();
    ASSERT_EQ(acts.size(), 1U);
    EXPECT_EQ(acts[0].as_object().at("kind").as_string(), "unmask");
    EXPECT_EQ(acts[0].as_object().at("actor").as_string(), "support");
    EXPECT_EQ(acts[0].as_object().at("reason").as_string(), "折り返しの電話");
    EXPECT_EQ(house.as("support").get("/api/v1/access/acts").status, 403);
    // Sealed where it is kept.
    auto session = house.master->sessions().borrow();
    for (const auto& note : *(*session)->store().notes("access.act."))
        EXPECT_EQ(as_text(note.value).find("折り返し"), std::string_view::npos);
}

TEST_F(AccessFlows, BrokenGlassOpensReadingForHalfAnHourAndIsSeenByAnother) {
    const auto admin = house.as("administrator");
    EXPECT_EQ(admin.get(customer()).status, 403);
    EXPECT_EQ(
        AccessHouse::problem(admin.for_purpose("emergency").get(customer())),
        "access.glass_is_whole");
    ASSERT_EQ(admin.post("/api/v1/access/glass", R"({"reason":"夜間の誤配送の連絡"})").status, 200);
    const auto open = admin.for_purpose("emergency");
    EXPECT_EQ(shown(open.get(customer()), "mobile"), "090-5512-8844");
    EXPECT_EQ(shown(open.get(customer()), "note"), "****");
    EXPECT_EQ(open.post("/api/v1/customers/search", R"({"text":"水無瀬"})").status, 200);
    // It opens looking, not changing, and only for who broke it.
    EXPECT_EQ(admin.get(customer()).status, 403);
    EXPECT_EQ(
        house
            .send(
                open, HttpMethod::post, customer() + "/merge",
                R"({"other":"10000-00000","reason":"x"})")
            .status,
        403);
    EXPECT_EQ(house.as("support").for_purpose("emergency").get(customer()).status, 403);

    const auto officer = house.as("privacy_officer");
    const auto home = officer.get("/api/v1/home");
    EXPECT_NE(home.body.find("broken_glass"), std::string::npos) << home.body;
    EXPECT_EQ(admin.get("/api/v1/home").body.find("broken_glass"), std::string::npos);
    const auto acts =
        AccessHouse::json(officer.get("/api/v1/access/acts")).as_object().at("items").as_array();
    const std::string id{acts.at(0).as_object().at("id").as_string()};
    const auto seen = "/api/v1/access/acts/" + id + "/seen";
    EXPECT_EQ(
        AccessHouse::problem(house.send(admin, HttpMethod::post, seen, {})), "access.own_act");
    EXPECT_EQ(house.send(officer, HttpMethod::post, seen, {}).status, 204);
    EXPECT_EQ(officer.get("/api/v1/home").body.find("broken_glass"), std::string::npos);

    house.clock.forward(std::chrono::minutes{30});
    EXPECT_EQ(AccessHouse::problem(open.get(customer())), "access.glass_is_whole");
}

TEST_F(AccessFlows, AKeyComesInAndIsHeldToWhatItIs) {
    const auto made = key(wish());
    const auto with = house.with_key(made.token);
    EXPECT_EQ(shown(with.get(customer()), "mobile"), "090-5512-8844");
    EXPECT_EQ(shown(with.get(customer()), "note"), "");
    EXPECT_EQ(with.post("/api/v1/customers/search", R"({"text":"水無瀬"})").status, 200);
    // Actions it has not, though its role may.
    EXPECT_EQ(
        AccessHouse::problem(with.post("/api/v1/numbers/check", R"({"text":"1"})")),
        "access.key_scope");
    // Routes that are not for systems at all.
    EXPECT_EQ(AccessHouse::problem(with.get("/api/v1/keys")), "server.role_forbids");
    EXPECT_EQ(AccessHouse::problem(with.get("/api/v1/session")), "server.role_forbids");
    EXPECT_EQ(
        AccessHouse::problem(with.for_purpose("marketing").get(customer())),
        "access.purpose_not_yours");
    const auto wrong = house.with_key(
        made.token.substr(0, made.token.size() - 1) + (made.token.back() == '0' ? "1" : "0"));
    EXPECT_EQ(wrong.get(customer()).status, 401);
    EXPECT_EQ(AccessHouse::problem(wrong.get(customer())), "access.key_wrong");
    EXPECT_EQ(*wrong.get(customer()).find("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(house.with_key("genbo_nonsense").get(customer()).status, 401);
}

TEST_F(AccessFlows, AKeyOfSomeClassesSeesThoseAlone) {
    auto less = wish();
    less.classes = {"C1"};
    const auto page = house.with_key(key(less).token).get(customer());
    EXPECT_EQ(shown(page, "points"), "918273");
    for (const auto* hidden : {"mobile", "surname", "company", "note"})
        EXPECT_EQ(shown(page, hidden), "") << hidden;
    EXPECT_EQ(page.body.find("水無瀬"), std::string::npos);
}

TEST_F(AccessFlows, AKeyOfTwoPurposesMustNameOne) {
    auto two = wish();
    two.purposes = {"system_integration", "marketing"};
    const auto with = house.with_key(key(two).token);
    EXPECT_EQ(AccessHouse::problem(with.get(customer())), "access.purpose_needed");
    const auto marketing = shown(with.for_purpose("marketing").get(customer()), "surname");
    EXPECT_TRUE(marketing.starts_with("tok_")) << marketing;
    EXPECT_EQ(shown(with.for_purpose("system_integration").get(customer()), "surname"), "水無瀬");
    // The same person to the marketer, under the same purpose.
    EXPECT_EQ(shown(house.as("marketer").get(customer()), "surname"), marketing);
}

TEST_F(AccessFlows, AKeyEndsByTimeByAddressAndByHand) {
    auto bound = wish();
    bound.networks = {"192.0.2.0/24"};
    const auto made = key(bound);
    auto with = house.with_key(made.token);
    EXPECT_EQ(AccessHouse::problem(with.get(customer())), "access.key_network");
    with.remote = "192.0.2.50";
    EXPECT_EQ(with.get(customer()).status, 200);
    const auto admin = house.as("administrator");
    const auto list = admin.get("/api/v1/keys");
    EXPECT_EQ(list.body.find(made.token), std::string::npos);
    EXPECT_NE(list.body.find("\"last_used_at\":\"2026"), std::string::npos) << list.body;
    EXPECT_EQ(house.send(admin, HttpMethod::erase, "/api/v1/keys/" + made.key.id, {}).status, 204);
    EXPECT_EQ(AccessHouse::problem(with.get(customer())), "access.key_ended");

    const auto soon = key(wish());
    house.clock.forward(std::chrono::hours{24 * 30});
    EXPECT_EQ(
        AccessHouse::problem(house.with_key(soon.token).get(customer())), "access.key_expired");
}

TEST_F(AccessFlows, AKeyIsMadeAndRotatedByAnAdministrator) {
    const auto admin = house.as("administrator");
    const auto made = admin.post(
        "/api/v1/keys",
        R"({"name":"通販","actions":["view_customer"],"purposes":["system_integration"],)"
        R"("classes":["C1"],"networks":[],"days":30})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto token = text(made, "token");
    EXPECT_TRUE(token.starts_with("genbo_prod_")) << token;
    EXPECT_EQ(house.with_key(token).get(customer()).status, 200);
    const auto id = *id_of_api_token(token);
    const auto rotated = admin.post("/api/v1/keys/" + id + "/rotation", R"({"overlap_hours":2})");
    const auto next = text(rotated, "token");
    EXPECT_EQ(house.with_key(token).get(customer()).status, 200);
    EXPECT_EQ(house.with_key(next).get(customer()).status, 200);
    house.clock.forward(std::chrono::hours{2});
    EXPECT_EQ(AccessHouse::problem(house.with_key(token).get(customer())), "access.key_ended");
    EXPECT_EQ(house.with_key(next).get(customer()).status, 200);
    EXPECT_EQ(house.as("steward").get("/api/v1/keys").status, 403);
    EXPECT_EQ(
        AccessHouse::problem(
            admin.post("/api/v1/keys/" + id + "/rotation", R"({"overlap_hours":2})")),
        "server.proof_needed")
        << "two hours after the last proof";
    const auto proven = house.as("administrator");
    EXPECT_EQ(
        AccessHouse::problem(proven.post(
            "/api/v1/keys",
            R"({"name":"x","actions":["merge_and_split"],"purposes":["system_integration"]})")),
        "app.key_action");
    EXPECT_EQ(
        AccessHouse::problem(proven.post(
            "/api/v1/keys",
            R"({"name":"x","actions":["view_customer"],"purposes":["rights_request"]})")),
        "app.key_purpose");
}

// Nothing else changes on the way: a key cannot ride on a browser's cookie, nor a cookie on a key.
TEST_F(AccessFlows, AKeyNeedsNoCsrfTokenAndASessionStillDoes) {
    auto both = house.as("steward");
    both.key = key(wish()).token;
    const auto mine = both.get("/api/v1/access/mine");
    EXPECT_EQ(text(mine, "role"), "integration");
}

class Budgets : public AccessFlows {
protected:
    Result<> charge(StaffId who, BudgetTag tag, const RecordBudget& budget) {
        return house.master->writer().run(
            [&](WriteContext& context) {
                return charge_budget(context, who, std::span{&tag, 1}, budget);
            },
            WriteScope::rows);
    }
};

TEST_F(Budgets, TheOneAfterTheLastIsRefusedUntilTheHourIsOver) {
    const RecordBudget budget{5, 8};
    const StaffId who{77};
    for (BudgetTag tag = 1; tag <= 5; ++tag) EXPECT_TRUE(charge(who, tag, budget).ok());
    // The same customer again costs nothing.
    EXPECT_TRUE(charge(who, 3, budget).ok());
    const auto refused = charge(who, 6, budget);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, "access.budget_spent");
    EXPECT_EQ(refused.error().fault, Fault::limit);
    const auto wait = std::stoll(refused.error().args.at(0));
    EXPECT_GT(wait, 0);
    EXPECT_LE(wait, 3601);
    EXPECT_TRUE(charge(StaffId{78}, 6, budget).ok());

    house.clock.forward(std::chrono::seconds{wait});
    for (BudgetTag tag = 6; tag <= 8; ++tag) EXPECT_TRUE(charge(who, tag, budget).ok());
    const auto day = charge(who, 9, budget);
    ASSERT_FALSE(day.ok());
    house.clock.forward(std::chrono::seconds{std::stoll(day.error().args.at(0))});
    EXPECT_TRUE(charge(who, 9, budget).ok());
}

TEST_F(Budgets, AreCountedOnEveryWayOutAndShown) {
    const auto support = house.as("support");
    const auto count = [&] {
        return AccessHouse::json(support.get("/api/v1/access/mine"))
            .as_object()
            .at("customers_hour")
            .to_number<std::int64_t>();
    };
    EXPECT_EQ(count(), 0);
    support.get(customer());
    support.get(customer());
    EXPECT_EQ(count(), 1);
    support.post("/api/v1/customers/search", R"({"text":")" + house.other_number + R"("})");
    EXPECT_EQ(count(), 2);
    // A question that finds nobody counts too: guessing is asking.
    support.post("/api/v1/customers/search", R"({"text":"09099998888"})");
    support.post("/api/v1/customers/search", R"({"text":"09099998888"})");
    EXPECT_EQ(count(), 3);
}

TEST_F(AccessFlows, AnExportNeedsASecondPersonAndIsMarked) {
    const auto marketer = house.as("marketer").for_purpose("data_delivery");
    const std::string order =
        R"({"format":"csv","fields":["surname","email","points"],"reason":"秋の案内状の発送"})";
    EXPECT_EQ(
        AccessHouse::problem(house.as("support").post("/api/v1/exports", order)),
        "server.role_forbids");
    EXPECT_EQ(
        AccessHouse::problem(marketer.post(
            "/api/v1/exports",
            R"({"format":"csv","fields":["note"],"reason":"秋の案内状の発送"})")),
        "access.export_field");
    const auto asked = marketer.post("/api/v1/exports", order);
    ASSERT_EQ(asked.status, 201) << asked.body;
    const auto id = text(asked, "id");
    const auto path = "/api/v1/exports/" + id;
    EXPECT_EQ(AccessHouse::problem(marketer.get(path + "/file")), "access.export_not_open");
    EXPECT_EQ(
        AccessHouse::problem(marketer.post(path + "/decision", R"({"approve":true})")),
        "server.role_forbids");
    const auto officer = house.as("privacy_officer");
    const auto decided = officer.post(path + "/decision", R"({"approve":true})");
    EXPECT_EQ(text(decided, "state"), "approved") << decided.body;
    EXPECT_EQ(
        AccessHouse::problem(officer.post(path + "/decision", R"({"approve":false})")),
        "access.export_decided");
    // The one who approved does not fetch it.
    EXPECT_EQ(
        AccessHouse::problem(officer.for_purpose("data_delivery").get(path + "/file")),
        "access.export_not_open");

    const auto file = marketer.get(path + "/file");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_NE(file.body.find("hoshizora@planted.example.jp"), std::string::npos);
    EXPECT_NE(file.body.find("水無瀬"), std::string::npos);
    EXPECT_EQ(file.body.find("090-5512-8844"), std::string::npos);
    const ExportMarks marks(house.master->keyring(), id);
    auto session = house.master->sessions().borrow();
    const auto canaries = marks.canaries((*session)->rules(), house.master->keyring());
    const auto evidence = find_marks(file.body, marks, canaries);
    EXPECT_EQ(evidence.canaries, kCanaries);
    EXPECT_EQ(evidence.marks, evidence.numbers);
    EXPECT_EQ(evidence.numbers, 2 + kCanaries);
    EXPECT_EQ(evidence.ascending, evidence.neighbours);
    const auto list = officer.get("/api/v1/exports");
    EXPECT_NE(list.body.find("\"taken\":1"), std::string::npos) << list.body;
    house.clock.forward(std::chrono::hours{24});
    EXPECT_EQ(AccessHouse::problem(marketer.get(path + "/file")), "access.export_not_open");
}

TEST_F(AccessFlows, WhoAskedCannotApprove) {
    const auto officer = house.as("privacy_officer").for_purpose("data_delivery");
    const auto asked = officer.post(
        "/api/v1/exports", R"({"format":"ndjson","fields":["note"],"reason":"開示の準備"})");
    ASSERT_EQ(asked.status, 201) << asked.body;
    const auto path = "/api/v1/exports/" + text(asked, "id");
    EXPECT_EQ(
        AccessHouse::problem(officer.post(path + "/decision", R"({"approve":true})")),
        "access.own_export");
    const auto second = house.as("second_officer");
    EXPECT_EQ(text(second.post(path + "/decision", R"({"approve":false})"), "state"), "refused");
    EXPECT_EQ(AccessHouse::problem(officer.get(path + "/file")), "access.export_not_open");
}

// A leaked file leads back although its columns were cut, its rows thinned out, or sorted.
TEST_F(AccessFlows, ALeakedFileLeadsToItsExport) {
    auto session = house.master->sessions().borrow();
    const auto& keyring = house.master->keyring();
    NumberIssuer issuer(
        (*session)->rules().active(), number_key(keyring, (*session)->rules().active()));
    std::vector<std::string> numbers;
    for (std::uint64_t s = 0; s < 400; ++s)
        numbers.push_back((*session)->rules().str(issuer.number(s)));
    const ExportMarks mine(keyring, "mine");
    const ExportMarks other(keyring, "other");
    auto rows = numbers;
    const auto canaries = mine.canaries((*session)->rules(), keyring);
    const auto strangers = other.canaries((*session)->rules(), keyring);
    rows.insert(rows.end(), canaries.begin(), canaries.end());
    std::ranges::sort(rows, {}, [&](const auto& number) { return mine.order(number); });

    std::string thinned;
    for (std::size_t i = 0; i < rows.size(); i += 3)
        if (std::ranges::count(canaries, rows[i]) == 0) thinned += rows[i] + ",x\n";
    const auto by_order = find_marks(thinned, mine, canaries);
    EXPECT_EQ(by_order.marks, 0U);
    EXPECT_EQ(by_order.canaries, 0U);
    EXPECT_TRUE(by_order.convincing());
    EXPECT_FALSE(find_marks(thinned, other, strangers).convincing());

    std::ranges::sort(rows);
    std::string sorted;
    for (const auto& row : rows) sorted += row + "\n";
    const auto by_canary = find_marks(sorted, mine, canaries);
    EXPECT_EQ(by_canary.canaries, kCanaries);
    EXPECT_TRUE(by_canary.convincing());
    EXPECT_FALSE(find_marks(sorted, other, strangers).convincing());

    const auto one = numbers[7] + "," + mine.mark(numbers[7]) + "\n";
    EXPECT_TRUE(find_marks(one, mine, canaries).convincing());
    EXPECT_FALSE(find_marks(one, other, strangers).convincing());
}

TEST_F(AccessFlows, WhatOneMayIsTold) {
    const auto mine = house.as("support").get("/api/v1/access/mine");
    EXPECT_EQ(text(mine, "role"), "support");
    EXPECT_EQ(text(mine, "purpose"), "customer_care");
    EXPECT_NE(mine.body.find("\"usual\":true"), std::string::npos);
    EXPECT_EQ(mine.body.find("emergency"), std::string::npos);
}

}  // namespace
}  // namespace genbo
