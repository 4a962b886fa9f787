// SPDX-License-Identifier: Apache-2.0
#include "server/json_body.h"

#include <gtest/gtest.h>

#include "server/body_fields.h"

namespace genbo {

namespace {

std::string code_of(const auto& result) { return result.ok() ? "" : result.error().code; }

TEST(ParseJson, ReadsATree) {
    const auto json = parse_json(
        R"({"text":"髙橋\n","whole":-9007199254740993,"real":1.5,"yes":true,"none":null,)"
        R"("list":[1,[],{}],"empty":{}})");
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(json->member("text")->text, "髙橋\n");
    EXPECT_EQ(json->member("whole")->integer, -9007199254740993);
    EXPECT_EQ(json->member("real")->real, 1.5);
    EXPECT_TRUE(json->member("yes")->truth);
    EXPECT_EQ(json->member("none")->kind, JsonValue::Kind::null);
    ASSERT_EQ(json->member("list")->items.size(), 3u);
    EXPECT_EQ(json->member("list")->items[2].kind, JsonValue::Kind::object);
    EXPECT_EQ(json->member("missing"), nullptr);
}

TEST(ParseJson, KeepsLongTextsWhole) {
    const std::string text(300'000, 'x');
    const auto json = parse_json("{\"" + std::string(5000, 'k') + "\":\"" + text + "\"}");
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(json->names[0].size(), 5000u);
    EXPECT_EQ(json->items[0].text, text);
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
    for (const char* text :
         {"",
          " ",
          "{",
          "}",
          "{}}",
          "{} {}",
          "[1,]",
          "{\"a\":1,}",
          "{a:1}",
          "'a'",
          "01",
          "1.",
          "+1",
          "NaN",
          "Infinity",
          "\"\t\"",
          "\"\\x\"",
          "\"\\ud800\"",
          "\"\xff\"",
          "\"\xc0\xae\"",
          "// c\n1",
          "nul",
          "\xef\xbb\xbf{}",
          "{\"a\":1,\"a\":1}",
          "{\"a\":1,\"\\u0061\":2}",
          "{\"b\":{\"a\":1,\"a\":2}}"}) {
        const auto json = parse_json(text);
        EXPECT_EQ(code_of(json), "server.bad_json") << text;
    }
}

TEST(ParseJson, IsBounded) {
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')).ok());
    EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')).ok());
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).ok());
    std::string wide = "{";
    for (std::size_t i = 0; i <= kJsonMembersMax; ++i)
        wide += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
    EXPECT_FALSE(parse_json(wide + "}").ok());
}

TEST(ParseJson, DoesNotMakeIntegersOfWhatIsNone) {
    EXPECT_EQ(parse_json("9223372036854775807")->kind, JsonValue::Kind::integer);
    EXPECT_EQ(parse_json("9223372036854775808")->kind, JsonValue::Kind::real);
    EXPECT_EQ(parse_json("1.0")->kind, JsonValue::Kind::real);
    EXPECT_EQ(parse_json("1e2")->kind, JsonValue::Kind::real);
    EXPECT_EQ(
        parse_json("666666666666666666666666666666666666")->real,
        666666666666666666666666666666666666.0);
    EXPECT_FALSE(parse_json("1e400").ok());
}

// What the fields say about one body: the code and the place, "" when all is well.
std::string judged(std::string_view text) {
    const auto body = parse_json(text);
    if (!body.ok()) return body.error().code;
    BodyFields fields{*body};
    fields.text("name", {.min = 2, .max = 4});
    fields.maybe_text("note", {.max = 8}, Nullable::yes);
    fields.maybe_integer("count", 1, 9);
    fields.maybe_number("share", 0, 1);
    fields.truth_or("flag", false);
    if (fields.has("parts"))
        for (BodyFields& part : fields.objects("parts", 1, 2)) {
            part.integer("id", 1, 5);
            if (!part.done().ok()) fields.take(part);
        }
    if (fields.has("ids")) fields.integers("ids", 1, 2, 1, 5);
    const auto done = fields.done();
    if (done.ok()) return "";
    return done.error().code + " " + done.error().args[0];
}

TEST(BodyFields, JudgesBodies) {
    const std::pair<const char*, const char*> cases[] = {
        {R"({"name":"髙橋"})", ""},
        {R"({"name":"髙橋太郎","note":null,"count":9,"share":1,"flag":true})", ""},
        {R"({"name":"ab","parts":[{"id":1},{"id":5}],"ids":[1,5]})", ""},
        {R"([])", "server.field_wrong_type /"},
        {R"("a")", "server.field_wrong_type /"},
        {R"({})", "server.field_missing /name"},
        {R"({"name":null})", "server.field_wrong_type /name"},
        {R"({"name":1})", "server.field_wrong_type /name"},
        {R"({"name":"髙"})", "server.field_out_of_range /name"},
        {R"({"name":"髙橋太郎様"})", "server.field_out_of_range /name"},
        {R"({"name":"a\u0000b"})", "server.field_out_of_range /name"},
        {R"({"name":"a\u001bb"})", "server.field_out_of_range /name"},
        {R"({"name":"a\nb\t"})", ""},
        {R"({"name":"ab","count":0})", "server.field_out_of_range /count"},
        {R"({"name":"ab","count":1.0})", "server.field_wrong_type /count"},
        {R"({"name":"ab","count":"1"})", "server.field_wrong_type /count"},
        {R"({"name":"ab","share":1.01})", "server.field_out_of_range /share"},
        {R"({"name":"ab","share":"x"})", "server.field_wrong_type /share"},
        {R"({"name":"ab","flag":1})", "server.field_wrong_type /flag"},
        {R"({"name":"ab","role":"admin"})", "server.field_unknown /role"},
        {R"({"name":"ab","山田":1})", "server.field_unknown /"},
        {R"({"name":"ab","parts":[]})", "server.field_out_of_range /parts"},
        {R"({"name":"ab","parts":[1]})", "server.field_wrong_type /parts/0"},
        {R"({"name":"ab","parts":{}})", "server.field_wrong_type /parts"},
        {R"({"name":"ab","parts":[{"id":1},{}]})", "server.field_missing /parts/1/id"},
        {R"({"name":"ab","parts":[{"id":1,"x":2}]})", "server.field_unknown /parts/0/x"},
        {R"({"name":"ab","ids":[1,6]})", "server.field_out_of_range /ids/1"},
        {R"({"name":"ab","ids":[1,"2"]})", "server.field_wrong_type /ids/1"},
        {R"({"name":"ab","ids":[1,2,3]})", "server.field_out_of_range /ids"},
    };
    for (const auto& [text, verdict] : cases) EXPECT_EQ(judged(text), verdict) << text;
}

TEST(BodyFields, ReturnsWhatWasSent) {
    const auto body = parse_json(R"({"a":"x","b":7,"c":true,"d":0.5,"e":[3,4]})");
    ASSERT_TRUE(body.ok());
    BodyFields fields{*body};
    EXPECT_EQ(fields.text("a", {}), "x");
    EXPECT_EQ(fields.integer("b", 0, 10), 7);
    EXPECT_TRUE(fields.truth("c"));
    EXPECT_EQ(fields.maybe_number("d", 0, 1), 0.5);
    EXPECT_EQ(fields.integers("e", 0, 9, 0, 9), (std::vector<std::int64_t>{3, 4}));
    EXPECT_EQ(fields.maybe_text("f", {}), std::nullopt);
    EXPECT_TRUE(fields.done().ok());
}

}  // namespace

}  // namespace genbo
