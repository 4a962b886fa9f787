// SPDX-License-Identifier: Apache-2.0
#include "match/matching_version.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/block_keys.h"
#include "match/compare.h"
#include "match/frequency_table.h"
#include "match/hash.h"
#include "match/schema.h"
#include "match/test_people.h"
#include "text/reference_tables.h"

namespace genbo {
namespace {

// Values at which something is done that ordinary ones do not reach.
std::vector<TestPeople::Cells> unusual_people() {
    const std::vector<std::vector<std::pair<Field, std::string>>> values = {
        {{Field::name_full, "ミラー ジェームズ"}, {Field::email, "james.miller85@mail.example"}},
        {{Field::name_full, "James Miller"}, {Field::email, "j.miller@mail.example"}},
        {{Field::name_full, "James Milelr"}, {Field::email, "james.miller12@mail.example"}},
        {{Field::name_full, "Wei Li"}, {Field::email, "li.wei22@mail.example"}},
        {{Field::name_full, "Wei Li"}, {Field::email, "li.wei31@mail.example"}},
        {{Field::name_full, "竹内"}, {Field::kana_full, "ﾀｹｳﾁ"}, {Field::phone, "090-1234-5678"}},
        {{Field::company, "株式会社　東雲商事"}, {Field::email, "test@example.com"}},
        {{Field::company, "(有)渡邉工務店"}, {Field::company_kana, "ﾕ)ﾜﾀﾅﾍﾞｺｳﾑﾃﾝ"}},
        {{Field::address_full, "京都市中京区寺町通御池上る上本能寺前町488"},
         {Field::postal_code, "604-8571"}},
        {{Field::address_full, "札幌市中央区北１条西２丁目"},
         {Field::birth_date, "昭和64年1月7日"}},
        {{Field::phone, "03-3456-7890 内線12"}, {Field::birth_date, "1900-01-01"}},
    };
    std::vector<TestPeople::Cells> people;
    for (const auto& one : values) {
        auto& cells = people.emplace_back();
        for (const auto& [field, value] : one) cells[static_cast<std::size_t>(field)] = value;
    }
    return people;
}

// Over prepared rows, their keys, and the levels of neighbours.
std::uint64_t digest_of_matching() {
    auto people = unusual_people();
    for (auto& one : TestPeople{11}.cells(400)) people.push_back(std::move(one));
    std::vector<PreparedRow> rows;
    for (const auto& cells : people) rows.push_back(TestPeople::prepared(cells));
    const Schema& schema = register_schema();
    const FrequencyTable frequencies;
    const Comparer comparer{schema, frequencies};
    BlockKeyMaker maker{schema};
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        digest = hash_bytes(rows[i].bytes, digest);
        for (const auto key : maker.keys(rows[i].view())) digest = hash_mix(digest, key);
        for (std::size_t j = i < 3 ? 0 : i - 3; j < i; ++j)
            digest = hash_mix(digest, comparer.vector(rows[i].view(), rows[j].view()));
    }
    return digest;
}

TEST(MatchingVersion, IsRaisedWithEveryChangeOfWhatIsCompared) {
    constexpr std::string_view kTables = "b06e8431be6bbbbd";
    if (text_tables_version() != kTables)
        GTEST_SKIP() << "packed from other reference tables: " << text_tables_version();
    EXPECT_EQ(kMatchingVersion, 3);
    EXPECT_EQ(digest_of_matching(), 3802282769493380077U)
        << "Normal forms, keys or levels have changed: raise kMatchingVersion, then put the new "
           "figure here.  Without it a stored index would mix two ways of comparing.";
}

TEST(MatchingVersion, NamesTheTablesToo) {
    EXPECT_EQ(matching_version(), "3-" + text_tables_version());
}

}  // namespace
}  // namespace genbo
