// SPDX-License-Identifier: Apache-2.0
#include "base/message.h"

#include <gtest/gtest.h>

#include <array>

#include "base/base_messages.h"

namespace genbo {

namespace {

constexpr std::array kTestMessages = {
    Message{"test.two", "{1} を {0} に。", "{1} into {0}."},
    Message{"test.brace", "{} と {a} と {0", "{} and {a} and {0"},
    Message{"test.one", "一つ {0}。", "One {0}."},
};

}  // namespace

TEST(MessageCatalogue, FillsHolesInEitherLanguage) {
    MessageCatalogue catalogue;
    catalogue.add(kTestMessages);
    EXPECT_EQ(catalogue.text(Language::ja, "test.two", {"甲", "乙"}), "乙 を 甲 に。");
    EXPECT_EQ(catalogue.text(Language::en, "test.two", {"a", "b"}), "b into a.");
    // An argument is text, not a pattern.
    EXPECT_EQ(catalogue.text(Language::en, "test.one", {"{0}{1}"}), "One {0}{1}.");
}

TEST(MessageCatalogue, AMissingArgumentLeavesNothingAndABraceStaysABrace) {
    MessageCatalogue catalogue;
    catalogue.add(kTestMessages);
    EXPECT_EQ(catalogue.text(Language::en, "test.two", {"a"}), " into a.");
    EXPECT_EQ(catalogue.text(Language::en, "test.brace", {"x"}), "{} and {a} and {0");
}

TEST(MessageCatalogue, ACodeWithoutAnEntryStandsForItself) {
    MessageCatalogue catalogue;
    EXPECT_FALSE(catalogue.has("test.one"));
    EXPECT_EQ(catalogue.text(Language::ja, "test.one", {}), "test.one");
    catalogue.add(kTestMessages);
    EXPECT_TRUE(catalogue.has("test.one"));
    EXPECT_FALSE(catalogue.has("test"));
    EXPECT_FALSE(catalogue.has("test.zzz"));
}

TEST(MessageCatalogueDeathTest, OneCodeTwiceIsABug) {
    MessageCatalogue catalogue;
    catalogue.add(kTestMessages);
    EXPECT_DEATH(catalogue.add(kTestMessages), "broken invariant");
}

TEST(BaseMessages, JoinOthers) {
    MessageCatalogue catalogue;
    catalogue.add(kTestMessages);
    catalogue.add(kBaseMessages);
    EXPECT_TRUE(catalogue.has("money.overflow"));
    EXPECT_TRUE(catalogue.has("test.two"));
}

}  // namespace genbo
