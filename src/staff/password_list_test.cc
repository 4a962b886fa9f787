// SPDX-License-Identifier: Apache-2.0
#include "staff/password_list.h"

#include <gtest/gtest.h>

#include <string>

#include "staff/password_strength.h"

namespace genbo {
namespace {

TEST(PasswordList, FindsEachOfItsLinesAndNoOther) {
    auto rest = common_passwords_text();
    int lines = 0;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        const auto tab = line.find('\t');
        ASSERT_NE(tab, line.npos);
        ASSERT_EQ(
            common_password_rank(line.substr(0, tab)), std::stoi(std::string{line.substr(tab + 1)}))
            << line;
        rest.remove_prefix(line.size() + 1);
        ++lines;
    }
    EXPECT_GT(lines, 20'000);
    for (const char* word : {"", "a", "~~~~~~~~~~~~~~~", "kaze-no-naka-no-hi", "qwerty1234567!"})
        EXPECT_EQ(common_password_rank(word), 0) << word;
    EXPECT_GT(common_password_rank("123qweasdzxc"), 0);
}

// Whatever is on the list may not be a password, with a capital either.
TEST(PasswordList, EveryListedOneOfTwelveAndMoreIsRefused) {
    auto rest = common_passwords_text();
    int long_ones = 0;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        std::string word{line.substr(0, line.find('\t'))};
        rest.remove_prefix(line.size() + 1);
        if (word.size() < kPasswordLengthMin) continue;
        ++long_ones;
        // The estimate looks at every piece: some of them are enough.
        if (long_ones % 20 != 0) continue;
        if (word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
        EXPECT_EQ(check_new_password(word, {}).error().code, "staff.password_guessable") << word;
    }
    EXPECT_GT(long_ones, 3000);
}

}  // namespace
}  // namespace genbo
