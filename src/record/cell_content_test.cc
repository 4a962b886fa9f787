// SPDX-License-Identifier: Apache-2.0
#include "record/cell_content.h"

#include <gtest/gtest.h>

#include <vector>

namespace genbo {
namespace {

using Cells = std::vector<std::string_view>;

std::optional<Field> guess(const Cells& cells) { return guess_field_of_cells(cells); }

TEST(CellContent, KnowsWhatOnlyOneKindOfTextCanBe) {
    EXPECT_EQ(
        guess({"佐藤 花子", "鈴木一郎", "高橋 健", "田中 美咲", "渡辺　誠"}), Field::name_full);
    EXPECT_EQ(guess({"佐藤", "鈴木", "高橋", "田中", "渡辺"}), Field::surname);
    EXPECT_EQ(guess({"花子", "一郎", "健太", "美咲", "誠"}), Field::given_name);
    EXPECT_EQ(
        guess({"サトウ ハナコ", "ｽｽﾞｷ ｲﾁﾛｳ", "たかはし けん", "タナカ ミサキ", "ワタナベ マコト"}),
        Field::kana_full);
    EXPECT_EQ(
        guess(
            {"東京都千代田区丸の内1-1-1", "札幌市中央区北1条西2丁目", "大阪府大阪市北区梅田3-1",
             "横浜市港北区日吉1-2", "京都市中京区寺町通御池上る"}),
        Field::address_full);
    EXPECT_EQ(guess({"東京都", "北海道", "大阪府", "神奈川県", "京都府"}), Field::prefecture);
    EXPECT_EQ(guess({"千代田区", "札幌市中央区", "大阪市北区", "赤平市", "弘前市"}), Field::city);
    EXPECT_EQ(
        guess({"03-1234-5678", "090(1234)5678", "0312345678", "+81 90 1234 5678", "06-6123-4567"}),
        Field::phone);
    EXPECT_EQ(
        guess({"100-0005", "0600001", "〒530-0001", "223-0061", "604-0925"}), Field::postal_code);
    EXPECT_EQ(guess({"男", "女性", "1", "男性", "2"}), Field::gender);
    EXPECT_EQ(
        guess({"株式会社丸正商店", "(有)試験堂", "見本製菓(株)", "一般社団法人例会", "合同会社あ"}),
        Field::company);
}

TEST(CellContent, SaysNothingOfWhatManyKindsCanBe) {
    // Seven digits without a hyphen are any number; ones and twos any code; words any words.
    EXPECT_EQ(guess({"1000005", "0600001", "5300001", "2230061", "6040925"}), std::nullopt);
    EXPECT_EQ(guess({"1", "2", "2", "1", "1"}), std::nullopt);
    EXPECT_EQ(guess({"ゴールド", "シルバー", "一般", "一般", "ゴールド"}), std::nullopt);
    EXPECT_EQ(
        guess({"毎月第一木曜に来店", "青い袋を希望", "犬が好き", "なし", "要連絡"}), std::nullopt);
    EXPECT_EQ(guess({"smith", "jones", "berry", "lane", "brown"}), std::nullopt);
}

TEST(CellContent, AFewCellsProveNothing) {
    EXPECT_EQ(guess({"佐藤 花子", "鈴木一郎", "高橋 健", "田中 美咲"}), std::nullopt);
    EXPECT_EQ(guess({}), std::nullopt);
}

TEST(CellContent, OneWrongCellInFiveIsNoMatter) {
    EXPECT_EQ(
        guess({"03-1234-5678", "不明です", "0312345678", "090-1234-5678", "06-6123-4567"}),
        Field::phone);
}

}  // namespace
}  // namespace genbo
