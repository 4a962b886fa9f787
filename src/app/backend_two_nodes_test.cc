// SPDX-License-Identifier: Apache-2.0

// Two servers on one PostgreSQL, and a load balancer that sends each request to the other one than
// the last: everything that the console does must work all the same.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "adapter/sql/schema_state.h"
#include "app/api_key_desk.h"
#include "app/job_beacon.h"
#include "app/test_nodes.h"
#include "app/watch_duty.h"
#include "register/alert_desk.h"
#include "register/duties.h"
#include "register/entry_id.h"
#include "sample/sample.h"

namespace genbo {
namespace {

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

// A few hundred rows of made-up people, some of them twice, and one row without a key.
std::string people(std::uint64_t persons, std::uint64_t seed = 1) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("genbo-people-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    SampleOptions options;
    options.seed = seed;
    options.persons = persons;
    options.out = folder;
    options.shape = SampleShape::one_file;
    check(write_sample(options, {}).ok());
    std::string text = file_text(folder / "one.csv");
    std::filesystem::remove_all(folder);
    const auto columns =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find('\n')), ',');
    return text + std::string(static_cast<std::size_t>(columns), ',') + "?\n";
}

std::string import_body(const std::string& upload, const char* dry_run) {
    return R"({"upload_id":")" + upload + R"(","source":"crm","dry_run":)" + dry_run + "}";
}

std::string import_path(const TestReply& started) {
    return "/api/v1/imports/" + std::to_string(started.number("id"));
}

std::string item_text(const boost::json::value& item, const char* name) {
    return std::string{item.at(name).as_string()};
}

// An import of a few people, begun on one node and done.
std::string imported(TestBrowser& browser, std::uint64_t persons) {
    const auto upload = browser.upload(people(persons));
    EXPECT_EQ(upload.status, 201) << upload.body;
    const auto started =
        browser.post("/api/v1/imports", import_body(upload.text("upload_id"), "false"));
    EXPECT_EQ(started.status, 202) << started.body;
    const auto done = browser.wait_for(import_path(started));
    EXPECT_EQ(done.text("state"), "done") << done.body;
    return import_path(started);
}

TEST(TwoNodes, AFileGoesInThroughBoth) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    const auto upload = browser.upload(people(120));
    ASSERT_EQ(upload.status, 201) << upload.body;
    const std::string id = upload.text("upload_id");
    const auto preview = browser.post("/api/v1/uploads/" + id + "/preview", R"({"format":"csv"})");
    ASSERT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(preview.text("file_name"), "people.csv");
    EXPECT_EQ(preview.json().at("sample"), upload.json().at("sample"));

    const auto tried = browser.post("/api/v1/imports", import_body(id, "true"));
    ASSERT_EQ(tried.status, 202) << tried.body;
    const auto dry = browser.wait_for(import_path(tried));
    EXPECT_EQ(dry.text("state"), "dry_run_done") << dry.body;
    EXPECT_GT(dry.number("new"), 150);
    // Whoever is asked, the answer is the same.
    EXPECT_EQ(browser.get(import_path(tried)).json(), browser.get(import_path(tried)).json());

    const auto started = browser.post("/api/v1/imports", import_body(id, "false"));
    ASSERT_EQ(started.status, 202) << started.body;
    const auto done = browser.wait_for(import_path(started));
    EXPECT_EQ(done.text("state"), "done") << done.body;
    EXPECT_EQ(done.number("new"), dry.number("new"));
    EXPECT_EQ(done.number("rejected"), dry.number("rejected"));
    EXPECT_EQ(done.text("started_by"), "admin");
    EXPECT_EQ(browser.get(import_path(started)).json(), browser.get(import_path(started)).json());
    const auto rejected = browser.get(import_path(started) + "/rejected");
    EXPECT_EQ(rejected.status, 200);
    EXPECT_EQ(browser.get(import_path(started) + "/rejected").body, rejected.body);

    // The upload is used up, on every node.
    for (int node = 0; node < 2; ++node)
        EXPECT_EQ(browser.post("/api/v1/uploads/" + id + "/preview", "{}").status, 404);

    const auto undo = browser.post(import_path(started) + "/undo", "");
    ASSERT_EQ(undo.status, 202) << undo.body;
    EXPECT_EQ(browser.wait_for(import_path(started)).text("state"), "undone");
    EXPECT_EQ(browser.get("/api/v1/home").number("records"), 0);
}

// The lease of the watch goes from one node to the other and back, and at times both think that
// they have it.
TEST(TwoNodes, AnAlertOfTheWatchIsRaisedOnce) {
    TestNodes nodes(2);
    std::vector<std::unique_ptr<AccessLog>> logs;
    std::vector<std::unique_ptr<WatchDuty>> watches;
    for (std::size_t i = 0; i < 2; ++i) {
        auto& master = *nodes[i].master;
        logs.push_back(std::make_unique<AccessLog>(master.sessions(), master.writer(), nodes.time));
        watches.push_back(std::make_unique<WatchDuty>(master, *logs[i]));
    }
    int looks = 0;
    const auto look = [&](std::size_t node) {
        AccessNote act;
        act.actor = "staff:" + std::to_string(100 + ++looks);
        act.role = "support";
        act.action = "customer.show";
        act.nameless = 1;
        act.marks = bit(Mark::honey);
        ASSERT_TRUE(logs[node]->note(act).ok());
        ASSERT_TRUE(logs[node]->flush().ok());
    };
    const auto round = [&](std::size_t node) {
        const auto done = watches[node]->run_once();
        EXPECT_TRUE(done.ok() || done.error().code == "store.lease_lost") << done.error().code;
        return done.ok();
    };
    const auto alerts = [&] {
        auto session = *nodes[0].master->sessions().borrow();
        std::multiset<std::string> actors;
        for (const auto& alert : *kept_alerts(*session, 1000))
            if (alert.what.kind == "honey") actors.insert(alert.what.actor);
        return actors;
    };
    const auto expect_each_once = [&] {
        const auto told = alerts();
        EXPECT_EQ(told.size(), static_cast<std::size_t>(looks));
        for (const auto& actor : told) EXPECT_EQ(told.count(actor), 1U) << actor;
    };
    // In turns, each with what the other has done meanwhile.
    for (std::size_t turn = 0; turn < 6; ++turn) {
        look(turn % 2);
        EXPECT_TRUE(round((turn / 2) % 2));
    }
    expect_each_once();
    // Both at once.
    for (int i = 0; i < 8; ++i) {
        look(static_cast<std::size_t>(i % 2));
        std::thread other([&] { round(0); });
        round(1);
        other.join();
    }
    for (int i = 0; i < 3; ++i) round(static_cast<std::size_t>(i % 2));
    expect_each_once();
    // And as nodes do it, with leases that pass on when their holder ends.
    for (int i = 0; i < 4; ++i) {
        const auto node = static_cast<std::size_t>(i % 2);
        Duties duties(
            nodes[node].master->writer(), nodes.time, nodes[node].master->store().sharing(),
            nullptr, nullptr);
        duties.add("watch", [&] { return watches[node]->run_once(); });
        look(1 - node);
        EXPECT_TRUE(duties.run_once().ok());
    }
    expect_each_once();
}

TEST(TwoNodes, EveryDayWorkGoesOnOnBoth) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    imported(browser, 150);
    for (int node = 0; node < 2; ++node) {
        SCOPED_TRACE(node);
        for (const char* target :
             {"/api/v1/session", "/api/v1/home", "/api/v1/fields", "/api/v1/sources",
              "/api/v1/imports", "/api/v1/mappings", "/api/v1/audit/checkpoint", "/readyz",
              "/healthz"})
            EXPECT_EQ(browser.get(target).status, 200) << target;
    }
    // A mapping saved here is there.
    EXPECT_EQ(
        browser
            .send(
                "PUT", "/api/v1/mappings/shop",
                R"({"mapping":[{"column":"no","field":"source_key"}]})")
            .status,
        200);
    EXPECT_EQ(browser.get("/api/v1/mappings/shop").status, 200);
    EXPECT_EQ(
        browser.send("PUT", "/api/v1/sources/crm", R"({"rank":70,"label":"Office"})").status, 200);
    EXPECT_EQ(item_text(browser.get("/api/v1/sources").items("items").at(0), "label"), "Office");

    // Search here, page there.
    const auto first = browser.post("/api/v1/customers/search", R"({"text":"東京","limit":2})");
    ASSERT_EQ(first.status, 200) << first.body;
    ASSERT_EQ(first.items().size(), 2U) << first.body;
    const auto second = browser.post(
        "/api/v1/customers/search",
        R"({"text":"東京","limit":2,"cursor":")" + first.text("next_cursor") + R"("})");
    ASSERT_EQ(second.items().size(), 2U) << second.body;
    const std::string number = item_text(first.items()[0], "number");
    const std::string other = item_text(second.items()[0], "number");
    EXPECT_NE(number, other);

    // A customer seen on one node is merged on the other; the first then knows the alias.
    const auto seen = browser.get("/api/v1/customers/" + number);
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(browser.get("/api/v1/customers/" + number).etag, seen.etag);
    const std::string merge = R"({"other":")" + other + R"(","reason":"same person"})";
    const std::string matches = "If-Match: " + seen.etag + "\r\n";
    const auto merged = browser.post("/api/v1/customers/" + number + "/merge", merge, matches);
    ASSERT_EQ(merged.status, 200) << merged.body;
    const auto stale = browser.post("/api/v1/customers/" + number + "/merge", merge, matches);
    EXPECT_EQ(stale.status, 412) << stale.body;
    for (int node = 0; node < 2; ++node)
        for (const auto& name : {number, other}) {
            const auto page = browser.get("/api/v1/customers/" + name);
            EXPECT_EQ(page.text("number"), merged.text("number"));
            EXPECT_EQ(page.etag, merged.etag);
        }
    EXPECT_EQ(browser.get("/api/v1/customers/" + number + "/timeline").status, 200);
    EXPECT_EQ(browser.get("/api/v1/customers/" + number + "/card.svg").status, 200);
}

TEST(TwoNodes, AReviewListedHereIsDecidedThere) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    imported(browser, 400);
    const auto list = browser.get("/api/v1/reviews?limit=2");
    ASSERT_EQ(list.status, 200) << list.body;
    ASSERT_EQ(list.items().size(), 2U) << list.body;
    const auto rest = browser.get("/api/v1/reviews?limit=2&cursor=" + list.text("next_cursor"));
    ASSERT_EQ(rest.status, 200) << rest.body;
    EXPECT_NE(rest.items().at(0), list.items().at(0));

    const std::string target = "/api/v1/reviews/" + item_text(list.items()[0], "id");
    const auto shown = browser.get(target);
    ASSERT_EQ(shown.status, 200) << shown.body;
    const auto decided = browser.post(
        target + "/verdict", R"({"verdict":"not_same","reason":"two people"})",
        "If-Match: " + shown.etag + "\r\n");
    ASSERT_EQ(decided.status, 200) << decided.body;
    for (int node = 0; node < 2; ++node) EXPECT_EQ(browser.get(target).etag, decided.etag);
    const auto taken_back =
        browser.send("DELETE", target + "/verdict", "", "If-Match: " + decided.etag + "\r\n");
    EXPECT_EQ(taken_back.status, 200) << taken_back.body;
    EXPECT_EQ(browser.get(target).etag, shown.etag);
}

TEST(TwoNodes, ASignOutOrANewPasswordCountsOnBothWithinFiveSeconds) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    auto second = browser;
    EXPECT_EQ(browser.at(0).get("/api/v1/session").status, 200);
    EXPECT_EQ(browser.at(1).get("/api/v1/session").status, 200);
    EXPECT_EQ(browser.at(1).send("DELETE", "/api/v1/session").status, 204);
    EXPECT_EQ(second.at(1).get("/api/v1/session").status, 401);  // At once where it was said.
    nodes.time.ahead_s += 5;
    EXPECT_EQ(second.at(0).get("/api/v1/session").status, 401);

    auto office = nodes.browser();
    EXPECT_EQ(office.at(0).sign_in("admin", nodes.password).status, 200);
    EXPECT_EQ(office.at(1).get("/api/v1/session").status, 200);
    auto home = nodes.browser();
    EXPECT_EQ(home.at(0).sign_in("admin", nodes.password).status, 200);
    const auto changed = home.at(0).post(
        "/api/v1/session/password",
        R"({"current":")" + nodes.password + R"(","next":"quite-another-word-9"})");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(office.at(0).get("/api/v1/session").status, 401);
    nodes.time.ahead_s += 5;
    EXPECT_EQ(office.at(1).get("/api/v1/session").status, 401);
    EXPECT_EQ(home.at(1).get("/api/v1/session").status, 200);  // The new session lives.
}

TEST(TwoNodes, AGuesserGainsNothingByTheOtherNode) {
    TestNodes nodes(2);
    auto guesser = nodes.browser();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(guesser.sign_in("admin", "a guess").status, 401);
    for (int node = 0; node < 2; ++node)
        EXPECT_EQ(guesser.sign_in("admin", nodes.password).status, 429);
    nodes.time.ahead_s += 2;
    EXPECT_EQ(guesser.sign_in("admin", nodes.password).status, 200);
    // All is forgiven, everywhere.
    for (int i = 0; i < 3; ++i) EXPECT_EQ(guesser.sign_in("admin", "a guess").status, 401);
}

TEST(TwoNodes, ARetryElsewhereGetsTheFirstAnswer) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    const std::string key = "Idempotency-Key: the-same-request\r\n";
    const std::string body = R"({"kind":"reserve","block_size":5,"owner":"a store"})";
    const auto first = browser.post("/api/v1/numbers", body, key);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto again = browser.post("/api/v1/numbers", body, key);
    EXPECT_EQ(again.status, 201);
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.json(), first.json());
}

// Both nodes get the request at the same time: one does the work; the other says that it is being
// done, or gives the first one's answer.
TEST(TwoNodes, TheSameRequestOnBothAtOnceIsDoneOnce) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    for (int round = 0; round < 12; ++round) {
        const std::string key =
            "Idempotency-Key: request-of-round-" + std::to_string(round) + "\r\n";
        const std::string body = R"({"kind":"reserve","block_size":3,"owner":"a store"})";
        std::array<TestReply, 2> replies;
        std::array<TestBrowser, 2> browsers{browser, browser};
        {
            std::thread beside(
                [&] { replies[1] = browsers[1].at(1).post("/api/v1/numbers", body, key); });
            replies[0] = browsers[0].at(0).post("/api/v1/numbers", body, key);
            beside.join();
        }
        int done = 0;
        for (const auto& reply : replies) {
            EXPECT_TRUE(reply.status == 201 || reply.status == 409) << reply.body;
            if (reply.status == 409) EXPECT_EQ(reply.text("code"), "server.request_running");
            done += reply.status == 201 && !reply.replayed ? 1 : 0;
        }
        EXPECT_EQ(done, 1);
    }
    const auto counts = (*nodes[0].master->sessions().borrow())->store().counts();
    EXPECT_EQ(counts->numbers, 12 * 3);
}

TEST(TwoNodes, AnImportOfADeadNodeIsInterruptedAndALivingOnesIsNot) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    imported(browser, 10);
    const auto begin = [&](const char* name) {
        ImportDesk desk(nodes[0].master->writer());
        const auto source = desk.source("crm", Actor{});
        return *desk.begin({*source, name, Bytes(16), "{}", Actor{}});
    };
    const auto dead = begin("dead.csv");
    const auto alive = begin("alive.csv");
    const auto path = [](ImportId id) { return "/api/v1/imports/" + std::to_string(id.value()); };
    EXPECT_EQ(browser.get(path(dead)).text("state"), "running");
    nodes.time.ahead_s += 120;
    ImportJob job;
    job.id = alive;
    job.file_name = "alive.csv";
    job.source = "crm";
    job.started = nodes.time.now();
    ImportProgress progress(job.started);
    progress.set_bytes(50, 200);
    auto beacon = JobBeacon::light(*nodes[0].master, job, &progress);
    ASSERT_TRUE(beacon.ok());

    // Nobody has marked it, but everybody sees it.
    for (int node = 0; node < 2; ++node) {
        const auto shown = browser.get(path(dead));
        EXPECT_EQ(shown.text("state"), "failed") << shown.body;
        const auto going = browser.get(path(alive));
        EXPECT_EQ(going.text("state"), "running") << going.body;
        EXPECT_EQ(going.number("bytes_read"), 50);
    }
    // A third node starts.
    nodes.add();
    ASSERT_TRUE(mark_interrupted_imports(*nodes[2].master).ok());
    const auto state_of = [&](ImportId id) {
        return (*nodes[1].master->sessions().borrow())->store().import(id)->state;
    };
    EXPECT_EQ(state_of(dead), ImportState::interrupted);
    EXPECT_EQ(state_of(alive), ImportState::running);

    // The dead one was only asleep: what it brings now is refused.
    ImportDesk desk(nodes[0].master->writer());
    auto outcome = std::make_shared<BatchOutcome>();
    const auto late =
        desk.take(dead, SourceId{1}, Actor{}, std::make_shared<PreparedBatch>(), outcome).get();
    EXPECT_EQ(late.error().code, "register.import_not_running");
    EXPECT_EQ(
        desk.finish(dead, ImportState::done, "{}", Actor{}).error().code,
        "register.import_not_running");
    // And it can be undone.
    EXPECT_EQ(browser.post(path(dead) + "/undo", "").status, 202);
    EXPECT_EQ(browser.wait_for(path(dead)).text("state"), "undone");
    EXPECT_EQ(browser.post(path(alive) + "/undo", "").status, 409);
}

TEST(TwoNodes, WhatADeadNodeReceivedIsImportedByTheOther) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    const auto upload = browser.at(0).upload(people(30));
    ASSERT_EQ(upload.status, 201) << upload.body;
    nodes.end(0);
    browser.stay_at(1);
    const auto started =
        browser.post("/api/v1/imports", import_body(upload.text("upload_id"), "false"));
    ASSERT_EQ(started.status, 202) << started.body;
    const auto done = browser.wait_for(import_path(started));
    EXPECT_EQ(done.text("state"), "done") << done.body;
    EXPECT_GT(done.number("new"), 40);
    const auto figures = browser.get("/metrics").body;
    EXPECT_NE(
        figures.find(
            "genbo_import_rows_total{outcome=\"added\"} " + std::to_string(done.number("new"))),
        figures.npos)
        << figures;
}

TEST(TwoNodes, ANodeWhoseMasterWasMovedAwayIsNotReady) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    EXPECT_EQ(browser.get("/readyz").status, 200);
    const auto store = *nodes[0].master->store().writer();
    ASSERT_TRUE(store->begin(WriteScope::partition, random_mark()).ok());
    ASSERT_TRUE(store->set_setting(kSchemaSetting, kMovedAway).ok());
    ASSERT_TRUE(store->commit().ok());
    for (int node = 0; node < 2; ++node) EXPECT_EQ(browser.get("/readyz").status, 503) << node;
}

TEST(TwoNodes, AKeyAndABudgetAreTheSameOnEach) {
    TestNodes nodes{2};
    const auto made =
        ApiKeyDesk(*nodes[0].master)
            .create(Actor{}, {"EC", {"view_customer"}, {"system_integration"}, {"C1"}, {}, 30});
    ASSERT_TRUE(made.ok()) << made.error().code;
    const auto admit = [&](std::size_t node) {
        const auto pass = ApiKeyDesk(*nodes[node].master).admit(made->token, "127.0.0.1", "r");
        return pass.ok() ? std::string{} : pass.error().code;
    };
    EXPECT_EQ(admit(1), "");
    ASSERT_TRUE(ApiKeyDesk(*nodes[1].master).revoke(Actor{}, made->key.id).ok());
    EXPECT_EQ(admit(0), "access.key_ended");

    const RecordBudget budget{5, 0};
    const auto charge = [&](std::size_t node, BudgetTag tag) {
        return nodes[node].master->writer().run(
            [&](WriteContext& context) {
                return charge_budget(context, StaffId{9}, std::span{&tag, 1}, budget);
            },
            WriteScope::rows);
    };
    for (BudgetTag tag = 1; tag <= 5; ++tag) EXPECT_TRUE(charge(tag % 2, tag).ok());
    EXPECT_TRUE(charge(0, 5).ok());
    for (std::size_t node = 0; node < 2; ++node) {
        const auto refused = charge(node, 6);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, "access.budget_spent");
    }
}

}  // namespace
}  // namespace genbo
