// SPDX-License-Identifier: Apache-2.0
// Accuracy on public Japanese data.  The files are no part of the project: where they are not, the
// tests say "skipped".  GENBO_DEV_DATA names the folder; the default is ../shared/data.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {
namespace {

using DevRows = std::vector<std::vector<std::string>>;

std::filesystem::path dev_data() {
    if (const char* set = std::getenv("GENBO_DEV_DATA")) return set;
    return std::filesystem::path{GENBO_SOURCE_DIR} / "../shared/data";
}

// Fields of a file that `command` unpacks to UTF-8 on its output; quotes are only taken off.
DevRows dev_rows(const std::string& name, const std::string& command, char separator) {
    DevRows rows;
    const auto path = dev_data() / "japanese" / name;
    if (!std::filesystem::exists(path)) return rows;
    const std::string line =
        command + " '" + path.string() + "'" +
        (name.find("cp932") != std::string::npos ? " | iconv -f CP932 -t UTF-8" : "");
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(line.c_str(), "r"), pclose);
    if (!pipe) return rows;
    std::string text;
    std::vector<char> buffer(1 << 16);
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
        text.append(buffer.data(), got);
    std::vector<std::string> row(1);
    for (const char c : text) {
        if (c == separator) {
            row.emplace_back();
        } else if (c == '\n') {
            rows.push_back(std::move(row));
            row.assign(1, {});
        } else if (c != '"' && c != '\r') {
            row.back() += c;
        }
    }
    return rows;
}

std::string dev_katakana(std::string_view hiragana) { return katakana(hiragana); }

TEST(DevData, OfficesOfJapanPost) {
    const DevRows rows = dev_rows("jigyosyo-cp932.csv.gz", "gzip -dc", ',');
    if (rows.empty()) GTEST_SKIP() << "development data is not here";
    int codes = 0;
    int wrong_codes = 0;
    int towns = 0;
    int numbers = 0;
    int unread_codes = 0;
    int count = 0;
    for (const auto& row : rows) {
        if (row.size() < 8) continue;
        ++count;
        const Address full = parse_address(row[3] + row[4] + row[5] + row[6], row[7]);
        const Address bare = parse_address(row[4] + row[5] + row[6]);
        codes += full.municipality_code == row[0];
        unread_codes += bare.municipality_code.empty();
        wrong_codes += !bare.municipality_code.empty() && bare.municipality_code != row[0];
        const std::string wanted = town_key(row[5]);
        const std::string got = town_key(full.street + full.town);
        towns +=
            got.find(wanted) != std::string::npos || town_key(row[5] + row[6]).starts_with(got);
        numbers += full.level == 8;
    }
    std::printf(
        "offices: %d, code %d, town %d, number %d; without prefecture unread %d wrong %d\n", count,
        codes, towns, numbers, unread_codes, wrong_codes);
    EXPECT_EQ(codes, count);
    EXPECT_EQ(wrong_codes, 0);
    EXPECT_LT(unread_codes, count / 200);
    EXPECT_GT(towns, count * 999 / 1000);
    EXPECT_GT(numbers, count * 995 / 1000);
}

TEST(DevData, CompaniesOfEdinet) {
    const DevRows rows = dev_rows("corporate-edinet-20260811.tsv.xz", "xz -dc", '\t');
    if (rows.empty()) GTEST_SKIP() << "development data is not here";
    int companies = 0;
    int read = 0;
    int known = 0;
    int numbers = 0;
    int valid = 0;
    int forms = 0;
    int stock = 0;
    for (const auto& row : rows) {
        if (row.size() < 11 || row[1].find("内国") == std::string::npos) continue;
        ++companies;
        const Address address = parse_address(row[7]);
        read += address.level == 8;
        known += !address.municipality_code.empty();
        if (!row[10].empty()) {
            ++numbers;
            valid += parse_corporate_number(row[10]).has_value();
        }
        if (row[5].empty()) continue;
        if (row[4].find("株式会社") != std::string::npos) {
            ++stock;
            forms += parse_company(row[4]).legal_form == "株式会社";
        }
    }
    std::printf(
        "EDINET: %d, address read %d, municipality %d; numbers %d of %d; forms %d of %d\n",
        companies, read, known, valid, numbers, forms, stock);
    EXPECT_GT(read, companies * 995 / 1000);
    EXPECT_GT(known, companies * 995 / 1000);
    EXPECT_EQ(valid, numbers);
    EXPECT_EQ(forms, stock);
}

TEST(DevData, TownsOfTheCountry) {
    const DevRows rows = dev_rows("towns-geolonia-2024-01.tsv.xz", "xz -dc", '\t');
    if (rows.empty()) GTEST_SKIP() << "development data is not here";
    int count = 0;
    int cities = 0;
    int agree = 0;
    for (std::size_t i = 1; i < rows.size(); i += 193) {
        const auto& row = rows[i];
        const std::string place = row[1] + row[2] + row[3];
        const Address full = parse_address(row[0] + place + "5番地6");
        const Address bare = parse_address(row[0] + " " + place + " ５－６");
        ++count;
        cities += town_key(full.city) == town_key(row[1]);
        agree += full.key() == bare.key() && !full.key().empty();
    }
    std::printf("towns: %d, municipality %d, notations agree %d\n", count, cities, agree);
    EXPECT_GT(cities, count * 995 / 1000);
    EXPECT_GT(agree, count * 97 / 100);
}

// Towns that bear the name of a merged municipality are found under its old address.
TEST(DevData, MergedMunicipalities) {
    const DevRows merged = dev_rows("merged-towns-japanpost.tsv", "cat", '\t');
    const DevRows towns = dev_rows("towns-geolonia-2024-01.tsv.xz", "xz -dc", '\t');
    if (merged.empty() || towns.empty()) GTEST_SKIP() << "development data is not here";
    std::map<std::string, std::vector<std::string>> towns_of;
    for (const auto& row : towns) {
        if (row.size() > 3 && row[3].empty()) towns_of[row[0] + row[1]].push_back(row[2]);
    }
    int asked = 0;
    int right = 0;
    int open = 0;
    for (const auto& row : merged) {
        if (row.size() < 3) continue;
        const std::size_t county = row[1].find("郡");
        const std::string name = county == std::string::npos ? row[1] : row[1].substr(county + 3);
        for (const std::string& town : towns_of[row[0] + row[2]]) {
            if (!town.starts_with(name) || town == name || ++asked % 11 != 0) continue;
            const Address address =
                parse_address(row[0] + row[1] + town.substr(name.size()) + "12-3");
            right += town_key(address.city) == town_key(row[2]);
            open += address.municipality_code.empty();
        }
    }
    asked /= 11;
    std::printf("merged municipalities: %d, right %d, left open %d\n", asked, right, open);
    EXPECT_GT(right, asked * 99 / 100);
    EXPECT_EQ(right + open, asked);
}

TEST(DevData, NamesWithoutASpace) {
    const DevRows surnames = dev_rows("surnames-count.tsv", "cat", '\t');
    const DevRows given = dev_rows("given-names.tsv", "cat", '\t');
    if (surnames.empty() || given.empty()) GTEST_SKIP() << "development data is not here";
    std::vector<double> people;
    for (std::size_t i = 1; i < surnames.size(); ++i) people.push_back(std::stod(surnames[i][1]));
    std::discrete_distribution<std::size_t> who(people.begin(), people.end());
    std::mt19937 dice(7);
    constexpr int kNames = 4000;
    int known = 0;
    int known_right = 0;
    int right = 0;
    int with_kana = 0;
    int surname_fits = 0;
    int given_fits = 0;
    for (int i = 0; i < kNames; ++i) {
        const auto& surname = surnames[1 + who(dice)];
        const auto& name = given[1 + dice() % (given.size() - 1)];
        const std::string form = name[3].substr(0, name[3].find(' '));
        const PersonName split = split_name(surname[0] + form);
        const bool hit = split.surname == surname[0] && split.given == form;
        right += hit;
        known += split.split_known;
        known_right += split.split_known && hit;
        const std::string kana = dev_katakana(surname[2]) + " " + dev_katakana(name[1]);
        with_kana += split_name(surname[0] + form, kana).surname == surname[0];
        surname_fits += reading_fits(surname[0], dev_katakana(surname[2]));
        given_fits += reading_fits(form, dev_katakana(name[1]));
    }
    std::printf(
        "names: %d, right %d, known %d of which right %d, with kana %d; readings %d, %d\n", kNames,
        right, known, known_right, with_kana, surname_fits, given_fits);
    EXPECT_GT(right, kNames * 98 / 100);
    EXPECT_GT(known, kNames * 90 / 100);
    EXPECT_GE(known_right, known * 998 / 1000);
    EXPECT_GT(with_kana, kNames * 998 / 1000);
    EXPECT_GT(surname_fits, kNames * 99 / 100);
    EXPECT_GT(given_fits, kNames * 75 / 100);
}

TEST(DevData, MostVariantPairsAreConfirmed) {
    const DevRows rows = dev_rows("mj-shrink.tsv.xz", "xz -dc", '\t');
    if (rows.empty()) GTEST_SKIP() << "development data is not here";
    // A character that MJ can shrink to exactly one other in everyday use should not be split by us
    // from it while a third is joined: the L1 representative is among MJ's candidates.
    int folded = 0;
    int confirmed = 0;
    for (const auto& row : rows) {
        if (row.size() < 5 || row[1].empty() || row[4].empty()) continue;
        const std::string representative = fold_variants(row[1]);
        if (representative == fold_width(row[1])) continue;
        ++folded;
        confirmed += row[4].find(representative) != std::string::npos ||
                     fold_variants(row[4]).find(representative) != std::string::npos;
    }
    std::printf("variants: %d folded, %d confirmed by MJ\n", folded, confirmed);
    EXPECT_GT(folded, 300);
    EXPECT_GT(confirmed, folded * 85 / 100);
}

}  // namespace
}  // namespace genbo
