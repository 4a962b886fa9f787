// SPDX-License-Identifier: Apache-2.0

#include "sample/rates.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "sample/damage.h"
#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

TEST(Rates, EveryProfileIsWhole) {
    for (const char* name : {"normal", "open", "sealed"}) {
        const Rates* rates = sample_rates(name);
        ASSERT_NE(rates, nullptr);
        EXPECT_EQ(rates->profile, name);
        EXPECT_EQ(rates->damage.size(), kStruckChannelCount);
        EXPECT_NE(std::string(sample_profile_names()).find(name), std::string::npos);
        EXPECT_FALSE(sample_profile_text(name).empty());
    }
    EXPECT_EQ(sample_rates("secret"), nullptr);
    EXPECT_TRUE(sample_profile_text("secret").empty());
}

TEST(Rates, AProfileIsItsBaseWithSomeLinesExchanged) {
    const Rates rates = read_rates(
        "base normal\nprofile mine\ntwins .5  # many\nname_slip 0 .1 .2 .3 .4 1\n"
        "source_tickets 1 2 3 4 5 6\nsalt 0xff\n");
    EXPECT_EQ(rates.profile, "mine");
    EXPECT_EQ(rates.twins, 0.5);
    EXPECT_EQ(rates.salt, 255U);
    EXPECT_THAT(rates.source_tickets, testing::ElementsAre(1, 2, 3, 4, 5, 6));
    const auto& slip = rates.damage[static_cast<std::size_t>(Channel::name_slip)];
    EXPECT_THAT(slip, testing::ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 1));
    EXPECT_EQ(rates.foreign, normal_rates().foreign);
    EXPECT_NE(rates.twins, normal_rates().twins);
}

TEST(RatesDeathTest, ATextThatIsNotWholeIsOurBug) {
    EXPECT_DEATH(read_rates("profile empty\n"), "");
    EXPECT_DEATH(read_rates("base normal\nno_such_rate 1\n"), "");
    EXPECT_DEATH(read_rates("base normal\nname_slip 1 1 1\n"), "");
    EXPECT_DEATH(read_rates("base normal\ntwins many\n"), "");
}

// What is developed on and what is judged on have no surname and no town in common.
TEST(Rates, TheHalvesOfTheLexiconAreDisjointAndMakeTheWhole) {
    EXPECT_EQ(sample_rates("open")->lexicon, Lexicon::a);
    EXPECT_EQ(sample_rates("sealed")->lexicon, Lexicon::b);
    EXPECT_NE(sample_rates("open")->salt, sample_rates("sealed")->salt);
    const Tables a(Lexicon::a);
    const Tables b(Lexicon::b);
    std::set<std::string_view> names;
    for (const auto& entry : a.surnames()) names.insert(entry.name);
    for (const auto& entry : b.surnames()) EXPECT_FALSE(names.contains(entry.name)) << entry.name;
    EXPECT_EQ(a.surnames().size() + b.surnames().size(), test_tables().surnames().size());
    EXPECT_EQ(a.towns().size() + b.towns().size(), test_tables().towns().size());
    std::set<std::string_view> towns;
    for (const auto& town : a.towns()) towns.insert(town.name);
    for (const auto& town : b.towns()) ASSERT_FALSE(towns.contains(town.name)) << town.name;
    EXPECT_NEAR(double(a.towns().size()) / double(test_tables().towns().size()), 0.5, 0.02);
    // Nobody comes from a municipality that has lost all its towns.
    Chance chance(1);
    for (int i = 0; i < 20'000; ++i) ASSERT_GT(a.cities()[a.draw_city(chance)].town_count, 0U);
}

}  // namespace
}  // namespace genbo::sample
