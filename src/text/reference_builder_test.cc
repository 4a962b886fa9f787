// SPDX-License-Identifier: Apache-2.0
#include "text/reference_builder.h"

#include <gtest/gtest.h>

#include "text/address_tables.h"
#include "text/fold.h"

namespace genbo {
namespace {

TEST(KenAll, TownsOfItsCells) {
    struct {
        std::string_view cell;
        std::string_view municipality;
        std::string_view town;
    } const cases[] = {
        {"以下に掲載がない場合", "千代田区", ""},
        {"日出町の次に番地がくる場合", "速見郡日出町", ""},
        {"利島村一円", "利島村", ""},
        {"一円", "犬上郡多賀町", "一円"},
        {"大通西（１～１９丁目）", "札幌市中央区", "大通西"},
        {"葛巻（第４０地割「５７番地１２５、１７６を除く」～第４５", "岩手郡葛巻町", "葛巻"},
        {"種市第１５地割～第２１地割（鹿糠、小路合）", "九戸郡洋野町", "種市"},
        {"５条通", "旭川市", "5条通"},
        {"甲、乙", "どこか市", "甲"},
    };
    for (const auto& c : cases) EXPECT_EQ(ken_all_town(c.cell, c.municipality), c.town) << c.cell;
}

TEST(MunicipalityCode, CheckDigit) {
    EXPECT_TRUE(municipality_check_fits("131016"));
    EXPECT_TRUE(municipality_check_fits("011002"));
    EXPECT_FALSE(municipality_check_fits("131015"));
    EXPECT_FALSE(municipality_check_fits("13101"));
    EXPECT_FALSE(municipality_check_fits("13101６"));
}

TEST(ReferenceTables, NewTownsAndMunicipalitiesLieOverTheBuiltInOnes) {
    ReferenceTables imported;
    // All of a prefecture but 渋谷区, and one that is new; all others stay.
    std::vector<ReferenceMunicipality> tokyo = {{"13999", "新東京市"}};
    for (std::string_view rest = built_in_municipalities(); !rest.empty();) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (line.starts_with("13") && !line.starts_with("13113"))
            tokyo.push_back({std::string{line.substr(0, 5)}, std::string{line.substr(6)}});
    }
    imported.municipalities = reference_municipalities(std::move(tokyo));
    imported.postal_towns = reference_postal_towns(
        {{1000005, "13101", "丸の内"}, {1999999, "13999", "希望が丘"}}, imported.municipalities);
    imported.towns = "01101\tどこにもない町\n13999\t港\n";
    const AddressTables tables(imported);
    const AddressTables built_in(ReferenceTables{});

    EXPECT_FALSE(tables.named(U"新東京市").empty());
    EXPECT_TRUE(built_in.named(U"新東京市").empty());
    EXPECT_EQ(tables.postal("1999999").size(), 1u);
    EXPECT_EQ(tables.postal("1999999")[0].town, "希望が丘");
    // What the import did not name: another prefecture's town, a municipality that is gone.
    EXPECT_EQ(tables.postal("5300001").size(), built_in.postal("5300001").size());
    EXPECT_TRUE(tables.postal("1500001").empty());
    EXPECT_FALSE(built_in.postal("1500001").empty());
    const auto city = tables.named(U"札幌市中央区");
    ASSERT_EQ(city.size(), 1u);
    EXPECT_EQ(tables.town_at(city[0], address_glyphs("どこにもない町1")), 7u);
}

TEST(ReferenceTables, AFileOfAFewTownsTakesNoneAway) {
    const std::string lines = reference_municipalities({{"13101", "千代田区"}});
    EXPECT_EQ(lines, built_in_municipalities());
}

TEST(ReferenceTables, TheBuiltInPostalTownsReadBackAsTheyAre) {
    // Imported rows that the built-in tables hold as well change nothing.
    ReferenceTables imported;
    imported.postal_towns = reference_postal_towns(
        {{1000005, "13101", "丸の内"}}, std::string{built_in_municipalities()});
    const AddressTables tables(imported);
    const AddressTables built_in(ReferenceTables{});
    for (const std::string_view code : {"0600001", "1000005", "4980000", "9071801", "9999999"}) {
        const auto here = tables.postal(code);
        const auto there = built_in.postal(code);
        ASSERT_EQ(here.size(), there.size()) << code;
        for (std::size_t i = 0; i < here.size(); ++i) EXPECT_EQ(here[i].town, there[i].town);
    }
}

TEST(ReferenceSuccessors, ChainsAreFollowedToToday) {
    const std::vector<ReferenceChange> changes = {
        {25, "甲賀郡信楽町", "甲賀市", "", ""},   {23, "北設楽郡稲武町", "東加茂郡稲武町", "", ""},
        {23, "東加茂郡稲武町", "豊田市", "", ""}, {11, "浦和市", "", "11244", "11204"},
        {11, "さいたま市", "", "11100", "11244"}, {13, "どこか市", "もうない市", "", ""},
        {13, "千代田区", "千代田区", "", ""},  // Still there: no old name.
    };
    const ReferenceSuccessors found = reference_successors(changes, built_in_municipalities());
    EXPECT_NE(found.lines.find("25209\t25甲賀郡信楽町\n"), std::string::npos);
    EXPECT_NE(found.lines.find("25209\t25信楽町\n"), std::string::npos);
    EXPECT_NE(found.lines.find("23211\t23北設楽郡稲武町\n"), std::string::npos);
    EXPECT_NE(found.lines.find("11100\t11浦和市\n"), std::string::npos);
    EXPECT_EQ(found.lines.find("千代田区"), std::string::npos);
    EXPECT_EQ(found.unresolved, 1u);

    ReferenceTables imported;
    imported.successors = found.lines;
    const AddressTables tables(imported);
    EXPECT_EQ(tables.successors(25, U"甲賀郡信楽町").size(), 1u);
    EXPECT_EQ(tables.successors(0, U"信楽町").size(), 1u);
    EXPECT_TRUE(tables.successors(24, U"信楽町").empty());
}

TEST(ReferenceVariants, OneCandidateOrNoneAndNoChains) {
    const ReferenceVariants found = reference_variants(
        {{U'㞍', U'尻'},
         {U'髙', U'高'},
         {U'㐧', U'第'},
         {U'㐧', U'弟'},
         {U'㑹', U'㑺'},
         {U'㑺', U'会'}},
        {{U'㞍', U'尾'}, {U'㒵', U'貌'}, {U'a', U'b'}});
    // 髙 is built in, 㐧 has two candidates, 㑹 leads to another form.
    EXPECT_EQ(found.l1, "㑺会㞍尻");
    EXPECT_EQ(found.l2, "㒵貌");
    EXPECT_EQ(found.count, 3u);
}

TEST(TablesVersion, NamesTheTables) {
    EXPECT_EQ(text_tables_version().size(), 16u);
    EXPECT_EQ(text_tables_version(), text_tables_version());
    // Tables that are in use cannot be exchanged.
    fold_variants("髙");
    ReferenceTables other;
    other.towns = "01101\t町\n";
    EXPECT_FALSE(set_reference_tables(other));
    EXPECT_TRUE(set_reference_tables(ReferenceTables{}));
}

TEST(BuiltInTables, AreNamedWithTheirRows) {
    for (const BuiltInTable& table : built_in_tables()) {
        EXPECT_FALSE(table.version.empty()) << table.name;
        EXPECT_FALSE(table.licence.empty()) << table.name;
        EXPECT_GT(table.rows, 10u) << table.name;
    }
}

}  // namespace
}  // namespace genbo
