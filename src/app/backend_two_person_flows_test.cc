// SPDX-License-Identifier: Apache-2.0

// Acts that need two persons, over the API: forgetting second factors, retention beyond its cap,
// an export by an API key; and scopes and holds, which one may set.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/access_house_test_helper.h"
#include "app/api_key_desk.h"
#include "app/export_marks.h"

namespace genbo {
namespace {

using testing::HasSubstr;

class TwoPersonFlows : public testing::Test {
protected:
    static std::string field(const Response& response, const char* name) {
        return std::string{AccessHouse::json(response).as_object().at(name).as_string()};
    }
    static std::int64_t id_in(const Response& response) {
        return AccessHouse::json(response).as_object().at("id").to_number<std::int64_t>();
    }
    Response decide(const char* who, std::int64_t approval, const char* decision) {
        return house.as(who).post(
            "/api/v1/approvals/" + std::to_string(approval) + "/decision",
            std::string{R"({"decision":")"} + decision + R"("})");
    }
    std::string staff_path(const char* name, const char* part) const {
        return "/api/v1/staff/" + std::to_string(house.people.at(name).value()) + part;
    }

    AccessHouse house;
};

TEST_F(TwoPersonFlows, SecondFactorsAreForgottenByTwo) {
    const auto administrator = house.as("administrator");
    const auto path = staff_path("support", "/recovery");
    const auto forget = staff_path("support", "/forget-factors");
    EXPECT_EQ(AccessHouse::problem(administrator.post(forget, "")), "staff.recovery_unapproved");
    EXPECT_EQ(
        AccessHouse::problem(house.as("steward").post(path, R"({"reason":"紛失"})")),
        "server.role_forbids");
    const auto asked = administrator.post(path, R"({"reason":"電話機の紛失、社員証で確認"})");
    ASSERT_EQ(asked.status, 201) << asked.body;
    EXPECT_EQ(field(asked, "kind"), "recover_account");
    EXPECT_EQ(AccessHouse::problem(administrator.post(forget, "")), "staff.recovery_unapproved");
    EXPECT_EQ(
        AccessHouse::problem(decide("administrator", id_in(asked), "approve")),
        "register.approval_own");
    ASSERT_EQ(decide("owner", id_in(asked), "approve").status, 200);
    // It is for this person only.
    EXPECT_EQ(
        AccessHouse::problem(administrator.post(staff_path("shop", "/forget-factors"), "")),
        "staff.recovery_unapproved");
    const auto made = administrator.post(forget, "");
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_THAT(made.body, HasSubstr("one_time_password"));
    // Once.
    EXPECT_EQ(AccessHouse::problem(administrator.post(forget, "")), "staff.recovery_unapproved");
    EXPECT_EQ(
        AccessHouse::problem(
            administrator.post(staff_path("administrator", "/recovery"), R"({"reason":"x"})")),
        "staff.oneself");
}

TEST_F(TwoPersonFlows, AnApprovalThatWaitsADayIsNone) {
    const auto asked =
        house.as("administrator").post(staff_path("support", "/recovery"), R"({"reason":"紛失"})");
    ASSERT_EQ(decide("owner", id_in(asked), "approve").status, 200);
    house.clock.forward(std::chrono::hours{25});
    EXPECT_EQ(
        AccessHouse::problem(
            house.as("administrator").post(staff_path("support", "/forget-factors"), "")),
        "staff.recovery_unapproved");
}

TEST_F(TwoPersonFlows, ScopesAreSetAndCountAtOnce) {
    const auto administrator = house.as("administrator");
    const auto path = staff_path("shop_far", "/scope");
    const auto before = AccessHouse::json(administrator.get(path)).as_object();
    EXPECT_EQ(before.at("stores").as_array().at(0).as_string(), "札幌店");
    EXPECT_EQ(before.at("known_regions").as_array().at(0).as_string(), "tokai");
    const auto customer = "/api/v1/customers/" + house.number;
    EXPECT_EQ(house.as("shop_far").get(customer).status, 404);
    const auto put = [&](const std::string& body) {
        return house.send(administrator, HttpMethod::put, path, body);
    };
    const auto set =
        put(R"({"stores":["豊橋店"],"regions":["tokai"],"customers":[")" + house.other_number +
            R"("]})");
    ASSERT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(
        AccessHouse::json(set).as_object().at("customers").as_array().at(0).as_string(),
        house.other_number);
    EXPECT_EQ(house.as("shop_far").get(customer).status, 200);
    EXPECT_EQ(
        AccessHouse::problem(put(R"({"stores":[],"regions":["月面"],"customers":[]})")),
        "app.unknown_region");
    EXPECT_EQ(AccessHouse::problem(put(R"({"stores":[],"regions":[]})")), "server.field_missing");
    EXPECT_EQ(AccessHouse::problem(house.as("steward").get(path)), "server.role_forbids");
}

TEST_F(TwoPersonFlows, HoldsAreToldWhileTheyAreInForce) {
    const auto officer = house.as("privacy_officer").for_purpose("investigation");
    const auto path = "/api/v1/customers/" + house.number + "/hold";
    const auto told = [&] {
        return AccessHouse::json(officer.get(path)).as_object().at("items").as_array();
    };
    EXPECT_TRUE(told().empty());
    ASSERT_EQ(
        officer.post(path, R"({"set":true,"reason":"訴訟","until":"2026-12-01"})").status, 204);
    ASSERT_EQ(told().size(), 1U);
    EXPECT_EQ(told()[0].as_object().at("reason").as_string(), "訴訟");
    EXPECT_EQ(told()[0].as_object().at("records").to_number<int>(), 2);
    EXPECT_TRUE(told()[0].as_object().at("until").as_string().starts_with("2026-11-30T15:00:00"));
    EXPECT_EQ(house.as("support").get(path).status, 403);
    ASSERT_EQ(officer.post(path, R"({"set":false,"reason":"終結"})").status, 204);
    EXPECT_TRUE(told().empty());
}

TEST_F(TwoPersonFlows, RetentionBeyondItsCapAsksForAReasonAndAnApproval) {
    const auto administrator = house.as("administrator");
    // No rules: nobody is overdue, and nothing is to be approved.
    EXPECT_EQ(
        AccessHouse::problem(
            administrator.post("/api/v1/retention/approval", R"({"reason":"整理"})")),
        "register.nothing_overdue");
    EXPECT_EQ(
        AccessHouse::problem(
            administrator.post("/api/v1/retention/approved-run", R"({"approval":7})")),
        "register.unknown_approval");
    EXPECT_EQ(
        AccessHouse::problem(
            house.as("steward").post("/api/v1/retention/approval", R"({"reason":"整理"})")),
        "server.role_forbids");
}

TEST_F(TwoPersonFlows, AnExportIsAnApprovalLikeAnyOther) {
    const auto marketer = house.as("marketer").for_purpose("data_delivery");
    const auto asked = marketer.post(
        "/api/v1/exports",
        R"({"format":"ndjson","fields":["surname","email"],"reason":"秋の案内状の発送"})");
    ASSERT_EQ(asked.status, 201) << asked.body;
    const auto path = "/api/v1/exports/" + field(asked, "id");
    const auto waiting = AccessHouse::json(house.as("steward").get("/api/v1/approvals"));
    const auto& approval = waiting.as_object().at("items").as_array().at(0).as_object();
    EXPECT_EQ(approval.at("kind").as_string(), "bulk_export");
    EXPECT_EQ(approval.at("subject").as_string(), "export=" + field(asked, "id"));
    const auto id = approval.at("id").to_number<std::int64_t>();
    ASSERT_EQ(decide("steward", id, "approve").status, 200);
    const auto file = marketer.get(path + "/file");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_THAT(file.body, HasSubstr("hoshizora@planted.example.jp"));
    // Used, and fetched again within its day.
    const auto all = house.as("steward").get("/api/v1/approvals?state=all");
    EXPECT_THAT(all.body, HasSubstr("\"state\":\"used\""));
    EXPECT_EQ(marketer.get(path + "/file").body, file.body);
    EXPECT_THAT(marketer.get("/api/v1/exports").body, HasSubstr("\"rows\":2"));
    house.clock.forward(std::chrono::hours{24});
    EXPECT_EQ(AccessHouse::problem(marketer.get(path + "/file")), "access.export_not_open");
}

TEST_F(TwoPersonFlows, AnExportCarriesRelations) {
    const auto related = house.as("steward").post(
        "/api/v1/customers/" + house.number + "/relations",
        R"({"kind":"household","direction":"up","other":")" + house.other_number +
            R"(","since":"2020-04-01","until":null,"title":"長女の札","note":"電話の札"})");
    ASSERT_EQ(related.status, 200) << related.body;
    const auto marketer = house.as("marketer").for_purpose("data_delivery");
    const auto file_in = [&](const std::string& format) {
        const auto asked = marketer.post(
            "/api/v1/exports",
            R"({"format":")" + format +
                R"(","fields":["surname","relations"],"reason":"世帯への発送"})");
        EXPECT_EQ(asked.status, 201) << asked.body;
        const auto path = "/api/v1/exports/" + field(asked, "id");
        EXPECT_EQ(house.as("steward").post(path + "/decision", R"({"approve":true})").status, 200);
        const auto file = marketer.get(path + "/file");
        EXPECT_EQ(file.status, 200) << file.body;
        return file.body;
    };
    const auto ndjson = file_in("ndjson");
    EXPECT_THAT(
        ndjson, HasSubstr(
                    R"("relations":[{"kind":"household","direction":"up","number":")" +
                    house.other_number + R"(","since":"2020-04-01"}])"));
    EXPECT_THAT(ndjson, HasSubstr(R"("direction":"down","number":")" + house.number));
    const auto csv = file_in("csv");
    EXPECT_THAT(csv, HasSubstr("number,surname,relations,"));
    EXPECT_THAT(csv, HasSubstr("up household " + house.other_number + " 2020-04-01/"));
    // What staff wrote for themselves stays here.
    for (const auto& file : {ndjson, csv}) EXPECT_EQ(file.find("の札"), file.npos);
}

TEST_F(TwoPersonFlows, AnApiKeyExportsWhatItsScopeSays) {
    const auto key_with = [&](std::vector<std::string> actions) {
        ApiKeyDesk desk(*house.master);
        const auto made = desk.create(
            {house.people.at("administrator"), "administrator", {}},
            {"配送", std::move(actions), {"system_integration"}, {"C0", "C1", "C2"}, {}, 90});
        check(made.ok());
        return house.with_key(made->token).for_purpose("system_integration");
    };
    const std::string order =
        R"({"format":"csv","fields":["surname"],"reason":"倉庫への日次の引き渡し"})";
    EXPECT_EQ(
        AccessHouse::problem(key_with({"view_customer"}).post("/api/v1/exports", order)),
        "access.key_scope");
    const auto key = key_with({"ask_export"});
    // Nor a field of a class that the key is not for.
    EXPECT_EQ(
        AccessHouse::problem(key.post(
            "/api/v1/exports",
            R"({"format":"csv","fields":["mobile"],"reason":"倉庫への日次の引き渡し"})")),
        "access.export_field");
    const auto asked = key.post("/api/v1/exports", order);
    ASSERT_EQ(asked.status, 201) << asked.body;
    EXPECT_EQ(field(asked, "asked_by"), "配送");
    const auto path = "/api/v1/exports/" + field(asked, "id");
    EXPECT_EQ(AccessHouse::problem(key.get(path + "/file")), "access.export_not_open");
    // Whoever made the key asked by it.
    EXPECT_EQ(
        AccessHouse::problem(
            house.as("administrator").post(path + "/decision", R"({"approve":true})")),
        "access.own_export");
    const auto waiting = AccessHouse::json(house.as("steward").get("/api/v1/approvals"));
    const auto id = waiting.as_object().at("items").as_array().at(0).as_object().at("id");
    EXPECT_EQ(
        AccessHouse::problem(decide("administrator", id.to_number<std::int64_t>(), "approve")),
        "register.approval_own");
    ASSERT_EQ(house.as("steward").post(path + "/decision", R"({"approve":true})").status, 200);
    const auto file = key.get(path + "/file");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_THAT(file.body, HasSubstr("水無瀬"));
    // Another key does not fetch it.
    EXPECT_EQ(
        AccessHouse::problem(key_with({"ask_export"}).get(path + "/file")),
        "access.export_not_open");
}

}  // namespace
}  // namespace genbo
