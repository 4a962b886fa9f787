// SPDX-License-Identifier: Apache-2.0
#include "server/session_book.h"

#include <gtest/gtest.h>

#include <set>

namespace genbo {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr StaffId kHanako{1};
constexpr StaffId kTaro{2};
const Instant kMorning = instant_from_micros(1'700'000'000'000'000);

TEST(SessionBook, KnowsWhoseSessionItIs) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    const std::string hanako = *book.open({.staff = kHanako}, kMorning);
    const std::string taro = *book.open({.staff = kTaro}, kMorning);
    EXPECT_EQ(hanako.size(), 64u);
    EXPECT_NE(hanako, taro);
    EXPECT_EQ((*book.use(hanako, kMorning))->staff, kHanako);
    EXPECT_EQ((*book.use(taro, kMorning))->staff, kTaro);
    EXPECT_EQ(*book.use("", kMorning), std::nullopt);
    EXPECT_EQ(*book.use(hanako + "0", kMorning), std::nullopt);
}

TEST(SessionBook, EndsAfterIdleTime) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    const std::string token = *book.open({.staff = kHanako}, kMorning);
    EXPECT_TRUE(*book.use(token, kMorning + minutes{29}));
    EXPECT_TRUE(*book.use(token, kMorning + minutes{58}));
    EXPECT_FALSE(*book.use(token, kMorning + minutes{88}));
    EXPECT_FALSE(*book.use(token, kMorning + minutes{58}));  // Over is over.
}

TEST(SessionBook, EndsAfterADayOfWorkInAnyCase) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    const std::string token = *book.open({.staff = kHanako}, kMorning);
    for (auto at = kMorning; at < kMorning + hours{12}; at += minutes{20})
        EXPECT_TRUE(*book.use(token, at));
    EXPECT_FALSE(*book.use(token, kMorning + hours{12}));
}

TEST(SessionBook, ClosesOneOrAll) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    const std::string first = *book.open({.staff = kHanako}, kMorning);
    const std::string second = *book.open({.staff = kHanako}, kMorning);
    const std::string other = *book.open({.staff = kTaro}, kMorning);
    EXPECT_TRUE(book.close(first).ok());
    EXPECT_FALSE(*book.use(first, kMorning));
    EXPECT_TRUE(*book.use(second, kMorning));
    EXPECT_TRUE(book.close_all_of(kHanako).ok());
    EXPECT_FALSE(*book.use(second, kMorning));
    EXPECT_TRUE(*book.use(other, kMorning));
}

TEST(SessionBook, IsBoundedPerPersonAndForgetsTheOver) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    const std::string first = *book.open({.staff = kHanako}, kMorning);
    const std::string second = *book.open({.staff = kHanako}, kMorning + seconds{1});
    EXPECT_TRUE(*book.use(first, kMorning + seconds{2}));
    for (std::size_t i = 2; i <= kSessionsPerStaffMax; ++i)
        EXPECT_TRUE(book.open({.staff = kHanako}, kMorning + seconds{3}).ok());
    EXPECT_EQ(book.size(), kSessionsPerStaffMax);
    EXPECT_TRUE(*book.use(first, kMorning + seconds{4}));
    EXPECT_FALSE(*book.use(second, kMorning + seconds{4}));  // The longest unused.
    EXPECT_TRUE(book.open({.staff = kTaro}, kMorning + hours{1}).ok());
    EXPECT_EQ(book.size(), 1u);
}

TEST(CsrfToken, IsBoundToTheSessionAndTellsNothingAboutIt) {
    SessionBook book{{.idle = minutes{30}, .absolute = hours{12}}};
    std::set<std::string> tokens;
    for (int i = 0; i < 16; ++i) {
        const std::string session = *book.open({.staff = kHanako}, kMorning);
        EXPECT_NE(csrf_token_of(session), session);
        EXPECT_EQ(csrf_token_of(session), csrf_token_of(session));
        tokens.insert(csrf_token_of(session));
    }
    EXPECT_EQ(tokens.size(), 16u);
}

TEST(SameSecret, Compares) {
    EXPECT_TRUE(same_secret("", ""));
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
    EXPECT_FALSE(same_secret(
        "abc",
        "\xe1"
        "bc"));
}

}  // namespace

}  // namespace genbo
