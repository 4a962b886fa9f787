// SPDX-License-Identifier: Apache-2.0
#include "app/stored_sessions.h"

#include <gtest/gtest.h>

#include "app/test_nodes.h"

namespace genbo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr StaffId kAdmin{1};
constexpr StaffId kOther{2};

class StoredSessionsTest : public testing::Test {
protected:
    StoredSessions& here() { return *nodes_[0].sessions; }
    StoredSessions& there() { return *nodes_[1].sessions; }
    static std::optional<StaffId> use(
        StoredSessions& sessions, const std::string& token, Instant now) {
        const auto who = sessions.use(token, now);
        EXPECT_TRUE(who.ok());
        if (!who.ok() || !*who) return std::nullopt;
        return (*who)->staff;
    }
    std::vector<StoredSession> stored(StaffId staff) {
        return *(*nodes_[0].master->store().reader())->sessions_of(staff);
    }

    TestNodes nodes_{2};
    const Instant now_ = nodes_.time.now();
};

TEST_F(StoredSessionsTest, AreKnownEverywhereAndStoredAsHashes) {
    const std::string token = *here().open({.staff = kAdmin}, now_);
    EXPECT_EQ(use(here(), token, now_), kAdmin);
    EXPECT_EQ(use(there(), token, now_), kAdmin);
    EXPECT_EQ(use(there(), "", now_), std::nullopt);
    EXPECT_EQ(use(there(), std::string(64, '0'), now_), std::nullopt);
    EXPECT_EQ(use(there(), token + "0", now_), std::nullopt);
    const auto sessions = stored(kAdmin);
    ASSERT_EQ(sessions.size(), 1U);
    const Hash hash = session_hash(token);
    EXPECT_EQ(sessions[0].token_hash, Bytes(hash.begin(), hash.end()));
}

TEST_F(StoredSessionsTest, CloseAtOnceHereAndSoonThere) {
    const std::string token = *here().open({.staff = kAdmin}, now_);
    EXPECT_EQ(use(here(), token, now_), kAdmin);
    EXPECT_EQ(use(there(), token, now_), kAdmin);
    ASSERT_TRUE(here().close(token).ok());
    EXPECT_EQ(use(here(), token, now_), std::nullopt);
    // It still believes what it has read, but not for long.
    EXPECT_EQ(use(there(), token, now_ + seconds{3}), kAdmin);
    EXPECT_EQ(use(there(), token, now_ + seconds{5}), std::nullopt);
}

TEST_F(StoredSessionsTest, AllOfOnePersonClose) {
    const std::string first = *here().open({.staff = kAdmin}, now_);
    const std::string second = *there().open({.staff = kAdmin}, now_);
    const std::string other = *there().open({.staff = kOther}, now_);
    ASSERT_TRUE(there().close_all_of(kAdmin).ok());
    EXPECT_EQ(use(there(), first, now_), std::nullopt);
    EXPECT_EQ(use(there(), second, now_), std::nullopt);
    EXPECT_EQ(use(here(), first, now_), std::nullopt);
    EXPECT_EQ(use(here(), other, now_), kOther);
}

TEST_F(StoredSessionsTest, UseOnAnyNodeKeepsThemAlive) {
    const std::string token = *here().open({.staff = kAdmin}, now_);
    EXPECT_EQ(use(there(), token, now_ + minutes{29}), kAdmin);
    // Written once a minute, and not waited for.
    for (int i = 0; i < 200 && stored(kAdmin).at(0).used == now_; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(stored(kAdmin).at(0).used, now_ + minutes{29});
    EXPECT_EQ(use(here(), token, now_ + minutes{58}), kAdmin);
    EXPECT_EQ(use(here(), token, now_ + minutes{95}), std::nullopt);
    EXPECT_TRUE(stored(kAdmin).empty());
}

TEST_F(StoredSessionsTest, UseWithinAMinuteWritesNothing) {
    const std::string token = *here().open({.staff = kAdmin}, now_);
    const auto before = nodes_[0].master->writer().statistics().commands.load();
    for (int i = 1; i < 60; ++i) EXPECT_EQ(use(here(), token, now_ + seconds{i}), kAdmin);
    EXPECT_EQ(nodes_[0].master->writer().statistics().commands.load(), before);
}

TEST_F(StoredSessionsTest, EndAfterADayOfWorkInAnyCase) {
    const std::string token = *here().open({.staff = kAdmin}, now_);
    for (auto at = now_; at < now_ + hours{12}; at += minutes{20})
        EXPECT_EQ(use(here(), token, at), kAdmin);
    EXPECT_EQ(use(here(), token, now_ + hours{12}), std::nullopt);
}

TEST_F(StoredSessionsTest, AreBoundedPerPerson) {
    const std::string first = *here().open({.staff = kAdmin}, now_);
    const std::string second = *here().open({.staff = kAdmin}, now_ + seconds{1});
    for (std::size_t i = 2; i <= kSessionsPerStaffMax; ++i)
        ASSERT_TRUE(
            (i % 2 == 0 ? here() : there()).open({.staff = kAdmin}, now_ + seconds{3}).ok());
    EXPECT_EQ(stored(kAdmin).size(), kSessionsPerStaffMax);
    EXPECT_EQ(use(there(), first, now_ + seconds{4}), std::nullopt);  // The longest unused.
    EXPECT_EQ(use(there(), second, now_ + seconds{4}), kAdmin);
    // Those that are over make place first.
    ASSERT_TRUE(here().open({.staff = kAdmin}, now_ + hours{1}).ok());
    EXPECT_EQ(stored(kAdmin).size(), 1U);
}

}  // namespace
}  // namespace genbo
