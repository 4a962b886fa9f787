// SPDX-License-Identifier: Apache-2.0

// The matrix of access, generated from the tables: every role, under every purpose and none, asks
// every way out for a planted customer, through the real site and backend; what comes out is held
// against the decision function field by field, and every answer is searched for planted values
// that its reader may not see.

#include <gtest/gtest.h>

#include "access/mask.h"
#include "app/access_house_test_helper.h"
#include "app/review_id.h"

namespace genbo {
namespace {

AccessHouse& house() {
    static AccessHouse one;
    return one;
}

struct MatrixCaller {
    std::string staff;
    Role role;
    Nearness nearness;  // To the planted customer.
};

const std::vector<MatrixCaller>& callers() {
    static const std::vector<MatrixCaller> all = {
        {"owner", Role::owner, {}},
        {"administrator", Role::administrator, {}},
        {"steward", Role::steward, {}},
        {"support", Role::support, {}},
        {"support_assigned", Role::support, {.assigned = true}},
        {"auditor", Role::auditor, {}},
        {"shop", Role::shop, {.own_store = true}},
        {"shop_of_region", Role::shop, {.region = true}},
        {"shop_far", Role::shop, {}},
        {"shop_assigned", Role::shop, {.assigned = true}},
        {"marketer", Role::marketer, {}},
        {"privacy_officer", Role::privacy_officer, {}},
    };
    return all;
}

// One caller under one purpose ("": none named), and what the tables say of both.
struct Eyes {
    MatrixCaller caller;
    std::string claimed;
    std::optional<Purpose> purpose;  // Nothing: refused.

    bool may(Action action) const {
        return purpose && allowed(caller.role, action) && *purpose != Purpose::emergency;
    }
    Effect effect(const FieldValue& value) const {
        if (!purpose) return Effect::denied;
        FieldClass field_class = class_of(value.field);
        if (value.custom_name == kCustomOpen) field_class = FieldClass::c1;
        return decide(caller.role, field_class, caller.nearness, *purpose);
    }
    bool sees_him() const {
        return purpose && sees_anything(caller.role, caller.nearness, *purpose);
    }
    std::string name() const { return caller.staff + " for " + claimed; }
};

std::vector<Eyes> all_eyes() {
    std::vector<Eyes> all;
    for (const auto& caller : callers()) {
        all.push_back({caller, "", default_purpose(caller.role)});
        for (const auto& info : all_purposes()) {
            Eyes eyes{caller, std::string{info.name}, std::nullopt};
            if (may_claim(caller.role, info.purpose)) eyes.purpose = info.purpose;
            all.push_back(eyes);
        }
    }
    return all;
}

// Values that two fields have in common, or that are too short to be searched for, are not here.
bool is_telling(const std::string& value) { return value.size() >= 6; }

class Matrix : public testing::Test {
protected:
    // What is to stand in a field; nothing where nothing is to.
    void expect_value(
        const Eyes& eyes, const FieldValue& value, const std::optional<std::string>& shown,
        const std::string& where) {
        ++compared_;
        bool right = false;
        switch (eyes.effect(value)) {
            case Effect::full: right = shown == value.raw; break;
            case Effect::masked: right = shown == masked_value(value.field, value.raw); break;
            case Effect::tokenised: right = shown && shown->starts_with("tok_"); break;
            case Effect::two_person:
            case Effect::denied: right = !shown; break;
        }
        if (right) return;
        ++mismatches_;
        ADD_FAILURE() << where << ": " << eyes.name() << " " << field_info(value.field).name
                      << " is " << shown.value_or("absent");
    }

    void expect_values(
        const Eyes& eyes, const boost::json::array& list, const char* name,
        const std::string& where) {
        std::map<std::pair<std::string, std::string>, std::string> shown;
        for (const auto& one : list) {
            const auto& object = one.as_object();
            const auto& custom = object.at("custom_name");
            shown[{
                std::string{object.at("field").as_string()},
                custom.is_string() ? std::string{custom.as_string()} : std::string{}}] =
                object.at(name).as_string();
        }
        for (const auto& value : house().planted.values) {
            if (value.field == Field::source_key) continue;
            const auto at =
                shown.find({std::string{field_info(value.field).name}, value.custom_name});
            expect_value(
                eyes, value,
                at == shown.end() ? std::nullopt : std::optional<std::string>{at->second}, where);
        }
    }

    // Nothing that is not to be seen in full stands anywhere in it.
    void expect_no_leak(const Eyes& eyes, const Response& response, const std::string& where) {
        for (const auto& value : house().planted.values) {
            if (!is_telling(value.raw) || eyes.effect(value) == Effect::full) continue;
            ++scanned_;
            if (response.body.find(value.raw) == response.body.npos) continue;
            ++mismatches_;
            ADD_FAILURE() << where << ": " << eyes.name() << " leaks "
                          << field_info(value.field).name;
        }
    }

    // The status that the tables say, and whether the body is to be looked into.
    bool expect_status(
        const Eyes& eyes, Action action, const Response& response, const std::string& where) {
        ++compared_;
        const int expected = !eyes.may(action) ? 403 : eyes.sees_him() ? 200 : 404;
        if (response.status != expected) {
            ++mismatches_;
            ADD_FAILURE() << where << ": " << eyes.name() << " got " << response.status << " not "
                          << expected << " " << response.body.substr(0, 200);
        }
        expect_no_leak(eyes, response, where);
        return response.status == 200;
    }

    static AccessHouse::Asker asker(const Eyes& eyes) {
        static std::map<std::string, AccessHouse::Asker> askers;
        auto at = askers.find(eyes.caller.staff);
        if (at == askers.end())
            at = askers.emplace(eyes.caller.staff, house().as(eyes.caller.staff)).first;
        return at->second.for_purpose(eyes.claimed);
    }

    void TearDown() override {
        EXPECT_EQ(mismatches_, 0);
        EXPECT_GT(compared_, 100);
        RecordProperty("compared", compared_);
        RecordProperty("scanned", scanned_);
    }

    int compared_ = 0;
    int mismatches_ = 0;
    int scanned_ = 0;
};

TEST_F(Matrix, TheCustomerPage) {
    for (const auto& eyes : all_eyes()) {
        const auto answer = asker(eyes).get("/api/v1/customers/" + house().number);
        if (!expect_status(eyes, Action::view_customer, answer, "customer")) continue;
        const auto customer = AccessHouse::json(answer).as_object();
        expect_values(eyes, customer.at("golden").as_array(), "value", "golden");
        ASSERT_EQ(customer.at("members").as_array().size(), 2U);
        for (const auto& member : customer.at("members").as_array())
            expect_values(eyes, member.as_object().at("values").as_array(), "raw", "member");
    }
}

TEST_F(Matrix, TheTimelineTheCardAndTheRecord) {
    for (const auto& eyes : all_eyes()) {
        const auto who = asker(eyes);
        const std::string customer = "/api/v1/customers/" + house().number;
        expect_status(
            eyes, Action::view_customer, who.get(customer + "/timeline?limit=50"), "timeline");
        expect_status(eyes, Action::view_customer, who.get(customer + "/card.svg"), "card");
        const auto answer = who.get("/api/v1/records/" + std::to_string(house().left.value()));
        if (!expect_status(eyes, Action::view_customer, answer, "record")) continue;
        const auto record = AccessHouse::json(answer).as_object();
        for (const auto& version : record.at("versions").as_array())
            expect_values(eyes, version.as_object().at("values").as_array(), "raw", "record");
    }
}

// A hit shows a few fields, and only who may find the customer gets it.
TEST_F(Matrix, TheSearch) {
    const auto value_of = [](Field field) {
        return FieldValue{field, {}, std::string{house().planted.get(field)}};
    };
    for (const auto& eyes : all_eyes()) {
        const auto answer =
            asker(eyes).post("/api/v1/customers/search", R"({"text":"09055128844"})");
        ++compared_;
        EXPECT_EQ(answer.status, eyes.may(Action::search_customers) ? 200 : 403)
            << eyes.name() << answer.body;
        expect_no_leak(eyes, answer, "search");
        if (answer.status != 200) continue;
        const auto page = AccessHouse::json(answer).as_object();
        const auto& hits = page.at("items").as_array();
        const auto phone = eyes.effect(value_of(Field::mobile));
        const bool findable = phone == Effect::full || phone == Effect::masked;
        EXPECT_EQ(hits.size(), findable ? 1U : 0U) << eyes.name();
        if (hits.empty()) continue;
        const auto& hit = hits[0].as_object();
        for (const auto& [field, name] :
             {std::pair{Field::mobile, "phone"}, std::pair{Field::email, "email"},
              std::pair{Field::birth_date, "birth_date"}, std::pair{Field::company, "company"}}) {
            const auto& shown = hit.at(name);
            expect_value(
                eyes, value_of(field),
                shown.is_string() ? std::optional<std::string>{shown.as_string()} : std::nullopt,
                "hit");
        }
    }
}

TEST_F(Matrix, WhoIsThis) {
    // Spelt otherwise than planted, so that the echo of the question is no leak.
    const std::string question =
        R"({"values":[{"field":"surname","raw":"水無瀬 "},{"field":"given_name","raw":"灯里子 "},)"
        R"({"field":"mobile","raw":"09055128844"},{"field":"birth_date","raw":"1983/7/19"},)"
        R"({"field":"email","raw":"HOSHIZORA@planted.example.jp"}]})";
    for (const auto& eyes : all_eyes()) {
        const auto answer = asker(eyes).post("/api/v1/resolve", question);
        ++compared_;
        EXPECT_EQ(answer.status, eyes.may(Action::search_customers) ? 200 : 403) << eyes.name();
        // The findings are about what was typed, not about anybody who is known.
        std::string matches;
        if (answer.status == 200)
            matches = boost::json::serialize(AccessHouse::json(answer).as_object().at("matches"));
        for (const auto& value : house().planted.values) {
            const bool asked = value.field == Field::surname || value.field == Field::given_name;
            if (asked || !is_telling(value.raw) || eyes.effect(value) == Effect::full) continue;
            ++scanned_;
            EXPECT_EQ(matches.find(value.raw), matches.npos)
                << eyes.name() << field_info(value.field).name;
        }
        if (answer.status != 200) continue;
        const auto resolution = AccessHouse::json(answer).as_object();
        for (const auto& one : resolution.at("matches").as_array()) {
            const auto& match = one.as_object();
            for (const auto& compared :
                 match.at("reasons").as_object().at("comparisons").as_array()) {
                const auto& comparison = compared.as_object();
                for (const auto& name : comparison.at("fields").as_array()) {
                    const auto field = field_by_name(std::string{name.as_string()});
                    ASSERT_TRUE(field.has_value());
                    const FieldValue value{*field, {}, "x"};
                    if (eyes.effect(value) == Effect::full) continue;
                    ++compared_;
                    EXPECT_EQ(comparison.at("level").as_string(), "withheld") << eyes.name();
                    EXPECT_EQ(comparison.at("bits").to_number<double>(), 0);
                }
            }
        }
    }
}

TEST_F(Matrix, ExplanationsAndReviews) {
    const auto review =
        review_id(std::min(house().left, house().right), std::max(house().left, house().right));
    const std::string pair = "left=" + std::to_string(house().left.value()) +
                             "&right=" + std::to_string(house().right.value());
    for (const auto& eyes : all_eyes()) {
        const auto who = asker(eyes);
        expect_status(
            eyes, Action::view_explanation, who.get("/api/v1/explanations?" + pair), "explain");
        const auto answer = who.get("/api/v1/reviews/" + review);
        if (!expect_status(eyes, Action::review, answer, "review")) continue;
        const auto sides = AccessHouse::json(answer).as_object();
        for (const auto* side : {"left", "right"})
            expect_values(
                eyes, sides.at(side).as_object().at("values").as_array(), "raw", "review");
    }
}

TEST_F(Matrix, ListsAndFilesNameNobodyWhoIsHidden) {
    const std::vector<std::pair<std::string, Action>> lists = {
        {"/api/v1/home", Action::view_home},
        {"/api/v1/fields", Action::view_home},
        {"/api/v1/sources", Action::view_home},
        {"/api/v1/access/mine", Action::view_home},
        {"/api/v1/reviews", Action::review},
        {"/api/v1/reviews/summary", Action::review},
        {"/api/v1/verdicts", Action::review},
        {"/api/v1/records/" + std::to_string(house().left.value()) + "/decisions",
         Action::view_explanation},
        {"/api/v1/models", Action::view_models},
        {"/api/v1/cleansing/proposals?limit=50", Action::review},
        {"/api/v1/numbers/report", Action::review},
        {"/api/v1/audit/checkpoint", Action::view_audit},
        {"/api/v1/keys", Action::manage_keys},
        {"/api/v1/access/acts", Action::view_audit},
        {"/api/v1/imports/" + std::to_string(house().import.value()) + "/rejected",
         Action::import_data},
    };
    for (const auto& eyes : all_eyes())
        for (const auto& [path, action] : lists) {
            const auto answer = asker(eyes).get(path);
            ++compared_;
            const bool needs_purpose = touches_customers(action);
            bool may = allowed(eyes.caller.role, action) &&
                       (eyes.purpose || (!needs_purpose && eyes.claimed.empty()));
            if (eyes.purpose == Purpose::emergency) may = false;
            EXPECT_EQ(answer.status, may ? 200 : 403)
                << path << " " << eyes.name() << answer.body.substr(0, 200);
            expect_no_leak(eyes, answer, path);
        }
}

// A rejected row is a way out too: of columns, whole or not at all.
TEST_F(Matrix, RejectedRows) {
    const auto path = "/api/v1/imports/" + std::to_string(house().import.value()) + "/rejected";
    for (const auto& eyes : all_eyes()) {
        const auto answer = asker(eyes).get(path);
        if (answer.status != 200) continue;
        const auto header = answer.body.substr(0, answer.body.find('\r'));
        for (const auto& value : house().planted.values) {
            ++compared_;
            const std::string column = value.field == Field::custom
                                           ? value.custom_name
                                           : std::string{field_info(value.field).name};
            const bool full = eyes.effect(value) == Effect::full;
            EXPECT_EQ((header + ",").find(column + ",") != header.npos, full)
                << eyes.name() << column;
        }
    }
}

// What is not shown cannot be found by, except a whole number or address that is masked.
TEST_F(Matrix, SearchingTellsNothingThatIsHidden) {
    const auto finds = [](const AccessHouse::Asker& who, const std::string& text) {
        const auto answer = who.post("/api/v1/customers/search", R"({"text":")" + text + R"("})");
        EXPECT_EQ(answer.status, 200) << text;
        return AccessHouse::json(answer).as_object().at("items").as_array().size() == 1;
    };
    const auto steward = house().as("steward");
    for (const auto* text :
         {"水無瀬", "ミナセ", "5128844", "8844", "09055128844", "hoshizora", "水晶ハイツ",
          "愛知県名古屋市中区栄3-91-92", "架空商事"})
        EXPECT_TRUE(finds(steward, text)) << text;
    const auto support = house().as("support");
    for (const auto* text :
         {"水無瀬", "8844", "09055128844", "hoshizora@planted.example.jp", "架空商事"})
        EXPECT_TRUE(finds(support, text)) << text;
    for (const auto* text :
         {"5128844", "hoshizora", "水晶ハイツ", "4600008", "愛知県名古屋市中区栄3-91-92"})
        EXPECT_FALSE(finds(support, text)) << text;
    const auto region = house().as("shop_of_region");
    EXPECT_TRUE(finds(region, "架空商事"));
    for (const auto* text : {"水無瀬灯里子", "09055128844", "8844", "ミナセ"})
        EXPECT_FALSE(finds(region, text)) << text;
    const auto far = house().as("shop_far");
    for (const auto* text : {"水無瀬", "09055128844", "架空商事"})
        EXPECT_FALSE(finds(far, text)) << text;
    EXPECT_FALSE(finds(far, house().number));
    EXPECT_TRUE(finds(far, house().other_number));
    compared_ = 1000;
}

TEST_F(Matrix, ARefusalIsInTheTrail) {
    const auto leaves = [] {
        auto session = house().master->sessions().borrow();
        check(session.ok());
        return *(*session)->store().leaf_count();
    };
    const auto before = leaves();
    const auto support = house().as("support");
    const auto wrong =
        support.for_purpose("rights_request").get("/api/v1/customers/" + house().number);
    EXPECT_EQ(AccessHouse::problem(wrong), "access.purpose_not_yours");
    const auto none = house().as("privacy_officer").get("/api/v1/customers/" + house().number);
    EXPECT_EQ(AccessHouse::problem(none), "access.purpose_needed");
    const auto made_up =
        support.for_purpose("curiosity").get("/api/v1/customers/" + house().number);
    EXPECT_EQ(AccessHouse::problem(made_up), "access.purpose_not_yours");
    const auto malformed =
        support.for_purpose("Robert'); --").get("/api/v1/customers/" + house().number);
    EXPECT_EQ(malformed.status, 400);
    EXPECT_EQ(leaves(), before + 3);
    compared_ = 1000;
}

}  // namespace
}  // namespace genbo
