// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/test_server.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "adapter/postgres/pg_error.h"

namespace genbo {

namespace {

// The folder in an address.
std::filesystem::path folder_of(const std::string& url) {
    const auto start = url.find("host=") + 5;
    return url.substr(start, url.find('&', start) - start);
}

bool goes_away(const std::filesystem::path& path) {
    for (int i = 0; i < 500 && std::filesystem::exists(path); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return !std::filesystem::exists(path);
}

}  // namespace

TEST(PgTestServer, ASecondOneIsAnother) {
    auto second = PgTestServer::start(PgTestServer::default_bin_dir());
    const auto url = second->make_database();
    EXPECT_NE(folder_of(url), folder_of(PgTestServer::shared().url("postgres")));
    EXPECT_TRUE(PgConnection::open({.url = url}).ok());
    second.reset();
    EXPECT_FALSE(PgConnection::open({.url = url}).ok());
    EXPECT_FALSE(std::filesystem::exists(folder_of(url)));
}

TEST(PgTestServer, ACrashLosesConnectionsAndNothingElse) {
    auto server = PgTestServer::start(PgTestServer::default_bin_dir());
    const auto url = server->make_database();
    auto db = *PgConnection::open({.url = url});
    ASSERT_TRUE(db.execute("CREATE TABLE t (x bigint); INSERT INTO t VALUES (1)").ok());
    ASSERT_TRUE(db.execute("BEGIN; INSERT INTO t VALUES (2)").ok());
    server->crash_and_recover();
    EXPECT_TRUE(pg_lost_connection(db.execute("COMMIT").error()));
    auto again = *PgConnection::open({.url = url});
    EXPECT_EQ(again.run("SELECT count(*) FROM t")->integer(0, 0), 1);
}

// A test program that is killed leaves neither a server nor a folder behind.
TEST(PgTestServer, NothingOutlivesItsOwner) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    const auto child = fork();
    if (child == 0) {
        auto server = PgTestServer::start(PgTestServer::default_bin_dir());
        const auto url = server->url("postgres");
        const bool told = write(ends[1], url.data(), url.size()) > 0;
        pause();
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    std::array<char, 1000> text{};
    const auto size = read(ends[0], text.data(), text.size());
    close(ends[0]);
    ASSERT_GT(size, 0);
    const std::string url(text.data(), static_cast<std::size_t>(size));
    EXPECT_TRUE(PgConnection::open({.url = url}).ok());
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_TRUE(goes_away(folder_of(url)));
    EXPECT_FALSE(PgConnection::open({.url = url}).ok());
}

TEST(PgTestServer, WithoutItsProgramsATestFails) {
    auto none = PgTestServer::start("/nonexistent");
    EXPECT_FALSE(PgConnection::open({.url = none->url("postgres")}).ok());
    EXPECT_NONFATAL_FAILURE(none->make_database(), "PostgreSQL is not installed");
}

}  // namespace genbo
