// SPDX-License-Identifier: Apache-2.0
#include "app/logged_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "app/access_spool.h"
#include "app/checkpoint_keeper.h"
#include "app/master_house_test_helper.h"
#include "app/watch_duty.h"
#include "register/watch_marks.h"
#include "server/api.h"

namespace genbo {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class NoHttp final : public HttpCaller {
public:
    Result<HttpAnswer> call(const HttpCall&) override {
        return Error{Fault::unavailable, "http.unreachable", {"nowhere"}};
    }
};

SourceValues somebody(int number) {
    SourceValues values;
    values.set(Field::source_key, "k" + std::to_string(number));
    values.set(Field::surname, "姓" + std::to_string(number));
    values.set(Field::given_name, "名" + std::to_string(number));
    values.set(Field::phone, "090-0000-" + std::to_string(1000 + number));
    return values;
}

// A master with some people in it.
class LoggedBackendTest : public testing::Test, protected MasterHouse {
protected:
    LoggedBackendTest() { open(); }

    void import_some(int people) {
        std::vector<SourceValues> rows;
        for (int i = 0; i < people; ++i) rows.push_back(somebody(i));
        import("pos", rows);
    }
};

TEST(LoggedOperations, EveryOperationOfTheApiIsJudged) {
    std::set<std::string_view> judged;
    for (const auto& one : logged_operations())
        EXPECT_TRUE(judged.insert(one.operation).second) << one.operation;
    for (const auto& route : api_routes())
        EXPECT_TRUE(judged.contains(route.operation))
            << route.operation << ": does it show anything of a person? Say so in the list";
    EXPECT_EQ(judged.size(), api_routes().size());
}

TEST_F(LoggedBackendTest, WhoLookedIsToldToTheAuditorByNameAndToTheCustomerByRole) {
    import_some(3);
    const auto number = number_of(1);
    const auto support = call_of(1, "support");
    const auto auditor = call_of(2, "auditor");
    ASSERT_TRUE(backend->customer(support, number).ok());
    clock.pass(std::chrono::seconds{1});
    ASSERT_TRUE(backend->search(support, {.text = "姓0"}).ok());
    const auto page = backend->access_of(auditor, number, {});
    ASSERT_TRUE(page.ok()) << page.error().code;
    std::vector<std::string> actions;
    for (const auto& item : page->items) actions.push_back(item.action);
    EXPECT_THAT(actions, ElementsAre("customer.search", "customer.show"));
    EXPECT_EQ(page->items[1].actor, "admin");  // The staff whose id is 1.
    EXPECT_EQ(page->items[1].role, "support");
    EXPECT_THAT(page->items[1].fields, Contains("phone"));
    EXPECT_THAT(page->items[1].explained, IsEmpty());
    const auto lines = *backend->disclosure(auditor, number);
    ASSERT_EQ(lines.size(), 3U);  // And the auditor's own look.
    EXPECT_EQ(lines[0].times, 1);
    EXPECT_EQ(backend->access_of(support, number, {}).error().code, "access.denied");
    // The others were not looked at.
    EXPECT_THAT(backend->access_of(auditor, number_of(2), {})->items, IsEmpty());
    const auto parts = *backend->verify_audit(auditor);
    for (const auto& part : parts) EXPECT_THAT(part.problems, IsEmpty()) << part.name;
}

TEST_F(LoggedBackendTest, WhatCannotBeNotedIsNotShown) {
    import_some(2);
    const auto number = number_of(1);
    AccessLog small(master->sessions(), master->writer(), clock, 0);
    LoggedBackend strict(*master, messages, small);
    const auto support = call_of(1, "support");
    EXPECT_EQ(strict.customer(support, number).error().code, "register.access_log_full");
    EXPECT_EQ(strict.search(support, {.text = "姓0"}).error().code, "register.access_log_full");
    EXPECT_EQ(strict.record(support, RecordId{1}).error().code, "register.access_log_full");
}

// The real path: accesses, the log, the duty, the alert; and nothing of it takes a minute.
TEST_F(LoggedBackendTest, ABulkLeakIsAnAlertWithTheNextRound) {
    import_some(120);
    WatchDuty watch(*master, *log);
    ASSERT_TRUE(watch.run_once().ok());
    const auto support = call_of(1, "support");
    for (int i = 1; i <= 120; ++i) ASSERT_TRUE(backend->record(support, RecordId{i}).ok());
    ASSERT_TRUE(log->flush().ok());
    clock.pass(std::chrono::seconds{1});
    const auto round = watch.run_once();
    ASSERT_TRUE(round.ok()) << round.error().code;
    std::vector<std::string> kinds;
    for (const auto& alert : kept_alerts_now()) kinds.push_back(alert.what.kind);
    EXPECT_THAT(kinds, Contains("unexplained"));
    EXPECT_EQ(kept_alerts_now()[0].what.actor, "staff:1");
    EXPECT_GE(kept_alerts_now()[0].what.contributions.size(), 3U);
    // Whoever is asked sees the question, not the figures.
    const auto asked = *backend->alerts(support, true);
    ASSERT_FALSE(asked.empty());
    EXPECT_THAT(asked[0].contributions, IsEmpty());
    EXPECT_THAT(*backend->alerts(call_of(2, "support"), true), IsEmpty());
    ASSERT_TRUE(backend->answer_alert(support, asked[0].id, "棚卸し").ok());
    ASSERT_TRUE(backend->close_alert(call_of(2, "auditor"), asked[0].id, "確認").ok());
    // A second round tells nothing twice, nor does one after a restart.
    const auto known = kept_alerts_now().size();
    ASSERT_TRUE(watch.run_once().ok());
    WatchDuty again(*master, *log);
    ASSERT_TRUE(again.run_once().ok());
    EXPECT_EQ(kept_alerts_now().size(), known);
}

TEST_F(LoggedBackendTest, AHoneyCustomerIsAnAlertAndSoIsTryingNumbers) {
    import_some(5);
    WatchMarkDesk marks(master->writer());
    ASSERT_TRUE(marks.mark_planted(RecordId{1}, ImportId{1}, "見張り", Actor{}).ok());
    WatchDuty watch(*master, *log);
    ASSERT_TRUE(watch.run_once().ok());
    ASSERT_TRUE(backend->customer(call_of(1, "support"), number_of(1)).ok());
    // Numbers that nobody has are tried, and then one that somebody has.
    const auto found = number_of(2);
    auto digits = std::stoll(found.substr(0, 5) + found.substr(6));
    for (int i = 6; i >= 1; --i) {
        const auto text = std::to_string(digits - i);
        (void)backend->customer(call_of(3, "support"), text.substr(0, 5) + "-" + text.substr(5));
    }
    ASSERT_TRUE(backend->customer(call_of(3, "support"), found).ok());
    ASSERT_TRUE(log->flush().ok());
    ASSERT_TRUE(watch.run_once().ok());
    std::set<std::string> kinds;
    for (const auto& alert : kept_alerts_now())
        kinds.insert(alert.what.actor + " " + alert.what.kind);
    EXPECT_TRUE(kinds.contains("staff:1 honey"));
    EXPECT_TRUE(kinds.contains("staff:3 sequential"));
}

TEST_F(LoggedBackendTest, ADeadWatchIsSeen) {
    const auto state = [&] {
        auto session = *master->sessions().borrow();
        return *watch_state(session->store(), clock.now());
    };
    EXPECT_FALSE(state().alive);
    WatchDuty watch(*master, *log);
    const auto round = [&] {
        ASSERT_TRUE(watch.run_once().ok());
        ASSERT_TRUE(log->flush().ok());
        clock.pass(std::chrono::seconds{1});
        ASSERT_TRUE(watch.run_once().ok());
    };
    round();
    EXPECT_TRUE(state().alive);
    EXPECT_GE(state().seen_at, state().planted_at);
    clock.pass(std::chrono::minutes{4});
    EXPECT_FALSE(state().alive);
    round();
    EXPECT_TRUE(state().alive);
    // A new day has a new test, and nobody's alerts.
    clock.pass(std::chrono::hours{24});
    round();
    EXPECT_TRUE(state().alive);
    EXPECT_THAT(kept_alerts_now(), IsEmpty());
}

TEST_F(LoggedBackendTest, WhatTheTerminalShowsIsLoggedToo) {
    import_some(2);
    auto act = act_of_command(*master, "customer.show");
    act.records = {RecordId{1}};
    act.fields = {"phone"};
    ASSERT_TRUE(spool_access(*master, act).ok());
    ASSERT_TRUE(spool_access(*master, act).ok());
    {
        std::ofstream spool(folder / "access.spool", std::ios::app);
        spool << "something else\n";
    }
    EXPECT_EQ(*take_spooled(*master, *log), 2U);
    EXPECT_EQ(*take_spooled(*master, *log), 0U);
    EXPECT_TRUE(std::filesystem::exists(folder / "access.spool.damaged"));
    const auto page = *backend->access_of(call_of(2, "auditor"), number_of(1), {});
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.items[0].actor, "os:" + std::to_string(::getuid()));
    EXPECT_EQ(page.items[0].role, "terminal");
}

TEST_F(LoggedBackendTest, ARollBackIsNoticedFromOutsideAndExplainedByAFork) {
    close();
    {
        std::ifstream in(folder / "genbo.toml");
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        const std::string key = "#outside_files = []";
        text.replace(text.find(key), key.size(), "outside_files = [\"copies.txt\"]");
        std::ofstream(folder / "genbo.toml") << text;
    }
    open();
    import_some(3);
    NoHttp http;
    const auto sign = [&] {
        CheckpointKeeper keeper(*master, http);
        ASSERT_TRUE(keeper.run_once().ok());
    };
    const auto outside_wrong = [&] {
        auto session = *master->sessions().borrow();
        return inspect_outside(*master, *session).wrong;
    };
    sign();
    close();
    std::filesystem::copy_file(folder / "genbo.db", folder / "old.db");
    open();
    import_some(9);
    sign();
    EXPECT_EQ(outside_wrong(), 0);
    close();
    // The database is put back.
    for (const char* part : {"genbo.db", "genbo.db-wal", "genbo.db-shm"})
        std::filesystem::remove(folder / part);
    std::filesystem::remove(folder / "index.snapshot");
    std::filesystem::copy_file(folder / "old.db", folder / "genbo.db");
    open();
    EXPECT_EQ(outside_wrong(), 1);
    sign();
    {
        auto session = *master->sessions().borrow();
        EXPECT_EQ(outside_states(session->store())->at(0).failure, "audit.rolled_back");
    }
    // The watch says so as well.
    WatchDuty watch(*master, *log);
    ASSERT_TRUE(watch.run_once().ok());
    ASSERT_FALSE(kept_alerts_now().empty());
    EXPECT_EQ(kept_alerts_now()[0].what.kind, "trail");
    // Once a day, whoever has the turn.
    WatchDuty other(*master, *log);
    for (auto* turn : {&other, &watch, &other}) {
        clock.pass(std::chrono::minutes{2});
        ASSERT_TRUE(turn->run_once().ok());
    }
    EXPECT_EQ(
        std::ranges::count(
            kept_alerts_now(), "trail", [](const Alert& alert) { return alert.what.kind; }),
        1);
    const auto fork = *note_restore(*master);
    ASSERT_TRUE(fork.has_value());
    EXPECT_GT(fork->known.size, fork->restored.size);
    EXPECT_EQ(outside_wrong(), 0);
    sign();
    EXPECT_EQ(outside_wrong(), 0);
    EXPECT_FALSE(note_restore(*master)->has_value());
}

}  // namespace
}  // namespace genbo
