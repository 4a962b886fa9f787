// SPDX-License-Identifier: Apache-2.0

// Match models as the console sees them: from verdicts to a model that decides, in a running
// server.

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "app/master_house_test_helper.h"
#include "app/model_works.h"
#include "app/test_nodes.h"
#include "register/inspection.h"
#include "register/model_desk.h"
#include "register/verdict_desk.h"

namespace genbo {
namespace {

SourceValues somebody(const std::string& key, int who, bool with_phone) {
    const auto number = std::to_string(10'000'000 + who * 7919);
    SourceValues values;
    values.set(Field::source_key, key);
    values.set(Field::surname, who % 2 == 0 ? "佐藤" : "鈴木");
    values.set(Field::given_name, who % 3 == 0 ? "花子" : "蓮");
    // Name and mail alone are too little for the rules, and enough for the shipped model.
    if (with_phone || who % 4 != 0)
        values.set(
            Field::birth_date, std::to_string(1930 + who) + "-05-1" + std::to_string(who % 9));
    values.set(Field::email, "p" + number + "@example.jp");
    if (with_phone) values.set(Field::phone, "090" + number);
    return values;
}

class ModelsTest : public testing::Test, protected MasterHouse {
protected:
    void SetUp() override {
        open();
        std::vector<SourceValues> rows;
        for (int who = 0; who < 24; ++who)
            for (int copy = 0; copy < 2; ++copy)
                rows.push_back(
                    somebody(std::to_string(who) + "-" + std::to_string(copy), who, copy == 0));
        import("pos", rows);
    }

    void judge(std::int64_t count) {
        VerdictDesk desk(master->writer());
        for (std::int64_t i = 0; i < count; ++i)
            ASSERT_TRUE(desk.decide(
                                RecordId{2 * i + 1}, RecordId{2 * i + 2}, StoredVerdictKind::same,
                                "", Actor{})
                            .ok());
    }

    ApiModelWork end_of_work() {
        for (int i = 0; i < 3000; ++i) {
            const auto list = backend->models(owner);
            check(list.ok() && list->work.has_value());
            if (list->work->state != "running") return *list->work;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return {};
    }

    std::int64_t active() {
        const auto list = backend->models(owner);
        check(list.ok());
        for (const auto& each : list->items)
            if (each.active) return each.number;
        return 0;
    }

    ApiCall owner = call_of(1, "owner");
    ApiCall steward = call_of(2, "steward");
    ApiCall administrator = call_of(3, "administrator");
};

TEST_F(ModelsTest, FromVerdictsToTheModelInUse) {
    EXPECT_EQ(
        backend->make_model(steward, ApiModelOrigin::verdicts).error().code,
        "register.too_few_labels");
    judge(22);
    EXPECT_EQ(backend->models(steward)->verdicts, 22);
    const auto learned = backend->make_model(steward, ApiModelOrigin::verdicts);
    ASSERT_TRUE(learned.ok()) << learned.error().code;
    EXPECT_EQ(learned->origin, "learned");
    EXPECT_EQ(learned->labels, 22);
    EXPECT_FALSE(learned->active);
    EXPECT_TRUE(backend->suggested_rules(steward).ok());

    const auto number = learned->number;
    EXPECT_EQ(backend->model_diff(steward, number).error().code, "app.model.not_compared");
    auto seen = owner;
    seen.if_match = "1";
    EXPECT_EQ(backend->activate_model(seen, number).error().code, "app.model.not_compared");
    ASSERT_TRUE(backend->compare_model(steward, number).ok());
    auto work = end_of_work();
    EXPECT_EQ(work.state, "done") << (work.error ? work.error->code : "");
    EXPECT_EQ(work.records_done, 48);
    const auto diff = backend->model_diff(steward, number);
    ASSERT_TRUE(diff.ok()) << diff.error().code;
    EXPECT_TRUE(diff->current);
    EXPECT_EQ(diff->records, 48);
    EXPECT_EQ(diff->active, 1);

    EXPECT_EQ(backend->activate_model(seen, number).error().code, "app.model.version_changed");
    seen.if_match = diff->version;
    ASSERT_TRUE(backend->activate_model(seen, number).ok());
    work = end_of_work();
    EXPECT_EQ(work.state, "done") << (work.error ? work.error->code : "");
    EXPECT_EQ(work.kind, "activate");
    EXPECT_EQ(active(), number);
    EXPECT_FALSE(backend->model_diff(steward, number)->current);
    // Whoever asks who somebody is, is answered by the new one.
    ApiQuestion question;
    question.values = {{"surname", "佐藤"}, {"email", "nobody@example.jp"}};
    EXPECT_EQ(backend->resolve(steward, question)->model_version, learned->version);
    // It is what a start finds.
    close();
    open();
    EXPECT_EQ(active(), number);
    EXPECT_EQ(master->model().version, learned->version);
    auto session = *master->sessions().borrow();
    EXPECT_TRUE(inspect(*session, master->model(), master->config().matching).sound());
}

TEST_F(ModelsTest, CustomersPartAndComeTogetherAgain) {
    const auto number_before = number_of(1);
    const auto rules = backend->make_model(steward, ApiModelOrigin::rules);
    ASSERT_TRUE(rules.ok());
    ASSERT_TRUE(backend->compare_model(owner, rules->number).ok());
    end_of_work();
    const auto diff = *backend->model_diff(owner, rules->number);
    ASSERT_GT(diff.joins + diff.splits, 0);
    ASSERT_FALSE(diff.examples.empty());
    EXPECT_FALSE(diff.examples.front().before.front().number.empty());
    EXPECT_TRUE(diff.examples.front().before.front().name.has_value());
    // How many, but not whom.
    const auto bare = backend->model_diff(administrator, rules->number);
    ASSERT_TRUE(bare.ok());
    EXPECT_EQ(bare->splits, diff.splits);
    EXPECT_TRUE(bare->examples.empty());

    auto seen = administrator;
    seen.if_match = diff.version;
    ASSERT_TRUE(backend->activate_model(seen, rules->number).ok());
    EXPECT_EQ(end_of_work().state, "done");
    EXPECT_EQ(active(), rules->number);
    ASSERT_TRUE(backend->compare_model(owner, 1).ok());
    end_of_work();
    const auto back = *backend->model_diff(owner, 1);
    EXPECT_EQ(back.customers_before, diff.customers_after);
    EXPECT_EQ(back.customers_after, diff.customers_before);
    seen.if_match = back.version;
    ASSERT_TRUE(backend->activate_model(seen, 1).ok());
    const auto work = end_of_work();
    EXPECT_EQ(work.state, "done");
    EXPECT_GT(work.moved, 0);
    EXPECT_EQ(number_of(1), number_before);
}

// The writer is busy: what has begun is told as running and can be stopped, before and while its
// note is written.
TEST_F(ModelsTest, AWorkThatIsJustBeginningIsNoFailure) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    std::promise<void> busy;
    std::promise<void> free;
    auto other = std::async(std::launch::async, [&] {
        return master->writer().run(
            [&](WriteContext&) -> Result<> {
                busy.set_value();
                free.get_future().wait();
                return {};
            },
            WriteScope::rows);
    });
    busy.get_future().wait();
    auto begun =
        std::async(std::launch::async, [&] { return backend->compare_model(owner, rules.number); });
    std::optional<ApiModelWork> told;
    for (int i = 0; i < 1'000 && !told; ++i) {
        told = *backend->model_work(owner);
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    const auto second = backend->compare_model(owner, rules.number);
    const auto stopped = backend->stop_model_work(owner);
    free.set_value();
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->state, "running");
    EXPECT_EQ(second.error().code, "app.model.work_running");
    EXPECT_TRUE(stopped.ok());
    EXPECT_TRUE(other.get().ok());
    ASSERT_TRUE(begun.get().ok());
    EXPECT_EQ(end_of_work().state, "stopped");
}

// Nobody who asks while works come and go is told that one died.
TEST_F(ModelsTest, NoMomentTellsOfAFailure) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    std::atomic<bool> ended = false;
    auto asking = std::async(std::launch::async, [&] {
        std::set<std::string> states;
        while (!ended)
            if (const auto work = *backend->model_work(owner)) states.insert(work->state);
        return states;
    });
    for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(backend->compare_model(owner, rules.number).ok());
        EXPECT_EQ(end_of_work().state, "done");
    }
    ended = true;
    EXPECT_EQ(asking.get(), (std::set<std::string>{"done", "running"}));
}

TEST_F(ModelsTest, WhyAWorkFailedIsToldWhole) {
    ASSERT_TRUE(backend->make_model(owner, ApiModelOrigin::rules).ok());
    {
        ModelWorks works(*master);
        ASSERT_TRUE(works.activate(1, 1, Actor{}).ok());
        for (int i = 0; i < 1'000; ++i) {
            auto session = *master->sessions().borrow();
            if ((*works.now(*session))->state != ModelWork::State::running) break;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
    }
    // Another one knows it from the note.
    const auto work = end_of_work();
    EXPECT_EQ(work.state, "failed");
    EXPECT_EQ(work.error->code, "register.model_is_active");
    EXPECT_EQ(work.error->args, std::vector<std::string>{"1"});
}

TEST_F(ModelsTest, WhatIsInUseIsNeitherComparedNorSwitchedTo) {
    ASSERT_TRUE(backend->make_model(owner, ApiModelOrigin::rules).ok());
    ASSERT_EQ(active(), 1);
    EXPECT_EQ(backend->compare_model(owner, 1).error().code, "register.model_is_active");
    EXPECT_EQ(backend->activate_model(owner, 1).error().code, "register.model_is_active");
    EXPECT_FALSE(backend->model_work(owner)->has_value());
}

TEST_F(ModelsTest, AModelOfAnotherSchemaIsMarked) {
    ASSERT_TRUE(master->writer()
                    .run([](WriteContext& context) -> Result<> {
                        auto model = TRY(stored_sheet(context.store, 1)).model;
                        model.comparisons.pop_back();
                        TRY(add_sheet(context.store, context.now, "learned", 20, model));
                        return {};
                    })
                    .ok());
    const auto list = *backend->models(owner);
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_TRUE(list.items[0].usable);
    EXPECT_FALSE(list.items[1].usable);
    EXPECT_EQ(backend->compare_model(owner, 2).error().code, "register.model_outdated");
}

// A family too large to be shown whole: both halves are there, with their sizes, and of many
// customers one record each.
TEST_F(ModelsTest, LargeExamplesStillSayWhatChanges) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    std::vector<SourceValues> rows;
    for (int who = 0; who < 14; ++who)
        rows.push_back(somebody("f" + std::to_string(who), 30 + who, true));
    import("ec", rows);
    std::vector<RecordId> all;
    for (std::int64_t record = 1; record <= 62; ++record) all.emplace_back(record);
    ModelDiff diff;
    diff.number = rules.number;
    diff.active = 1;
    diff.at = clock.now();
    diff.splits = 1;
    const auto half = all.begin() + 31;
    auto session = *master->sessions().borrow();
    std::set<NumberId> customers;
    for (const auto& member : *session->store().customers_of(all))
        customers.insert(member.customer);
    session.reset();
    diff.examples.push_back(
        {{customers.begin(), customers.end()}, {{all.begin(), half}, {half, all.end()}}});
    diff.examples.push_back({{*customers.begin()}, {}});
    for (const auto record : all) diff.examples[1].after.push_back({record});
    ASSERT_TRUE(master->writer()
                    .run([&](WriteContext& context) { return keep_diff(context.store, diff); })
                    .ok());
    const auto shown = *backend->model_diff(owner, rules.number);
    ASSERT_EQ(shown.examples.size(), 2U);
    const auto& halves = shown.examples[0];
    ASSERT_EQ(halves.after.size(), 2U);
    EXPECT_EQ(halves.after_count, 2);
    EXPECT_EQ(halves.before_count, std::ssize(customers));
    EXPECT_LE(std::ssize(halves.before), halves.before_count);
    for (const auto& group : halves.after) {
        EXPECT_EQ(group.count, 31);
        EXPECT_EQ(group.records.size(), 12U);
        // Two records of each customer at most come together in the test's data.
        std::set<std::string> numbers;
        for (const auto& record : group.records) numbers.insert(record.number);
        EXPECT_EQ(numbers.size(), 12U);
    }
    const auto& pieces = shown.examples[1];
    EXPECT_EQ(pieces.after.size(), 24U);
    EXPECT_EQ(pieces.after_count, 62);
    for (const auto& group : pieces.after) EXPECT_EQ(group.records.size(), 1U);
}

TEST_F(ModelsTest, WhoMay) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    const auto support = call_of(4, "support");
    EXPECT_EQ(backend->models(support).error().code, "access.denied");
    EXPECT_EQ(backend->model_work(support).error().code, "access.denied");
    EXPECT_EQ(
        backend->make_model(administrator, ApiModelOrigin::rules).error().code, "access.denied");
    EXPECT_EQ(backend->compare_model(support, rules.number).error().code, "access.denied");
    EXPECT_EQ(backend->activate_model(steward, rules.number).error().code, "access.denied");
    EXPECT_EQ(backend->compare_model(owner, 77).error().code, "register.unknown_model");
    EXPECT_EQ(backend->stop_model_work(owner).error().code, "app.model.no_work");
}

// Imports and entries go on while a model is compared and another comes into force, and what they
// brought is decided by the one that is in force in the end.
TEST_F(ModelsTest, WritingAndReadingGoOnMeanwhile) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    ASSERT_TRUE(backend->compare_model(owner, rules.number).ok());
    end_of_work();
    auto seen = owner;
    seen.if_match = backend->model_diff(owner, rules.number)->version;
    ASSERT_TRUE(backend->activate_model(seen, rules.number).ok());
    EXPECT_EQ(backend->compare_model(owner, rules.number).error().code, "app.model.work_running");
    for (int who = 30; who < 40; ++who) {
        import("ec", {somebody("e" + std::to_string(who), who, who % 2 == 0)});
        EXPECT_TRUE(backend->models(owner).ok());
    }
    EXPECT_EQ(end_of_work().state, "done");
    auto session = *master->sessions().borrow();
    const auto model = *stored_sheet(session->store(), rules.number);
    EXPECT_TRUE(inspect(*session, model.model, master->config().matching).sound());
}

// As if the process had been killed while it worked: the next one says so, and can begin anew.
// Seen on PostgreSQL: a list that was read while the work ended told it as one that had died.
TEST_F(ModelsTest, WhoReadsAsItEndsIsNotToldThatItDied) {
    ASSERT_TRUE(ModelDesk(master->writer()).rules(Actor{}).ok());
    ModelWorks works(*master);
    for (int round = 0; round < 5; ++round) {
        ASSERT_TRUE(works.compare(2, Actor{}).ok());
        auto old = *master->sessions().borrow();
        ASSERT_TRUE(works.now(*old).ok());
        for (int i = 0; i < 3000; ++i) {
            auto fresh = *master->sessions().borrow();
            if ((**works.now(*fresh)).state != ModelWork::State::running) break;
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        EXPECT_EQ((**works.now(*old)).state, ModelWork::State::done);
    }
}

TEST_F(ModelsTest, AWorkThatDiedIsToldSo) {
    const auto rules = *backend->make_model(owner, ApiModelOrigin::rules);
    ASSERT_TRUE(backend->compare_model(owner, rules.number).ok());
    end_of_work();
    ASSERT_TRUE(master->writer()
                    .run([](WriteContext& context) -> Result<> {
                        auto note = TRY(context.store.note("model.work"));
                        std::string text(note.value.begin(), note.value.end());
                        const std::string_view done = "\"state\":1";
                        const auto at = text.find(done);
                        check(at != text.npos);
                        text.replace(at, done.size(), "\"state\":0");
                        const auto holder = text.find("\"holder\":\"") + 10;
                        text[holder] = text[holder] == '0' ? '1' : '0';
                        note.value.assign(text.begin(), text.end());
                        return context.store.put_note(note);
                    })
                    .ok());
    const auto work = *backend->models(owner)->work;
    EXPECT_EQ(work.state, "failed");
    EXPECT_EQ(work.error->code, "app.model.interrupted");
    ASSERT_TRUE(backend->compare_model(owner, rules.number).ok());
    EXPECT_EQ(end_of_work().state, "done");
}

// Through two servers on one PostgreSQL, each request to the other one than the last.
TEST(ModelsOnTwoNodes, BothDecideByTheNewOne) {
    TestNodes nodes(2);
    auto browser = nodes.signed_in();
    const auto made = browser.post("/api/v1/models", R"({"origin":"rules"})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto path = "/api/v1/models/" + std::to_string(made.number("number"));
    const auto ended = [&] {
        for (int i = 0; i < 600; ++i) {
            const auto list = browser.get("/api/v1/models");
            EXPECT_EQ(list.status, 200) << list.body;
            const auto json = boost::json::parse(list.body);
            if (json.at("work").at("state").as_string() != "running") return json;
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
        return boost::json::value{};
    };
    ASSERT_EQ(browser.post(path + "/diff", "").status, 202);
    EXPECT_EQ(ended().at("work").at("state").as_string(), "done");
    const auto diff = browser.get(path + "/diff");
    ASSERT_EQ(diff.status, 200) << diff.body;
    const auto begun = browser.post(path + "/activate", "", "If-Match: " + diff.etag + "\r\n");
    ASSERT_EQ(begun.status, 202) << begun.body;
    const auto list = ended();
    EXPECT_EQ(list.at("work").at("state").as_string(), "done");
    // Both nodes.
    for (int i = 0; i < 2; ++i) {
        const auto answer = browser.post(
            "/api/v1/resolve", R"({"values":[{"field":"surname","raw":"佐藤"}],"limit":3})");
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.text("model_version"), made.text("version"));
    }
}

}  // namespace
}  // namespace genbo
