// SPDX-License-Identifier: Apache-2.0

// Records that another system sends, through the real site and backend.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/access_house_test_helper.h"
#include "app/api_key_desk.h"

namespace genbo {
namespace {

constexpr std::string_view kRecords = "/api/v1/records";

std::string feed_of(std::string_view records) {
    return fmt::format(R"({{"source":"web","records":[{}]}})", records);
}

std::string taro_of_feed(std::string_view phone) {
    return fmt::format(
        R"({{"key":"W-1","values":[{{"field":"name_full","raw":"試験 太郎"}},)"
        R"({{"field":"phone","raw":"{}"}},{{"field":"custom","name":"趣味","raw":"釣り"}}]}})",
        phone);
}

class Feeding : public testing::Test {
protected:
    boost::json::object send(const std::string& body) {
        const auto answer = house.as("steward").post(kRecords, body);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return AccessHouse::json(answer).as_object();
    }
    static std::string outcome(const boost::json::object& answer, std::size_t at) {
        return std::string{
            answer.at("records").as_array().at(at).as_object().at("outcome").as_string()};
    }

    AccessHouse house;
};

TEST_F(Feeding, WhatIsSentStandsAtItsCustomerAndAgainChangesNothing) {
    const auto sent = send(feed_of(taro_of_feed("03-5555-0101")));
    EXPECT_EQ(outcome(sent, 0), "added");
    const auto& record = sent.at("records").as_array().at(0).as_object();
    const std::string number{record.at("number").as_string()};
    const auto page =
        AccessHouse::json(house.as("steward").get("/api/v1/customers/" + number)).as_object();
    EXPECT_NE(boost::json::serialize(page).find("03-5555-0101"), std::string::npos);
    EXPECT_NE(boost::json::serialize(page).find("釣り"), std::string::npos);
    EXPECT_EQ(outcome(send(feed_of(taro_of_feed("03-5555-0101"))), 0), "same");
    EXPECT_EQ(outcome(send(feed_of(taro_of_feed("03-5555-0102"))), 0), "changed");
    // Three calls, one import, with what they did.
    const auto id = std::to_string(sent.at("import_id").as_int64());
    const auto import =
        AccessHouse::json(house.as("steward").get("/api/v1/imports/" + id)).as_object();
    EXPECT_EQ(import.at("state").as_string(), "done");
    EXPECT_EQ(import.at("new").as_int64(), 1);
    EXPECT_EQ(import.at("changed").as_int64(), 1);
    EXPECT_EQ(import.at("same").as_int64(), 1);
    EXPECT_EQ(import.at("customers_new").as_int64(), 1);
}

TEST_F(Feeding, WhatIsRefusedSaysWhyAndHoldsUpNobody) {
    const auto sent = send(feed_of(
        R"({"key":"W-2","values":[{"field":"note","raw":"4111 1111 1111 1111"}]},)" +
        taro_of_feed("03-5555-0101")));
    EXPECT_EQ(outcome(sent, 0), "rejected");
    EXPECT_EQ(outcome(sent, 1), "added");
    const auto& refused = sent.at("records").as_array().at(0).as_object();
    EXPECT_EQ(refused.at("code").as_string(), "register.card_number");
    EXPECT_FALSE(refused.at("text").as_string().empty());
    EXPECT_FALSE(refused.contains("number"));
    EXPECT_EQ(boost::json::serialize(sent).find("4111"), std::string::npos);
}

// What a program sends of one record never holds up another.
TEST_F(Feeding, ARecordThatCannotBeTakenIsRejectedAlone) {
    const auto reason = [&](const std::string& record) {
        const auto sent = send(feed_of(record + "," + taro_of_feed("03-5555-0101")));
        EXPECT_EQ(outcome(sent, 0), "rejected") << record.substr(0, 200);
        EXPECT_NE(outcome(sent, 1), "rejected");
        const auto& refused = sent.at("records").as_array().at(0).as_object();
        EXPECT_FALSE(refused.at("text").as_string().empty());
        const auto* field = refused.if_contains("field");
        return std::string{refused.at("code").as_string()} + " " +
               (field == nullptr ? "" : std::string{field->as_string()});
    };
    const auto values = [&](const std::string& text) {
        return reason(R"({"key":"W-3","values":[)" + text + "]}");
    };
    EXPECT_EQ(values(R"({"field":"shoe_size","raw":"27"})"), "app.fed_field_unknown shoe_size");
    EXPECT_EQ(values(R"({"field":"custom","raw":"27"})"), "app.fed_field_unknown custom");
    EXPECT_EQ(values(R"({"field":"source_key","raw":"27"})"), "app.fed_field_unknown source_key");
    EXPECT_EQ(
        values(R"({"field":"phone","raw":"1"},{"field":"phone","raw":"2"})"),
        "app.fed_field_twice phone");
    EXPECT_EQ(
        values(R"({"field":"custom","name":"趣味","raw":"釣り"},)"
               R"({"field":"custom","name":"趣味","raw":"山"})"),
        "app.fed_field_twice 趣味");
    EXPECT_EQ(
        values(R"({"field":"custom","name":")" + std::string(257, 'n') + R"(","raw":"27"})"),
        "app.fed_name_too_long custom");
    EXPECT_EQ(
        values(R"({"field":"note","raw":")" + std::string((1U << 20) + 1, 'a') + "\"}"),
        "app.fed_value_too_long note");
    EXPECT_EQ(reason(R"({"key":" ","values":[{"field":"note","raw":"a"}]})"), "app.fed_no_key ");
    EXPECT_EQ(
        reason(
            R"({"key":")" + std::string(201, 'k') + R"(","values":[{"field":"note","raw":"a"}]})"),
        "app.fed_key_too_long ");
    // Nothing but blanks says nothing.
    EXPECT_EQ(values(R"({"field":"note","raw":" 　"})"), "register.empty_row ");
}

// As a cell of a file is.
TEST_F(Feeding, ValuesAreTakenAsACellOfAFileIs) {
    const auto sent = send(
        feed_of(R"({"key":"W-9","values":[{"field":"name_full","raw":" 試験 太郎 "},)"
                R"({"field":"note","raw":"一行目\r\n二行目\u0007"},{"field":"phone","raw":" "},)"
                R"({"field":"phone","raw":"03-5555-0101"}]})"));
    EXPECT_EQ(outcome(sent, 0), "added");
    const auto again = send(feed_of(
        R"({"key":" W-9　","values":[{"field":"name_full","raw":"試験 太郎"},)"
        R"({"field":"note","raw":"一行目\r\n二行目\u0007"},{"field":"phone","raw":"03-5555-0101"}]})"));
    EXPECT_EQ(outcome(again, 0), "same");
    // A note as long as a call centre writes them.
    std::string note;
    for (int i = 0; i < 5000; ++i) note += "あ";
    EXPECT_EQ(
        outcome(
            send(feed_of(R"({"key":"W-9","values":[{"field":"note","raw":")" + note + "\"}]}")), 0),
        "changed");
}

TEST_F(Feeding, ABirthDateThatNeverWinsIsSaid) {
    const auto warning = [&](const std::string& date) {
        const auto sent = send(feed_of(
            R"({"key":"W-4","values":[{"field":"name_full","raw":"試験 太郎"},)"
            R"({"field":"birth_date","raw":")" +
            date + R"("}]})"));
        EXPECT_NE(outcome(sent, 0), "rejected");
        const auto& record = sent.at("records").as_array().at(0).as_object();
        const auto* warnings = record.if_contains("warnings");
        if (warnings == nullptr) return std::string{};
        const auto& first = warnings->as_array().at(0).as_object();
        EXPECT_EQ(first.at("field").as_string(), "birth_date");
        EXPECT_FALSE(first.at("text").as_string().empty());
        return std::string{first.at("code").as_string()};
    };
    EXPECT_EQ(warning("1980-02-03"), "");
    EXPECT_EQ(warning("2199-01-01"), "register.date_future");
    EXPECT_EQ(warning("不明"), "register.date_invalid");
}

TEST_F(Feeding, AKeyThatMayNotImportIsRefused) {
    const auto with = [&](const ApiKeyWish& wish) {
        auto made = ApiKeyDesk(*house.master).create(Actor{}, wish);
        check(made.ok());
        return house.with_key(made->token)
            .post(kRecords, feed_of(taro_of_feed("03-5555-0101")))
            .status;
    };
    const auto wish = [](std::vector<std::string> actions) {
        return ApiKeyWish{
            "通販", std::move(actions), {"system_integration"}, {"C0", "C1", "C2"}, {}, 30};
    };
    EXPECT_EQ(with(wish({"search_customers"})), 403);
    EXPECT_EQ(with(wish({"import_data"})), 200);
    EXPECT_EQ(house.as("marketer").post(kRecords, feed_of(taro_of_feed("1"))).status, 403);
}

}  // namespace
}  // namespace genbo
