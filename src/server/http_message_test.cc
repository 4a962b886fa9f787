// SPDX-License-Identifier: Apache-2.0
#include "server/http_message.h"

#include <gtest/gtest.h>

#include "server/http_wire.h"

namespace genbo {

namespace {

TEST(PreferredLanguage, FollowsTheWeights) {
    const std::pair<const char*, Language> cases[] = {
        {"ja", Language::ja},
        {"en", Language::en},
        {"en-US,en;q=0.9", Language::en},
        {"ja,en;q=0.9", Language::ja},
        {"en;q=0.9,ja;q=0.8", Language::en},
        {"en;q=0.5, ja-JP;q=0.8", Language::ja},
        {"EN-gb", Language::en},
        {"de, fr;q=0.5", Language::ja},
        {"*", Language::ja},
        {"en;q=nonsense", Language::ja},
        {"en;q=0", Language::ja},
        {"en;q=nan", Language::ja},
        {"en;q=inf", Language::ja},
        {"english", Language::ja},
        {"", Language::ja},
        {",,;;q=,", Language::ja},
    };
    for (const auto& [field, language] : cases) {
        RequestHead head;
        head.headers.push_back({"accept-language", field});
        EXPECT_EQ(preferred_language(head), language) << field;
    }
    EXPECT_EQ(preferred_language({}), Language::ja);
}

TEST(AttachmentResponse, NamesTheFileTwice) {
    const Response response = attachment_response("text/csv", "却下\"行.csv", "a");
    EXPECT_EQ(
        *response.find("Content-Disposition"),
        "attachment; filename=\"___"
        "_.csv\"; filename*=UTF-8''%E5%8D%B4%E4%B8%8B%22%E8%A1%8C.csv");
}

TEST(AnswerHead, WritesTheFraming) {
    Response response = json_response(201, "{}");
    const std::string head = answer_head(response, instant_from_micros(0), AfterAnswer::keep_open);
    EXPECT_EQ(
        head,
        "HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(
        answer_head(empty_response(204), instant_from_micros(0), AfterAnswer::close),
        "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: "
        "close\r\n\r\n");
}

TEST(AnswerHead, LetsNoValueBeginAHeader) {
    Response response;
    response.header("Location", "/a\r\nSet-Cookie: x=1");
    const std::string head = answer_head(response, instant_from_micros(0), AfterAnswer::close);
    EXPECT_EQ(head.find("\r\nSet-Cookie"), std::string::npos);
    EXPECT_NE(head.find("Location: /a  Set-Cookie: x=1\r\n"), std::string::npos);
}

TEST(HttpDate, IsTheOneOfTheStandard) {
    EXPECT_EQ(http_date(instant_from_micros(784111777'999'999)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(SendsContent, NeverAfterHeadOrEmptyStatuses) {
    EXPECT_TRUE(sends_content(json_response(200, "{}"), HttpMethod::get));
    EXPECT_FALSE(sends_content(json_response(200, "{}"), HttpMethod::head));
    EXPECT_FALSE(sends_content(json_response(204, "{}"), HttpMethod::get));
    EXPECT_FALSE(sends_content(json_response(304, "{}"), HttpMethod::get));
}

}  // namespace

}  // namespace genbo
