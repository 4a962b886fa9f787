// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/test_server.h"

namespace genbo {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// For tests that make no table: a database of its own takes longer than the test.
PgConnection any_database() {
    auto opened = PgConnection::open({.url = PgTestServer::shared().url("postgres")});
    check(opened.ok());
    return *std::move(opened);
}

Bytes dice_bytes(std::mt19937_64& dice, std::size_t size) {
    Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(dice());
    return out;
}

std::vector<std::int64_t> integers_of(const PgRows& rows) {
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows.integer(i, 0));
    return out;
}

}  // namespace

TEST(PgConnection, IntegersComeBack) {
    auto db = any_database();
    for (const std::int64_t value :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40,
          std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        const auto rows = db.run("SELECT $1, $1::text", PgParams{}.add(value));
        ASSERT_TRUE(rows.ok());
        EXPECT_EQ(rows->integer(0, 0), value);
        EXPECT_EQ(rows->text(0, 1), std::to_string(value));  // Not only the way back undone.
    }
    const auto small = db.run("SELECT 7::smallint, -7::integer, true, false, count(*)");
    ASSERT_TRUE(small.ok());
    EXPECT_EQ(small->integer(0, 0), 7);
    EXPECT_EQ(small->integer(0, 1), -7);
    EXPECT_EQ(small->integer(0, 2), 1);
    EXPECT_EQ(small->integer(0, 3), 0);
    EXPECT_EQ(small->integer(0, 4), 1);
}

TEST(PgConnection, TextsComeBack) {
    auto db = any_database();
    for (const std::string text :
         {"", "渡邉 𠮷野家 ｶﾞ", "'; DROP TABLE x; --", "\\x00", "a\tb\nc", "$1"}) {
        const auto rows = db.run("SELECT $1, octet_length($1), $1::varchar", PgParams{}.add(text));
        ASSERT_TRUE(rows.ok());
        EXPECT_EQ(rows->text(0, 0), text);
        EXPECT_EQ(rows->integer(0, 1), static_cast<std::int64_t>(text.size()));
        EXPECT_EQ(rows->text(0, 2), text);
        EXPECT_FALSE(rows->is_null(0, 0));
    }
}

// PostgreSQL's text has no place for them; it says so and the connection lives.
TEST(PgConnection, BadTextsAreRefused) {
    auto db = any_database();
    using namespace std::string_view_literals;
    for (const auto text : {"a\0b"sv, "\xff"sv, "\xed\xa0\x80"sv}) {
        const auto rows = db.run("SELECT $1", PgParams{}.add(text));
        ASSERT_FALSE(rows.ok());
        EXPECT_EQ(rows.error(), (Error{Fault::corrupt, "store.failed", {"22021"}}));
    }
    EXPECT_TRUE(db.run("SELECT 1").ok());
}

TEST(PgConnection, BytesComeBack) {
    auto db = any_database();
    std::mt19937_64 dice(7);
    for (const std::size_t size : {0U, 1U, 2U, 255U, 70'000U, 3'000'000U}) {
        const auto bytes = dice_bytes(dice, size);
        const auto rows = db.run("SELECT $1, octet_length($1)", PgParams{}.add(bytes));
        ASSERT_TRUE(rows.ok());
        EXPECT_EQ(rows->bytes(0, 0), bytes);
        EXPECT_EQ(rows->integer(0, 1), static_cast<std::int64_t>(size));
        EXPECT_FALSE(rows->is_null(0, 0));
    }
    const Bytes zeros(5, 0);
    EXPECT_EQ(db.run("SELECT $1", PgParams{}.add(zeros))->bytes(0, 0), zeros);
    const auto uuid = db.run("SELECT '00112233-4455-6677-8899-aabbccddeeff'::uuid");
    EXPECT_EQ(to_hex(uuid->bytes(0, 0)), "00112233445566778899aabbccddeeff");
}

TEST(PgConnection, NullIsNothing) {
    auto db = any_database();
    const auto rows = db.run("SELECT NULL::bigint, NULL::text, NULL::bytea");
    ASSERT_TRUE(rows.ok());
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(rows->is_null(0, i));
    EXPECT_EQ(rows->integer(0, 0), 0);
    EXPECT_EQ(rows->text(0, 1), "");
    EXPECT_TRUE(rows->bytes(0, 2).empty());
}

TEST(PgConnection, ArraysOfAllSizes) {
    auto db = any_database();
    std::mt19937_64 dice(11);
    for (const std::size_t size : {0U, 1U, 3U, 1000U, 100'000U}) {
        std::vector<std::int64_t> numbers;
        std::vector<std::string> texts;
        std::vector<Bytes> blobs;
        for (std::size_t i = 0; i < size; ++i) {
            numbers.push_back(static_cast<std::int64_t>(dice()));
            texts.push_back(i % 7 == 0 ? "" : "名前" + std::to_string(dice() % 1000));
            blobs.push_back(dice_bytes(dice, dice() % 9));
        }
        const auto back = db.run("SELECT unnest($1)", PgParams{}.add(numbers));
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(integers_of(*back), numbers);
        const auto pairs = db.run(
            "SELECT * FROM unnest($1, $2) AS both_of(t, b)", PgParams{}.add(texts).add(blobs));
        ASSERT_TRUE(pairs.ok());
        ASSERT_EQ(pairs->size(), size);
        for (std::size_t i = 0; i < size; ++i) {
            ASSERT_EQ(pairs->text_view(i, 0), texts[i]);
            ASSERT_EQ(pairs->bytes(i, 1), blobs[i]);
        }
        const auto found = db.run(
            "SELECT count(*) FROM generate_series(1, 3) AS s(i) WHERE i = ANY($1)",
            PgParams{}.add(std::vector<std::int64_t>{2, 3, 9}));
        EXPECT_EQ(found->integer(0, 0), 2);
    }
}

TEST(PgConnection, AffectedRows) {
    auto db = PgTestServer::shared().open_database();
    ASSERT_TRUE(db.execute("CREATE TABLE t (id bigint PRIMARY KEY)").ok());
    EXPECT_EQ(
        db.run(
              "INSERT INTO t SELECT unnest($1)", PgParams{}.add(std::vector<std::int64_t>{1, 2, 3}))
            ->affected(),
        3);
    EXPECT_EQ(db.run("DELETE FROM t WHERE id > $1", PgParams{}.add(1))->affected(), 2);
    EXPECT_EQ(db.run("DELETE FROM t WHERE id > $1", PgParams{}.add(1))->affected(), 0);
}

TEST(PgConnection, ExecuteTakesSeveralStatementsAndSaysWhichWayTheyWent) {
    auto db = PgTestServer::shared().open_database();
    ASSERT_TRUE(db.execute("CREATE TABLE a (x bigint); CREATE TABLE b (x bigint); SELECT 1").ok());
    EXPECT_TRUE(db.run("SELECT x FROM b").ok());
    EXPECT_TRUE(db.execute("").ok());
    // One transaction: the first goes with the second.
    EXPECT_FALSE(db.execute("CREATE TABLE c (x bigint); SELECT 1/0").ok());
    EXPECT_FALSE(db.run("SELECT x FROM c").ok());
    EXPECT_TRUE(db.healthy());
}

TEST(PgConnection, AFailedTransactionTakesOnlyRollback) {
    auto db = any_database();
    EXPECT_FALSE(db.in_transaction());
    ASSERT_TRUE(db.execute("BEGIN").ok());
    EXPECT_TRUE(db.in_transaction());
    EXPECT_FALSE(db.run("SELECT 1/0").ok());
    EXPECT_EQ(db.run("SELECT 1").error().args, std::vector<std::string>{"25P02"});
    ASSERT_TRUE(db.execute("ROLLBACK").ok());
    EXPECT_FALSE(db.in_transaction());
    EXPECT_TRUE(db.run("SELECT 1").ok());
}

TEST(PgConnection, PreparesOnceByTextAndType) {
    auto db = any_database();
    const std::string one = "SELECT $1";
    const std::string same = one;
    const auto prepared = [&] {
        return db.run("SELECT count(*) FROM pg_prepared_statements")->integer(0, 0);
    };
    EXPECT_EQ(prepared(), 1);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(db.run(one.c_str(), PgParams{}.add(i))->integer(0, 0), i);
        EXPECT_EQ(db.run(same.c_str(), PgParams{}.add(i))->integer(0, 0), i);
    }
    EXPECT_EQ(prepared(), 2);
    // The same text with another type is another statement; neither is mistaken for the other.
    EXPECT_EQ(
        db.run(one.c_str(), PgParams{}.add(std::string_view{"8 bytes!"}))->text(0, 0), "8 bytes!");
    EXPECT_EQ(db.run(one.c_str(), PgParams{}.add(5))->integer(0, 0), 5);
    EXPECT_EQ(prepared(), 2);
}

TEST(PgConnection, StatementsComingFromAMistakeDoNotFillTheServer) {
    auto db = any_database();
    for (int i = 0; i < 1100; ++i)
        ASSERT_EQ(db.run(("SELECT " + std::to_string(i)).c_str())->integer(0, 0), i);
    const auto count = db.run("SELECT count(*) FROM pg_prepared_statements")->integer(0, 0);
    EXPECT_LE(count, 1000);
    EXPECT_GE(count, 900);
}

TEST(PgConnection, AMigrationUnderneathIsSurvived) {
    auto db = PgTestServer::shared().open_database();
    ASSERT_TRUE(db.execute("CREATE TABLE t (x bigint); INSERT INTO t VALUES (1)").ok());
    const char* sql = "SELECT * FROM t";
    ASSERT_TRUE(db.run(sql).ok());
    ASSERT_TRUE(db.execute("ALTER TABLE t ADD COLUMN y bigint DEFAULT 2").ok());
    EXPECT_EQ(db.run(sql).error().args, std::vector<std::string>{"0A000"});
    EXPECT_EQ(db.run(sql)->integer(0, 1), 2);
    // As behind a pooler that gave us another session.
    ASSERT_TRUE(db.execute("DEALLOCATE ALL").ok());
    EXPECT_TRUE(pg_is_retryable(db.run(sql).error()));
    EXPECT_TRUE(db.run(sql).ok());
}

TEST(PgConnection, WithoutPreparedStatements) {
    const auto url = PgTestServer::shared().url("postgres");
    auto db = *PgConnection::open({.url = url, .prepared = false});
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(db.run("SELECT $1 + 1", PgParams{}.add(i))->integer(0, 0), i + 1);
    EXPECT_EQ(db.run("SELECT count(*) FROM pg_prepared_statements")->integer(0, 0), 0);
    EXPECT_EQ(db.run("SHOW statement_timeout")->text(0, 0), "0");
}

TEST(PgConnection, SettingsOfTheSession) {
    const auto url = PgTestServer::shared().url("postgres");
    auto db = *PgConnection::open(
        {.url = url,
         .statement_timeout = milliseconds(1500),
         .settings = {"citus.max_adaptive_executor_pool_size=1", "genbo.words=two words"}});
    EXPECT_EQ(db.run("SHOW statement_timeout")->text(0, 0), "1500ms");
    EXPECT_EQ(db.run("SHOW idle_in_transaction_session_timeout")->text(0, 0), "1min");
    EXPECT_EQ(db.run("SHOW citus.max_adaptive_executor_pool_size")->text(0, 0), "1");
    EXPECT_EQ(db.run("SHOW genbo.words")->text(0, 0), "two words");
    EXPECT_EQ(db.run("SHOW application_name")->text(0, 0), "genbo");
    EXPECT_EQ(db.run("SHOW client_encoding")->text(0, 0), "UTF8");
    EXPECT_GE(db.server_version(), 150000);
}

TEST(PgConnection, AStatementThatTakesTooLongIsEnded) {
    const auto url = PgTestServer::shared().url("postgres");
    auto db = *PgConnection::open({.url = url, .statement_timeout = milliseconds(50)});
    const auto started = steady_clock::now();
    const auto slow = db.run("SELECT 1 FROM pg_sleep(30)");
    ASSERT_FALSE(slow.ok());
    EXPECT_EQ(slow.error(), (Error{Fault::unavailable, "store.timeout", {"57014"}}));
    EXPECT_LT(steady_clock::now() - started, std::chrono::seconds(10));
    EXPECT_TRUE(db.healthy());
    EXPECT_TRUE(db.run("SELECT 1").ok());
}

// The server's own clock is no help when the server stands still.
TEST(PgConnection, AServerThatHangsIsGivenUp) {
    const auto url = PgTestServer::shared().url("postgres");
    auto db = *PgConnection::open(
        {.url = url, .statement_timeout = milliseconds(100), .silence = milliseconds(200)});
    ASSERT_TRUE(db.run("SELECT 1").ok());
    const auto backend = db.backend_pid();
    ASSERT_EQ(kill(backend, SIGSTOP), 0);
    const auto started = steady_clock::now();
    const auto answer = db.run("SELECT 1");
    const auto took = steady_clock::now() - started;
    kill(backend, SIGCONT);
    ASSERT_FALSE(answer.ok());
    EXPECT_TRUE(pg_lost_connection(answer.error()));
    EXPECT_FALSE(db.healthy());
    EXPECT_GE(took, milliseconds(290));
    EXPECT_LT(took, std::chrono::seconds(5));
}

TEST(PgConnection, IdleTooLongInATransactionIsThrownOut) {
    const auto url = PgTestServer::shared().url("postgres");
    auto db = *PgConnection::open({.url = url, .idle_in_transaction_timeout = milliseconds(50)});
    ASSERT_TRUE(db.execute("BEGIN").ok());
    std::this_thread::sleep_for(milliseconds(300));
    const auto late = db.run("SELECT 1");
    ASSERT_FALSE(late.ok());
    EXPECT_TRUE(pg_lost_connection(late.error()));
    EXPECT_FALSE(db.healthy());
}

TEST(PgConnection, AKilledBackendIsALostConnection) {
    const auto url = PgTestServer::shared().url("postgres");
    auto killer = *PgConnection::open({.url = url});
    const auto kill_it = [&](const PgConnection& victim) {
        // The second form waits until it is gone.
        return killer.run(
            "SELECT pg_terminate_backend($1::integer, 5000)", PgParams{}.add(victim.backend_pid()));
    };
    // Noticed while idle, without asking the server …
    auto idle = *PgConnection::open({.url = url});
    EXPECT_TRUE(idle.healthy());
    ASSERT_EQ(kill_it(idle)->integer(0, 0), 1);
    EXPECT_FALSE(idle.healthy());
    EXPECT_TRUE(pg_lost_connection(idle.run("SELECT 1").error()));
    // … when a statement is sent …
    auto sender = *PgConnection::open({.url = url});
    ASSERT_EQ(kill_it(sender)->integer(0, 0), 1);
    const auto sent = sender.run("SELECT 1");
    ASSERT_FALSE(sent.ok());
    EXPECT_TRUE(pg_lost_connection(sent.error()));
    EXPECT_TRUE(pg_is_retryable(sent.error()));
    EXPECT_FALSE(sender.healthy());
    // … and in the middle of one.
    auto worker = *PgConnection::open({.url = url});
    std::thread executioner([&] {
        std::this_thread::sleep_for(milliseconds(100));
        EXPECT_TRUE(kill_it(worker).ok());
    });
    const auto work = worker.run("SELECT 1 FROM pg_sleep(20)");
    executioner.join();
    ASSERT_FALSE(work.ok());
    EXPECT_TRUE(pg_lost_connection(work.error()));
    EXPECT_FALSE(worker.healthy());
}

TEST(PgConnection, EachRowHandsThemOnOneByOne) {
    auto db = any_database();
    std::int64_t sum = 0;
    const char* sql = "SELECT i::bigint, 'x' || i FROM generate_series(1, $1) AS s(i)";
    const auto add = [&](const PgRows& rows) -> Result<> {
        EXPECT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows.text(0, 1), "x" + std::to_string(rows.integer(0, 0)));
        sum += rows.integer(0, 0);
        return {};
    };
    const auto count = db.each_row(sql, PgParams{}.add(50'000), add);
    ASSERT_TRUE(count.ok());
    EXPECT_EQ(*count, 50'000);
    EXPECT_EQ(sum, std::int64_t{50'000} * 50'001 / 2);
    EXPECT_EQ(*db.each_row(sql, PgParams{}.add(0), add), 0);
    EXPECT_TRUE(db.run("SELECT 1").ok());
}

TEST(PgConnection, EachRowStopsWhenToldTo) {
    auto db = any_database();
    const char* sql = "SELECT i::bigint FROM generate_series(1, $1) AS s(i)";
    int seen = 0;
    const auto stop = [&](const PgRows&) -> Result<> {
        if (++seen < 3) return {};
        return Error{Fault::limit, "store.full"};
    };
    EXPECT_EQ(db.each_row(sql, PgParams{}.add(100), stop).error().code, "store.full");
    EXPECT_EQ(seen, 3);
    // A short rest was read to its end, a long one was not worth it.
    EXPECT_TRUE(db.healthy());
    EXPECT_TRUE(db.run("SELECT 1").ok());
    EXPECT_FALSE(db.each_row(sql, PgParams{}.add(1'000'000), stop).ok());
    EXPECT_FALSE(db.healthy());
    EXPECT_TRUE(pg_lost_connection(db.run("SELECT 1").error()));
}

TEST(PgConnection, EachRowReportsAnErrorInTheMiddle) {
    auto db = any_database();
    int seen = 0;
    const auto count = db.each_row(
        "SELECT 10 / (5 - i) FROM generate_series(1, 10) AS s(i)", {}, [&](const PgRows&) {
            ++seen;
            return Result<>{};
        });
    ASSERT_FALSE(count.ok());
    EXPECT_EQ(count.error().args, std::vector<std::string>{"22012"});
    EXPECT_EQ(seen, 4);
    EXPECT_TRUE(db.run("SELECT 1").ok());
}

TEST(PgConnection, OpeningSaysWhatIsWrong) {
    auto& server = PgTestServer::shared();
    EXPECT_EQ(
        PgConnection::open({.url = server.url("nowhere")}).error(),
        (Error{Fault::not_found, "store.no_master", {"3D000"}}));
    const auto code = [](const std::string& url) {
        return PgConnection::open({.url = url}).error().code;
    };
    EXPECT_EQ(code("host=/nonexistent dbname=x user=x"), "store.connection_lost");
    EXPECT_EQ(code("host=127.0.0.1 port=1 sslmode=disable"), "store.connection_lost");
    EXPECT_EQ(code("host=db.example.jp sslmode=disable"), "store.plain_tcp");
    auto stranger = server.url("postgres");
    stranger.replace(stranger.find("genbo@"), 6, "nobody@");
    EXPECT_EQ(code(stranger), "store.login");
    // The test server speaks no TLS, and we do not go on without.
    auto sealed = server.tcp_url("postgres");
    sealed.replace(sealed.find("sslmode=disable"), 15, "sslmode=require");
    EXPECT_EQ(code(sealed), "store.tls");
    EXPECT_TRUE(PgConnection::open({.url = server.tcp_url("postgres")}).ok());
}

TEST(PgConnection, TlsProvesTheServer) {
    const auto server = PgTestServer::start(PgTestServer::default_bin_dir(), PgTestTls::on);
    const auto opens = [&](const std::string& rest) {
        return PgConnection::open(
            {.url = "user=genbo dbname=postgres port=" + std::to_string(server->port()) + rest});
    };
    const auto known = " sslrootcert=" + server->certificate_path();
    auto db = opens(" host=localhost" + known);
    ASSERT_TRUE(db.ok());
    const auto sealed = db->run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    EXPECT_EQ(sealed->integer(0, 0), 1);
    // Another name than the certificate's, and a certificate that nobody vouches for.
    EXPECT_EQ(opens(" host=127.0.0.1" + known).error().code, "store.tls");
    EXPECT_EQ(opens(" host=localhost sslrootcert=/nonexistent").error().code, "store.tls");
    EXPECT_TRUE(opens(" host=127.0.0.1 sslmode=verify-ca" + known).ok());
}

TEST(PgConnection, TheFirstHostThatIsThere) {
    auto& server = PgTestServer::shared();
    const auto url = server.url("postgres");
    const auto at = url.find("?host=") + 6;
    auto several = url;
    several.insert(at, "/nonexistent,");
    EXPECT_TRUE(PgConnection::open({.url = several}).ok());
}

// A listener that never answers: as a host that hangs.
TEST(PgConnection, OpeningTakesNoLongerThanAllowed) {
    const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(bind(silent, generic, size), 0);
    ASSERT_EQ(listen(silent, 1), 0);
    ASSERT_EQ(getsockname(silent, generic, &size), 0);
    const auto started = steady_clock::now();
    const auto opened = PgConnection::open(
        {.url = "host=127.0.0.1 sslmode=disable port=" + std::to_string(ntohs(address.sin_port)),
         .connect_timeout = milliseconds(200)});
    const auto took = steady_clock::now() - started;
    close(silent);
    ASSERT_FALSE(opened.ok());
    EXPECT_TRUE(pg_lost_connection(opened.error()));
    EXPECT_GE(took, milliseconds(190));
    EXPECT_LT(took, std::chrono::seconds(5));
}

}  // namespace genbo
