// SPDX-License-Identifier: Apache-2.0
#include "app/job_beacon.h"

#include <gtest/gtest.h>

#include "app/master_house_test_helper.h"
#include "app/test_nodes.h"

namespace genbo {
namespace {

ImportJob a_dry_run(Instant started) {
    ImportJob job;
    job.id = ImportId{kFirstDryRunId + 7};
    job.kind = ImportJob::Kind::dry_run;
    job.file_name = "顧客.csv";
    job.started = started;
    return job;
}

std::optional<ImportJob> told_at(TestNodes& nodes, std::size_t node, ImportId id) {
    auto session = nodes[node].master->sessions().borrow();
    const auto told = told_job(**session, id, nodes.time.now());
    EXPECT_TRUE(told.ok());
    return told.value_or(std::nullopt);
}

TEST(JobBeacon, TheOtherNodeSeesTheJobWhileItRunsAndTheOutcomeOfADryRun) {
    TestNodes nodes(2);
    const auto job = a_dry_run(nodes.time.now());
    ImportProgress progress(job.started);
    progress.set_bytes(10, 40);
    auto beacon = JobBeacon::light(*nodes[0].master, job, &progress);
    ASSERT_TRUE(beacon.ok());
    const auto going = told_at(nodes, 1, job.id);
    ASSERT_TRUE(going);
    EXPECT_TRUE(going->running());
    EXPECT_EQ(going->file_name, "顧客.csv");
    EXPECT_EQ(going->progress.bytes_read, 10U);

    progress.set_bytes(30, 40);
    auto later = told_at(nodes, 1, job.id);
    for (int i = 0; i < 400 && later->progress.bytes_read != 30; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        later = told_at(nodes, 1, job.id);
    }
    EXPECT_EQ(later->progress.bytes_read, 30U);

    auto done = job;
    done.finished = nodes.time.now();
    done.progress.counts.rows = 99;
    (*beacon)->finish(done);
    beacon->reset();
    const auto outcome = told_at(nodes, 1, job.id);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->running());
    EXPECT_FALSE(outcome->error);
    EXPECT_EQ(outcome->progress.counts.rows, 99);
    nodes.time.ahead_s += 600;
    EXPECT_FALSE(told_at(nodes, 1, job.id)->error);  // Done is done.
}

// Its one process knows all of its jobs: what runs for more than a minute is not interrupted.
class EmbeddedJobTest : public testing::Test, protected MasterHouse {};

TEST_F(EmbeddedJobTest, NowAndThenNothingIsInterrupted) {
    open();
    ImportDesk desk(master->writer());
    const auto source = *desk.source("pos", {});
    const auto id = *desk.begin({source, "pos.csv", {}, "{}", {}});
    clock.pass(std::chrono::minutes{10});
    ASSERT_TRUE(mark_imports_of_dead_nodes(*master).ok());
    EXPECT_TRUE(desk.finish(id, ImportState::done, "{}", {}).ok());
    // At the start there is nobody else.
    const auto left = *desk.begin({source, "pos.csv", {}, "{}", {}});
    ASSERT_TRUE(mark_interrupted_imports(*master).ok());
    EXPECT_FALSE(desk.finish(left, ImportState::done, "{}", {}).ok());
}

TEST(JobBeacon, WithoutAnOutcomeTheNoteGoesWithIt) {
    TestNodes nodes(2);
    ImportJob job = a_dry_run(nodes.time.now());
    job.kind = ImportJob::Kind::undo;
    job.id = ImportId{3};
    {
        const auto beacon = JobBeacon::light(*nodes[0].master, job, nullptr);
        ASSERT_TRUE(beacon.ok());
        auto session = nodes[1].master->sessions().borrow();
        EXPECT_EQ(told_jobs(**session, nodes.time.now())->size(), 1U);
    }
    EXPECT_FALSE(told_at(nodes, 1, job.id));
}

TEST(JobBeacon, WhatFellSilentWasInterrupted) {
    TestNodes nodes(2);
    const auto job = a_dry_run(nodes.time.now());
    const auto beacon = JobBeacon::light(*nodes[0].master, job, nullptr);
    ASSERT_TRUE(beacon.ok());
    EXPECT_TRUE(told_at(nodes, 1, job.id)->running());
    (*beacon)->finish(job);  // Its last word, that it runs: as when the process dies.
    nodes.time.ahead_s += 61;
    const auto silent = told_at(nodes, 1, job.id);
    EXPECT_FALSE(silent->running());
    EXPECT_EQ(silent->error->code, "app.import_interrupted");
}

TEST(JobBeacon, TheDatabaseDoesNotSayWhatTheFileIsCalled) {
    TestNodes nodes(1);
    const auto beacon = JobBeacon::light(*nodes[0].master, a_dry_run(nodes.time.now()), nullptr);
    ASSERT_TRUE(beacon.ok());
    const auto notes = *(*nodes[0].master->store().reader())->notes("job.");
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(as_text(notes[0].value).find("顧客"), std::string_view::npos);
}

}  // namespace
}  // namespace genbo
