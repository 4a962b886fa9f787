// SPDX-License-Identifier: Apache-2.0
#include "app/import_job.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(ImportJob, ComesBackFromItsJson) {
    ImportJob job;
    job.id = ImportId{kFirstDryRunId + 5};
    job.kind = ImportJob::Kind::dry_run;
    job.source = "crm";
    job.file_name = "顧客 \"2\".csv";
    job.started_by = StaffId{3};
    job.started = instant_from_micros(1'700'000'000'000'001);
    job.finished = instant_from_micros(1'700'000'009'000'000);
    job.error = Error{Fault::invalid, "connect.no_such_sheet", {"Sheet 2"}};
    job.progress.counts = {.rows = 9, .added = 4, .changed = 3, .same = 1, .rejected = 1};
    job.progress.bytes_read = 100;
    job.progress.bytes_total = std::uint64_t{1} << 31;
    job.progress.customers_new = 2;
    job.progress.customers_joined = 1;
    job.progress.findings = {{Severity::warning, "text.odd", 7, "電話", {"x"}}};
    job.progress.findings_total = 12;
    const auto back = job_from_json(job.id, job_to_json(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id, job.id);
    EXPECT_EQ(back->kind, job.kind);
    EXPECT_EQ(back->source, job.source);
    EXPECT_EQ(back->file_name, job.file_name);
    EXPECT_EQ(back->started_by, job.started_by);
    EXPECT_EQ(back->started, job.started);
    EXPECT_EQ(back->finished, job.finished);
    EXPECT_EQ(back->error, job.error);
    EXPECT_EQ(back->progress.counts, job.progress.counts);
    EXPECT_EQ(back->progress.bytes_read, 100U);
    EXPECT_EQ(back->progress.bytes_total, std::uint64_t{1} << 31);
    EXPECT_EQ(back->progress.customers_new, 2);
    EXPECT_EQ(back->progress.customers_joined, 1);
    EXPECT_EQ(back->progress.findings_total, 12);
    ASSERT_EQ(back->progress.findings.size(), 1U);
    EXPECT_EQ(back->progress.findings[0].code, "text.odd");
    EXPECT_EQ(back->progress.started, job.started);
}

TEST(ImportJob, ARunningOneHasNoEnd) {
    ImportJob job;
    job.kind = ImportJob::Kind::undo;
    const auto back = job_from_json(ImportId{4}, job_to_json(job));
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->running());
    EXPECT_FALSE(back->error);
    EXPECT_EQ(back->kind, ImportJob::Kind::undo);
}

TEST(ImportJob, WhatIsNoneIsNotRead) {
    for (const char* text : {"", "{", "[]", "{}", R"({"kind":"something of a later version"})"})
        EXPECT_FALSE(job_from_json(ImportId{1}, text)) << text;
}

}  // namespace
}  // namespace genbo
