// SPDX-License-Identifier: Apache-2.0
#include "app/import_job.h"

#include <array>
#include <boost/json.hpp>

#include "app/import_detail.h"
#include "base/json_writer.h"

namespace genbo {

namespace {

constexpr std::array<std::string_view, 3> kJobKinds = {"import", "dry_run", "undo"};

std::optional<ImportJob::Kind> job_kind(std::string_view name) {
    for (std::size_t i = 0; i < kJobKinds.size(); ++i)
        if (kJobKinds[i] == name) return static_cast<ImportJob::Kind>(i);
    return std::nullopt;
}

std::string job_text(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

std::int64_t job_number(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

// Findings and what became of customers, in the words of an import that is done.
std::string detail_of_progress(const ImportProgress::Snapshot& progress) {
    ImportDetail detail;
    detail.findings = progress.findings;
    detail.findings_total = progress.findings_total;
    detail.customers_new = progress.customers_new;
    detail.customers_joined = progress.customers_joined;
    return detail_to_json(detail);
}

ImportProgress::Snapshot progress_of(const boost::json::object& object) {
    ImportProgress::Snapshot progress;
    progress.counts.rows = job_number(object, "rows");
    progress.counts.added = job_number(object, "added");
    progress.counts.changed = job_number(object, "changed");
    progress.counts.same = job_number(object, "same");
    progress.counts.rejected = job_number(object, "rejected");
    progress.bytes_read = static_cast<std::uint64_t>(job_number(object, "bytes_read"));
    progress.bytes_total = static_cast<std::uint64_t>(job_number(object, "bytes_total"));
    auto detail = detail_from_json(job_text(object, "detail"));
    progress.findings = std::move(detail.findings);
    progress.findings_total = detail.findings_total;
    progress.customers_new = detail.customers_new;
    progress.customers_joined = detail.customers_joined;
    return progress;
}

}  // namespace

std::string job_to_json(const ImportJob& job) {
    JsonWriter json;
    json.object([&] {
        json.field("kind", kJobKinds.at(static_cast<std::size_t>(job.kind)));
        json.field("source", job.source);
        json.field("file_name", job.file_name);
        json.field("started_by", job.started_by.value());
        json.field("started", to_micros(job.started));
        json.field("finished", to_micros(job.finished.value_or(Instant{})));
        json.field("error", job.error ? job.error->code : std::string{});
        json.field("error_args").array([&] {
            if (job.error)
                for (const auto& arg : job.error->args) json.value(arg);
        });
        json.field("rows", job.progress.counts.rows);
        json.field("added", job.progress.counts.added);
        json.field("changed", job.progress.counts.changed);
        json.field("same", job.progress.counts.same);
        json.field("rejected", job.progress.counts.rejected);
        json.field("bytes_read", job.progress.bytes_read);
        json.field("bytes_total", job.progress.bytes_total);
        json.field("detail", detail_of_progress(job.progress));
    });
    return std::move(json).str();
}

std::optional<ImportJob> job_from_json(ImportId id, std::string_view text) {
    boost::json::error_code failed;
    const auto value = boost::json::parse(boost::json::string_view{text}, failed);
    if (failed || !value.is_object()) return std::nullopt;
    const auto& object = value.get_object();
    const auto kind = job_kind(job_text(object, "kind"));
    if (!kind) return std::nullopt;
    ImportJob job;
    job.id = id;
    job.kind = *kind;
    job.source = job_text(object, "source");
    job.file_name = job_text(object, "file_name");
    job.started_by = StaffId{job_number(object, "started_by")};
    job.started = instant_from_micros(job_number(object, "started"));
    const Instant finished = instant_from_micros(job_number(object, "finished"));
    if (finished != Instant{}) job.finished = finished;
    if (auto code = job_text(object, "error"); !code.empty()) {
        job.error = Error{Fault::invalid, std::move(code)};
        const auto* args = object.if_contains("error_args");
        if (args != nullptr && args->is_array())
            for (const auto& arg : args->get_array())
                if (arg.is_string()) job.error->args.emplace_back(arg.get_string());
    }
    job.progress = progress_of(object);
    job.progress.started = job.started;
    return job;
}

}  // namespace genbo
