// SPDX-License-Identifier: Apache-2.0
#include "connect/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connect/test_files.h"

namespace genbo {
namespace {

using testing::ElementsAre;

using Sample = std::vector<std::vector<std::string>>;

// "name_full", "phone/2", "custom", "-" (ignored), in the order of the columns.
std::vector<std::string> fields(const Mapping& mapping) {
    std::vector<std::string> out;
    for (const auto& column : mapping.columns) {
        std::string text{field_info(column.field).name};
        if (column.part != 0) text += "/" + std::to_string(column.part);
        out.push_back(column.ignored ? "-" : text);
    }
    EXPECT_TRUE(validate_mapping(mapping).ok());
    return out;
}

Mapping guess(const std::vector<std::string>& header, const Sample& sample = {}) {
    return guess_mapping(header, sample);
}

TEST(GuessMapping, ReadsAShopsExport) {
    const auto mapping = guess(
        {"会員番号", "姓", "名", "セイ", "メイ", "郵便番号", "都道府県", "住所1", "住所2",
         "電話番号", "メールアドレス", "生年月日", "性別", "趣味"},
        {{"1", "山田", "太郎", "ヤマダ", "タロウ", "100-0005", "東京都", "千代田区丸の内1-1", "",
          "03-1200-0001", "a@example.jp", "1980/1/2", "男", "釣り"},
         {"2", "鈴木", "花子", "スズキ", "ハナコ", "530-0001", "大阪府", "大阪市北区梅田3-1-1",
          "梅田ビル3F", "06-6000-0002", "b@example.jp", "1990/3/4", "女", ""},
         {"3", "高橋", "一", "タカハシ", "ハジメ", "060-0001", "北海道", "札幌市中央区北1-2", "",
          "011-200-0003", "c@example.jp", "", "", "旅行"}});
    EXPECT_THAT(
        fields(mapping),
        ElementsAre(
            "source_key", "surname", "given_name", "surname_kana", "given_name_kana", "postal_code",
            "prefecture", "town", "building", "phone", "email", "birth_date", "gender", "custom"));
    EXPECT_EQ(mapping.key_column, "会員番号");
    EXPECT_EQ(mapping.columns.back().custom_name, "趣味");
}

TEST(GuessMapping, JoinsWhatOldShopsSplit) {
    const auto mapping = guess(
        {"customer_id", "name01", "name02", "kana01", "kana02", "zip01", "zip02", "pref", "addr01",
         "addr02", "tel01", "tel02", "tel03", "email"},
        {{"1", "山田", "太郎", "ヤマダ", "タロウ", "100", "0005", "13", "千代田区丸の内", "1-1-1",
          "03", "1200", "0001", "a@example.jp"},
         {"2", "鈴木", "花子", "スズキ", "ハナコ", "530", "0001", "27", "大阪市北区梅田", "3-1-1",
          "06", "6000", "0002", "b@example.jp"},
         {"3", "高橋", "一", "タカハシ", "ハジメ", "060", "0001", "1", "札幌市中央区", "北1-2",
          "011", "200", "0003", "c@example.jp"}});
    EXPECT_THAT(
        fields(mapping),
        ElementsAre(
            "source_key", "surname", "given_name", "surname_kana", "given_name_kana",
            "postal_code/1", "postal_code/2", "custom", "address_full/1", "address_full/2",
            "phone/1", "phone/2", "phone/3", "email"));
}

TEST(GuessMapping, ReadsTheCellsWhereTheHeaderSaysNothing) {
    const Sample sample = {
        {"佐藤 花子", "サトウ ハナコ", "丸正商店(株)", "札幌市中央区北1条西2丁目"},
        {"鈴木一郎", "スズキ イチロウ", "有限会社見本", "千代田区丸の内1-1-1"},
        {"高橋 健", "タカハシ ケン", "株式会社試験", "大阪市北区梅田3-1"},
        {"田中 美咲", "タナカ ミサキ", "合同会社例", "横浜市港北区日吉1-2"},
        {"渡辺　誠", "ワタナベ マコト", "(株)見本堂", "京都市中京区寺町通御池上る"}};
    EXPECT_THAT(
        fields(guess({"c1", "c2", "c3", "c4"}, sample)),
        ElementsAre("name_full", "kana_full", "company", "address_full"));
    // Whatever they look like, these are not the customer's.
    EXPECT_THAT(
        fields(guess({"紹介者", "紹介者カナ", "配送先1", "配送先2"}, sample)),
        ElementsAre("custom", "custom", "custom", "custom"));
}

TEST(GuessMapping, DecidesNumberedAddressesByWhatTheyHold) {
    EXPECT_THAT(
        fields(guess(
            {"住所1", "住所2"}, {{"東京都千代田区丸の内1-1-1", "丸の内ビル"},
                                 {"大阪府大阪市北区梅田3-1-1", ""},
                                 {"北海道札幌市中央区北1条2丁目3", "201号室"}})),
        ElementsAre("address_full", "building"));
    EXPECT_THAT(
        fields(guess(
            {"住所1", "住所2", "住所3"}, {{"東京都千代田区", "丸の内1-1-1", "丸の内ビル"},
                                          {"大阪府大阪市", "北区梅田3-1-1", ""},
                                          {"北海道札幌市", "中央区北1条2丁目3", "201号室"}})),
        ElementsAre("address_full/1", "address_full/2", "building"));
    EXPECT_THAT(
        fields(guess(
            {"都道府県", "住所1", "住所2"}, {{"東京都", "千代田区", "丸の内1-1-1"},
                                             {"大阪府", "大阪市北区", "梅田3-1-1"},
                                             {"北海道", "札幌市", "中央区北1条2丁目3"}})),
        ElementsAre("prefecture", "city", "town"));
    EXPECT_THAT(fields(guess({"住所1"})), ElementsAre("address_full"));
}

TEST(GuessMapping, BelievesTheContentMoreThanTheName) {
    // The column called 電話番号 holds mail addresses, the one without a telling name holds zips.
    EXPECT_THAT(
        fields(guess(
            {"電話番号", "連絡用", "コード1"}, {{"a@example.jp", "03-1200-0001", "060-0001"},
                                                {"b@example.jp", "06-6000-0002", "100-0005"},
                                                {"c@example.jp", "011-200-0003", "530-0001"}})),
        ElementsAre("email", "phone", "postal_code"));
}

TEST(GuessMapping, GivesEveryFieldToOneColumn) {
    const Sample sample = {
        {"1", "山田太郎", "ヤマダタロウ", "03-1200-0001", "090-1200-0001", "a@example.jp",
         "b@example.jp"},
        {"2", "鈴木花子", "スズキハナコ", "03-1200-0002", "080-1200-0002", "c@example.jp", ""},
        {"3", "高橋一", "タカハシハジメ", "03-1200-0003", "070-1200-0003", "d@example.jp", ""}};
    EXPECT_THAT(
        fields(guess(
            {"no", "氏名", "氏名 (2)", "電話番号", "電話番号2", "メール", "メール2"}, sample)),
        ElementsAre("source_key", "name_full", "kana_full", "phone", "mobile", "email", "email_2"));
}

TEST(GuessMapping, TakesOnlyAColumnWithDistinctValuesForTheKey) {
    EXPECT_EQ(guess({"会員番号"}, {{"1"}, {"2"}, {"1"}}).key_column, "");
    EXPECT_EQ(guess({"会員番号"}, {{"1"}, {"2"}, {""}}).key_column, "");
    EXPECT_EQ(guess({"氏名"}, {{"山田"}, {"鈴木"}}).key_column, "");
    EXPECT_EQ(guess({"番号", "会員番号"}, {{"1", "a"}, {"2", "b"}}).key_column, "会員番号");
    EXPECT_EQ(guess({"番号", "会員番号"}, {{"1", "a"}, {"2", "a"}}).key_column, "番号");
    EXPECT_EQ(guess({"会員番号"}).key_column, "会員番号");
}

TEST(GuessMapping, IgnoresTheColumnsOfOurOwnExport) {
    EXPECT_THAT(
        fields(guess({"氏名", "genbo_row", "genbo_reason"})), ElementsAre("name_full", "-", "-"));
}

TEST(GuessMapping, UnderstandsTheFebrlColumns) {
    EXPECT_THAT(
        fields(guess(
            {"rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb",
             "postcode", "state", "date_of_birth", "soc_sec_id"},
            {{"rec-1-org", "anna", "smith", "42", "rose street", "villa 3", "hill end", "4011",
              "nsw", "19800102", "1234567"},
             {"rec-2-org", "ben", "jones", "7", "main road", "", "lakeside", "3000", "vic",
              "19750607", "7654321"},
             {"rec-3-org", "", "miller", "", "oak lane", "", "hill end", "", "nsw", "", ""}})),
        ElementsAre(
            "source_key", "given_name", "surname", "town/1", "town/2", "building", "city",
            "postal_code", "prefecture", "birth_date", "custom"));
}

TEST(ApplyMapping, JoinsPartsAndKeepsTheRest) {
    const std::vector<std::string> header = {"姓",    "tel1",  "tel2", "tel3",
                                             "住所1", "住所2", "趣味", "内部"};
    const Mapping mapping{
        .columns = {
            {"姓", Field::surname},
            {"tel1", Field::phone, "", 1},
            {"tel3", Field::phone, "", 3},
            {"tel2", Field::phone, "", 2},
            {"住所1", Field::address_full, "", 1},
            {"住所2", Field::address_full, "", 2},
            {"趣味", Field::custom, "hobby"},
            {"内部", Field::custom, "", 0, 0, true}}};
    const auto bound = bind_mapping(mapping, header);
    ASSERT_TRUE(bound.ok());
    const std::vector<std::string_view> cells = {"　山田 ",   "03",      "1200", "0001",
                                                 "丸の内1-1", "101号室", "釣り", "x"};
    SourceValues expected;
    expected.set(Field::surname, "山田");
    expected.set(Field::phone, "03-1200-0001");
    expected.set(Field::address_full, "丸の内1-1 101号室");
    expected.set_custom("hobby", "釣り");
    EXPECT_EQ(apply_mapping(*bound, cells), expected);
    const std::vector<std::string_view> empty = {" ", "", "", "", "", "", "", ""};
    EXPECT_EQ(apply_mapping(*bound, empty), SourceValues{});
}

TEST(BindMapping, SaysWhichColumnIsMissingOrNew) {
    const Mapping mapping{.columns = {{"氏名", Field::name_full}, {"住所", Field::address_full}}};
    const std::vector<std::string> header = {"氏名", "電話", "genbo_row"};
    EXPECT_EQ(
        bind_mapping(mapping, header).error(),
        (Error{Fault::invalid, "connect.mapping_missing_column", {"2"}}));
    EXPECT_THAT(new_columns(mapping, header), ElementsAre("電話"));
}

TEST(ValidateMapping, RefusesWhatCannotBeApplied) {
    const auto code = [](Mapping mapping) {
        const auto result = validate_mapping(mapping);
        return result.ok() ? std::string{} : result.error().code;
    };
    EXPECT_EQ(code({{{"a", Field::phone}, {"b", Field::phone}}}), "connect.mapping_double");
    EXPECT_EQ(code({{{"a", Field::phone, "", 1}, {"b", Field::phone}}}), "connect.mapping_double");
    EXPECT_EQ(code({{{"a", Field::phone, "", 2}}}), "connect.mapping_parts");
    EXPECT_EQ(code({{{"a", Field::custom}}}), "connect.mapping_name");
    EXPECT_EQ(code({{{"a", Field::phone, "x"}}}), "connect.mapping_name");
    EXPECT_EQ(code({{{"a", Field::phone}, {"a", Field::fax}}}), "connect.mapping_name");
    EXPECT_EQ(code({{{"a", Field::phone}}, "a"}), "connect.mapping_key");
    EXPECT_EQ(code({{{"a", Field::source_key}}, "a"}), "");
}

TEST(MappingJson, IsReadBack) {
    const Mapping mapping{
        .columns =
            {{"会員番号", Field::source_key, "", 0, 1},
             {"tel1", Field::phone, "", 1, 0.75},
             {"tel2", Field::phone, "", 2, 0.5},
             {"趣味\"", Field::custom, "趣味", 0, 0},
             {"genbo_row", Field::custom, "genbo_row", 0, 1, true}},
        .key_column = "会員番号"};
    const auto again = mapping_from_json(mapping_to_json(mapping));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, mapping);
}

TEST(MappingJson, RefusesWhatItDoesNotKnow) {
    const auto column = [](std::string_view text) {
        return "{\"columns\":[" + std::string{text} + "]}";
    };
    for (const std::string& json :
         {std::string{""}, std::string{"[]"}, std::string{"{}"}, std::string{"{\"columns\":1}"},
          std::string{"{\"columns\":[],\"other\":1}"}, column("1"),
          column("{\"column\":\"a\",\"field\":\"no_such_field\"}"),
          column("{\"column\":\"a\",\"field\":\"phone\",\"typo\":1}"),
          column("{\"column\":\"a\",\"field\":\"phone\",\"part\":-1}"),
          column("{\"column\":\"a\",\"field\":\"phone\",\"part\":1.5}"),
          column("{\"column\":\"a\",\"field\":\"phone\",\"confidence\":2}"),
          column("{\"column\":\"a\",\"field\":\"phone\",\"ignored\":\"yes\"}"),
          column("{\"column\":1,\"field\":\"phone\"}"), column("{\"field\":\"phone\"}"),
          column(
              "{\"column\":\"a\",\"field\":\"phone\"},{\"column\":\"b\",\"field\":\"phone\"}")}) {
        EXPECT_FALSE(mapping_from_json(json).ok()) << json;
    }
}

}  // namespace
}  // namespace genbo
