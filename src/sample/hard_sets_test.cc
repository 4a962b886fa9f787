// SPDX-License-Identifier: Apache-2.0

#include "sample/hard_sets.h"

#include <gmock/gmock.h>

#include <set>

#include "sample/company.h"
#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

const Population& population() {
    static const Population kPopulation(test_tables(), 21);
    return kPopulation;
}

// Calls `look` with the first cases of a set.
template <typename Look>
void cases(std::size_t set, const Look& look) {
    for (std::uint32_t i = 0; i < 150; ++i) look(hard_case(population(), set, i));
}

bool same_city(const Facts& a, const Facts& b) { return a.address.city == b.address.city; }

TEST(HardSets, AreAsManyAsSpecified) {
    std::size_t cases = 0;
    for (const HardSet& set : hard_sets()) cases += set.cases;
    EXPECT_EQ(hard_sets().size(), 11U);
    EXPECT_EQ(cases, 33'000U);
}

TEST(HardSets, ACaseIsTheSameWheneverItIsMade) {
    for (std::size_t set = 0; set < kHardSetCount; ++set) {
        const HardCase a = hard_case(population(), set, 7);
        const HardCase b = hard_case(population(), set, 7);
        ASSERT_EQ(a.records.size(), b.records.size());
        for (std::size_t i = 0; i < a.records.size(); ++i) {
            EXPECT_EQ(a.records[i].draft.facts.surname, b.records[i].draft.facts.surname);
            EXPECT_EQ(a.records[i].draft.facts.email, b.records[i].draft.facts.email);
            EXPECT_EQ(a.records[i].draft.facts.address, b.records[i].draft.facts.address);
        }
        for (const HardPair& pair : a.pairs) {
            EXPECT_EQ(pair.same, a.records[pair.a].entity == a.records[pair.b].entity);
            if (pair.expected != Expected::review) {
                EXPECT_EQ(pair.same, pair.expected == Expected::same);
            }
        }
    }
}

TEST(HardSets, NamesakesLiveInOneCityAndAreTwo) {
    cases(0, [](const HardCase& made) {
        const Facts& a = made.records[0].draft.facts;
        const Facts& b = made.records[1].draft.facts;
        EXPECT_EQ(a.surname, b.surname);
        EXPECT_EQ(a.given_name, b.given_name);
        EXPECT_TRUE(same_city(a, b));
        EXPECT_NE(a.birth, b.birth);
        EXPECT_NE(a.mobile.digits, b.mobile.digits);
        EXPECT_EQ(made.pairs[0].expected, Expected::different);
    });
}

TEST(HardSets, TwinsShareAllButTheGivenName) {
    cases(1, [](const HardCase& made) {
        const Facts& a = made.records[0].draft.facts;
        const Facts& b = made.records[1].draft.facts;
        EXPECT_EQ(a.surname, b.surname);
        EXPECT_EQ(a.birth, b.birth);
        EXPECT_EQ(a.address, b.address);
        EXPECT_NE(a.given_name, b.given_name);
        EXPECT_NE(a.given_name_kana, b.given_name_kana);
    });
}

TEST(HardSets, ParentAndChildAreAGenerationApart) {
    cases(2, [](const HardCase& made) {
        const HardRecord& a = made.records[0];
        const HardRecord& b = made.records[1];
        EXPECT_EQ(a.draft.facts.address, b.draft.facts.address);
        EXPECT_GT(b.draft.facts.birth - a.draft.facts.birth, 20 * 365);
        if (a.draft.facts.given_name_kana == b.draft.facts.given_name_kana) {
            EXPECT_TRUE(a.draft.birth && b.draft.birth);
        }
    });
}

TEST(HardSets, TheMarriedKeepGivenNameBirthAndMail) {
    cases(3, [](const HardCase& made) {
        const HardRecord& a = made.records[0];
        const HardRecord& b = made.records[1];
        EXPECT_NE(a.draft.facts.surname, b.draft.facts.surname);
        EXPECT_NE(a.draft.facts.mobile.digits, b.draft.facts.mobile.digits);
        EXPECT_EQ(a.draft.facts.given_name, b.draft.facts.given_name);
        EXPECT_EQ(a.draft.facts.email, b.draft.facts.email);
        EXPECT_EQ(a.draft.birth, b.draft.birth);
        EXPECT_TRUE(a.draft.birth.has_value());
    });
}

TEST(HardSets, KanaAndKanjiAreTiedBySomething) {
    cases(4, [](const HardCase& made) {
        const HardRecord& kanji = made.records[0];
        const HardRecord& kana = made.records[1];
        EXPECT_TRUE(kanji.kanji_only);
        EXPECT_TRUE(kana.draft.facts.surname.empty());
        EXPECT_FALSE(kana.draft.facts.surname_kana.empty());
        const bool phone = kanji.draft.facts.mobile.digits == kana.draft.facts.mobile.digits;
        const bool address = kanji.draft.facts.address == kana.draft.facts.address;
        const bool birth = kanji.draft.birth && kanji.draft.birth == kana.draft.birth;
        EXPECT_TRUE(phone || address || birth);
    });
}

TEST(HardSets, VariantsAreWrittenOtherwise) {
    cases(5, [](const HardCase& made) {
        const Facts& a = made.records[0].draft.facts;
        const Facts& b = made.records[1].draft.facts;
        EXPECT_TRUE(a.surname != b.surname || a.given_name != b.given_name);
        EXPECT_EQ(a.surname_kana, b.surname_kana);
    });
}

TEST(HardSets, SharedContactsAreOfTwo) {
    int phones = 0;
    int mails = 0;
    cases(6, [&](const HardCase& made) {
        const Facts& a = made.records[0].draft.facts;
        const Facts& b = made.records[1].draft.facts;
        const bool phone = a.mobile.digits == b.mobile.digits;
        EXPECT_NE(phone, a.email == b.email);
        phones += phone ? 1 : 0;
        mails += phone ? 0 : 1;
        EXPECT_FALSE(a.given_name == b.given_name && a.birth == b.birth);
    });
    EXPECT_GT(phones, 50);
    EXPECT_GT(mails, 30);
}

TEST(HardSets, FormerPlacesHaveTwoSpellings) {
    cases(7, [](const HardCase& made) {
        const Draft& a = made.records[0].draft;
        const Draft& b = made.records[1].draft;
        EXPECT_EQ(a.facts.address, b.facts.address);
        const AddressText first = address_text(test_tables(), a.facts.address, a.address);
        const AddressText second = address_text(test_tables(), b.facts.address, b.address);
        EXPECT_TRUE(first.city != second.city || a.facts.address.street != 0);
    });
}

TEST(HardSets, OfficesOfOneCompanyStandInTwoPlaces) {
    cases(8, [](const HardCase& made) {
        const HardRecord& a = made.records[0];
        const HardRecord& b = made.records[1];
        EXPECT_EQ(a.company, b.company);
        EXPECT_NE(a.site, b.site);
        const Company company =
            make_company(test_tables(), population().seed(), normal_rates(), a.company);
        EXPECT_LE(std::max(a.site, b.site), company.sites);
    });
}

TEST(HardSets, AChainHasTwoEnds) {
    cases(9, [](const HardCase& made) {
        ASSERT_EQ(made.records.size(), 3U);
        const Facts& parent = made.records[0].draft.facts;
        const Facts& card = made.records[1].draft.facts;
        const Facts& child = made.records[2].draft.facts;
        EXPECT_EQ(parent.mobile.digits, card.mobile.digits);
        EXPECT_EQ(card.given_name_kana, child.given_name_kana);
        EXPECT_EQ(card.address, child.address);
        EXPECT_NE(parent.birth, child.birth);
    });
}

TEST(HardSets, WhatCannotBeKnownIsToBeReviewed) {
    int same = 0;
    cases(10, [&](const HardCase& made) {
        for (const HardRecord& record : made.records) EXPECT_TRUE(record.bare);
        EXPECT_EQ(made.pairs[0].expected, Expected::review);
        same += made.pairs[0].same ? 1 : 0;
    });
    EXPECT_NEAR(same / 150.0, 0.5, 0.15);
}

// Two hard people never share a number by accident.
TEST(HardSets, NumbersAreTheirOwn) {
    std::set<std::string> seen;
    for (const std::size_t set : {0U, 1U, 5U, 10U}) {
        for (std::uint32_t i = 0; i < 400; ++i) {
            const HardCase made = hard_case(population(), set, i);
            std::set<std::string> own;
            for (const HardRecord& record : made.records) {
                own.insert(record.draft.facts.mobile.digits);
            }
            for (const std::string& number : own) EXPECT_TRUE(seen.insert(number).second);
        }
    }
}

}  // namespace
}  // namespace genbo::sample
