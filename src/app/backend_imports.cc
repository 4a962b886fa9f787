// SPDX-License-Identifier: Apache-2.0

// Uploads, imports, mappings.

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "adapter/scan/clamd_scanner.h"
#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/disk_reserve.h"
#include "app/import_detail.h"
#include "app/job_beacon.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::string_view kMappingPrefix = "mapping.";
constexpr std::size_t kFindingsSent = 100;
// A request waits for the answer; a larger file is for `genbo reconcile`.
constexpr std::uint64_t kReconcileBytesMax = std::uint64_t{64} << 20U;
constexpr std::size_t kReconciliationsShown = 100;

ApiMappingColumns api_columns(const Mapping& mapping) {
    ApiMappingColumns columns;
    for (const auto& column : mapping.columns) {
        ApiMappingColumn api{
            column.column, std::string{field_info(column.field).name}, column.confidence,
            column.ignored, std::nullopt};
        if (column.field == Field::custom && !column.custom_name.empty())
            api.custom_name = column.custom_name;
        columns.push_back(std::move(api));
    }
    return columns;
}

// Columns that name the same field are parts of it, in the order of the file.
Result<Mapping> mapping_from_api(const ApiMappingColumns& columns) {
    Mapping mapping;
    std::map<Field, int> uses;
    for (const auto& api : columns) {
        ColumnMapping column;
        column.column = api.column;
        column.ignored = api.ignored;
        column.confidence = api.confidence.value_or(1);
        const auto field = field_by_name(api.field);
        if (!field) return Error{Fault::invalid, "app.unknown_field", {api.field}};
        column.field = *field;
        if (*field == Field::custom) column.custom_name = api.custom_name.value_or(api.column);
        if (!api.ignored && *field != Field::custom) ++uses[*field];
        if (!api.ignored && *field == Field::source_key) mapping.key_column = api.column;
        mapping.columns.push_back(std::move(column));
    }
    std::map<Field, int> part;
    for (auto& column : mapping.columns)
        if (!column.ignored && uses[column.field] > 1) column.part = ++part[column.field];
    TRY(validate_mapping(mapping));
    return mapping;
}

Result<TableOptions> options_from_api(const ApiReading& reading) {
    TableOptions options;
    if (reading.encoding) {
        options.encoding = encoding_by_name(*reading.encoding);
        if (!options.encoding)
            return Error{Fault::invalid, "app.unknown_encoding", {*reading.encoding}};
    }
    if (reading.format) {
        options.format = table_format_by_name(*reading.format);
        if (!options.format) return Error{Fault::invalid, "app.unknown_format", {*reading.format}};
    }
    if (reading.delimiter && !reading.delimiter->empty())
        options.delimiter = reading.delimiter->front();
    if (reading.sheet) options.sheet = *reading.sheet;
    return options;
}

std::string api_encoding(Encoding encoding) {
    return std::string{encoding_name(encoding == Encoding::utf8_bom ? Encoding::utf8 : encoding)};
}

std::string import_state(ImportState state) {
    switch (state) {
        case ImportState::running: return "running";
        case ImportState::done: return "done";
        case ImportState::failed: return "failed";
        case ImportState::interrupted: return "failed";
        case ImportState::undone: return "undone";
    }
    return "failed";
}

void put_progress(ApiImport& api, const ImportProgress::Snapshot& snapshot, Instant now) {
    api.rows_read = snapshot.counts.rows;
    api.added = snapshot.counts.added;
    api.changed = snapshot.counts.changed;
    api.same = snapshot.counts.same;
    api.rejected = snapshot.counts.rejected;
    api.bytes_read = static_cast<std::int64_t>(snapshot.bytes_read);
    api.bytes_total = static_cast<std::int64_t>(snapshot.bytes_total);
    api.customers_new = snapshot.customers_new;
    api.customers_joined = snapshot.customers_joined;
    api.findings = snapshot.findings;
    if (api.findings.size() > kFindingsSent) api.findings.resize(kFindingsSent);
    api.findings_total = snapshot.findings_total;
    api.rows_per_second = ImportProgress::rows_per_second(snapshot, now);
    api.seconds_left = ImportProgress::seconds_left(snapshot, now);
}

std::string mapping_document(const std::string& json, Instant at) {
    return std::to_string(to_micros(at)) + "\n" + json;
}

Result<ApiMapping> api_mapping(std::string_view name, std::string_view document) {
    std::int64_t micros = 0;
    const auto line = document.find('\n');
    if (line == std::string_view::npos) return Error{Fault::corrupt, "app.bad_mapping"};
    std::from_chars(document.data(), document.data() + line, micros);
    const auto mapping = TRY(mapping_from_json(document.substr(line + 1)));
    return ApiMapping{std::string{name}, api_columns(mapping), instant_from_micros(micros)};
}

}  // namespace

Result<std::shared_ptr<IncomingFile>> MasterBackend::begin_upload(std::uint64_t) {
    TRY(room_to_grow(master_));
    return uploads_->begin();
}

Result<ApiUpload> MasterBackend::add_upload(
    const ApiCall& call, std::string_view file_name, IncomingFile& file) {
    TRY(may(call, Action::import_data));
    const auto upload = uploads_->received(file_name, file);
    if (const auto& clamd = master_.config().scanner; !clamd.empty())
        TRY(ClamdScanner(clamd).scan(upload.path));
    auto described = TRY(describe_upload(upload, {}, std::nullopt));
    TRY(uploads_->keep(upload, file));
    return described;
}

Result<ApiUpload> MasterBackend::preview(
    const ApiCall& call, std::string_view upload_id, const ApiReading& reading) {
    TRY(may(call, Action::import_data));
    const auto upload = TRY(uploads_->find(upload_id));
    const auto options = TRY(options_from_api(reading));
    std::optional<Mapping> mapping;
    if (reading.mapping) mapping = TRY(mapping_from_api(*reading.mapping));
    return describe_upload(upload, options, mapping);
}

Result<ApiUpload> MasterBackend::describe_upload(
    const StoredUpload& upload, const TableOptions& options,
    const std::optional<Mapping>& mapping) {
    const auto sniff = TRY(sniff_table(upload.path, options));
    const Mapping used = mapping ? *mapping : guess_mapping(sniff.header, sniff.sample);
    ApiUpload api;
    api.upload_id = upload.id;
    api.file_name = upload.file_name;
    api.bytes = static_cast<std::int64_t>(upload.bytes);
    api.format = table_format_name(sniff.format);
    const Encoding encoding = options.encoding.value_or(sniff.encoding.encoding);
    api.encoding = {
        api_encoding(encoding),
        options.encoding ? 1.0 : sniff.encoding.confidence,
        !options.encoding && sniff.encoding.ambiguous,
        {}};
    for (const auto other : sniff.encoding.alternatives)
        api.encoding.alternatives.push_back(api_encoding(other));
    if (sniff.format == TableFormat::csv || sniff.format == TableFormat::tsv)
        api.delimiter = std::string(1, sniff.delimiter);
    api.sheets = sniff.sheets;
    if (sniff.format == TableFormat::xlsx && !options.sheet.empty()) api.sheet = options.sheet;
    api.header = sniff.header;
    api.sample = sniff.sample;
    api.mapping = api_columns(used);
    if (!used.key_column.empty()) api.key_column = used.key_column;
    return api;
}

Result<ApiImport> MasterBackend::start_import(
    const ApiCall& call, const ApiImportRequest& request) {
    TRY(may(call, Action::import_data));
    TRY(room_to_grow(master_));
    const auto upload = TRY(uploads_->find(request.upload_id));
    FileImport import;
    import.path = upload.path;
    import.file_name = upload.file_name;
    import.source = request.source;
    import.table = TRY(options_from_api(request.reading));
    if (request.reading.mapping) import.mapping = TRY(mapping_from_api(*request.reading.mapping));
    import.actor = actor_of(call);
    if (metrics_ != nullptr) import.metrics = &metrics_->import;
    if (request.save_mapping_as && request.reading.mapping)
        TRY(put_mapping(call, *request.save_mapping_as, *request.reading.mapping));
    // A dry run is followed by the real one, so only that uses the upload up.  Until it has
    // finished, the job holds the file.
    const auto finished = [this, upload, dry_run = request.dry_run] {
        if (!dry_run) uploads_->remove(upload.id);
    };
    const auto kind = request.dry_run ? ImportJob::Kind::dry_run : ImportJob::Kind::import;
    const auto job = TRY(jobs_.start(import, kind, finished));
    return describe_job(job);
}

Result<ApiReconciliation> MasterBackend::describe_reconciliation(
    ReadSession& session, const KeptReconciliation& kept) {
    const auto totals = [](const ControlTotals& of) {
        return ApiControlTotals{
            of.records, of.points, of.purchase_count, of.purchase_amount,
            fmt::format("{:016x}", of.checksum)};
    };
    ApiReconciliation api;
    api.id = kept.id;
    api.source = kept.source;
    api.file_name = kept.file_name;
    api.actor = TRY(staff_name(session, kept.actor));
    api.at = kept.at;
    api.agrees = kept.agrees;
    if (kept.repaired_by != ImportId{}) api.repaired_by = kept.repaired_by;
    api.file = totals(kept.file);
    api.in_register = totals(kept.in_register);
    api.same = kept.same;
    api.differing = kept.differing;
    api.only_file = kept.only_file;
    api.only_register = kept.only_register;
    api.repeated = kept.repeated;
    api.rejected = kept.rejected;
    return api;
}

Result<ApiReconciliation> MasterBackend::reconcile(
    const ApiCall& call, const ApiImportRequest& request) {
    TRY(may(call, Action::import_data));
    const auto upload = TRY(uploads_->find(request.upload_id));
    if (upload.bytes > kReconcileBytesMax) return Error{Fault::limit, "app.reconcile_big"};
    FileImport file;
    file.path = upload.path;
    file.file_name = upload.file_name;
    file.source = request.source;
    file.table = TRY(options_from_api(request.reading));
    if (request.reading.mapping) file.mapping = TRY(mapping_from_api(*request.reading.mapping));
    const auto report = TRY(reconcile_file(master_, file));
    auto kept = kept_of(report);
    kept.source = file.source;
    kept.file_name = file.file_name;
    kept = TRY(keep_reconciliation(master_.writer(), std::move(kept), actor_of(call)));
    auto session = TRY(master_.sessions().borrow());
    const auto eyes = TRY(viewer(call, *session));
    CustomerDesk desk(*session, master_.config().policy);
    auto api = TRY(describe_reconciliation(*session, kept));
    const auto label_of = [&](std::string_view name) {
        const auto field = field_by_name(name);
        if (!field || *field == Field::custom) return std::string{name};
        const auto& info = field_info(*field);
        return std::string{call.language == Language::ja ? info.label_ja : info.label_en};
    };
    for (const auto& [name, count] : report.fields)
        api.fields.push_back({name, label_of(name), count});
    std::vector<NumberId> shown;
    for (const auto& drift : report.examples) {
        const Subject subject{drift.customer, eyes.standing(drift.customer, {})};
        ApiDrift one;
        one.kind = drift_kind_name(drift.kind);
        one.source_key = seen_source_key(drift.source_key, eyes, subject);
        one.row = drift.row;
        if (drift.record != RecordId{}) one.record_id = drift.record;
        if (drift.customer != NumberId{}) {
            one.number = TRY(desk.number_text(drift.customer));
            shown.push_back(drift.customer);
        }
        for (const auto& field : drift.fields) {
            const auto name = field.field == Field::custom
                                  ? field.custom_name
                                  : std::string{field_info(field.field).name};
            const auto seen = [&](const std::string& value) {
                return value.empty() ? std::optional<std::string>{}
                                     : eyes.value(field.field, field.custom_name, value, subject);
            };
            one.fields.push_back(
                {name, label_of(name), seen(field.in_file), seen(field.in_register)});
        }
        api.examples.push_back(std::move(one));
    }
    for (const auto& import : report.imports)
        api.imports.push_back(
            {import.import, import_state(import.state), import.counts.rows, import.counts.added,
             import.counts.changed, import.counts.same, import.counts.rejected, import.balanced()});
    TRY(charge(call, *session, shown));
    return api;
}

Result<std::vector<ApiReconciliation>> MasterBackend::reconciliations(const ApiCall& call) {
    TRY(may(call, Action::import_data));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiReconciliation> out;
    for (const auto& kept : TRY(kept_reconciliations(*session))) {
        if (out.size() == kReconciliationsShown) break;
        out.push_back(TRY(describe_reconciliation(*session, kept)));
    }
    return out;
}

ApiImport MasterBackend::describe_job(const ImportJob& job) const {
    ApiImport api;
    api.id = job.id;
    api.source = job.source;
    api.file_name = job.file_name;
    api.dry_run = job.kind == ImportJob::Kind::dry_run;
    api.state = job.running() ? "running"
                : job.error   ? "failed"
                : api.dry_run ? "dry_run_done"
                              : "done";
    api.error = job.error;
    api.started_at = job.started;
    api.finished_at = job.finished;
    put_progress(api, job.progress, job.finished.value_or(master_.clock().now()));
    if (!job.running()) api.seconds_left = std::nullopt;
    return api;
}

Result<bool> MasterBackend::is_abandoned(ReadSession& session, const StoredImport& import) {
    if (import.state != ImportState::running || master_.store().sharing() == Sharing::embedded)
        return false;
    return !TRY(is_at_work(session.store(), import, master_.clock().now()));
}

Result<std::vector<ApiImport>> MasterBackend::describe_imports(
    ReadSession& session, std::span<const StoredImport> imports) {
    const auto jobs = TRY(jobs_.running(session));
    std::vector<ApiImport> described;
    for (const auto& import : imports) {
        const auto job = jobs.find(import.id);
        described.push_back(
            TRY(describe_import(session, import, job == jobs.end() ? nullptr : &job->second)));
    }
    return described;
}

Result<ApiImport> MasterBackend::describe_import(
    ReadSession& session, const StoredImport& import, const ImportJob* job) {
    const bool at_work = job != nullptr && job->running();
    const bool undoing = at_work && job->kind == ImportJob::Kind::undo;
    if (at_work && !undoing && import.state == ImportState::running) {
        ImportJob seen = *job;
        seen.progress.counts = import.counts;  // What is durable, on whichever node one asks.
        auto api = describe_job(seen);
        api.started_by = TRY(staff_name(session, import.actor));
        return api;
    }
    const bool abandoned = TRY(is_abandoned(session, import));
    const auto state = abandoned ? ImportState::interrupted : import.state;
    const auto detail = detail_from_json(import.detail);
    ApiImport api;
    api.id = import.id;
    api.source = session.source(import.source).name;
    api.file_name = import.file_name;
    api.state = undoing ? "undoing" : import_state(state);
    ImportProgress::Snapshot snapshot;
    snapshot.counts = import.counts;
    snapshot.bytes_read = snapshot.bytes_total = detail.bytes;
    snapshot.customers_new = detail.customers_new;
    snapshot.customers_joined = detail.customers_joined;
    snapshot.findings = detail.findings;
    snapshot.findings_total = detail.findings_total;
    snapshot.started = import.started;
    put_progress(api, snapshot, import.finished);
    api.seconds_left = std::nullopt;
    if (!detail.error_code.empty()) api.error = Error{Fault::invalid, detail.error_code};
    if (state == ImportState::interrupted)
        api.error = Error{Fault::unavailable, "app.import_interrupted"};
    const auto name = TRY(staff_name(session, import.actor));
    if (!name.empty()) api.started_by = name;
    api.started_at = import.started;
    if (import.finished != Instant{}) api.finished_at = import.finished;
    return api;
}

Result<ApiPage<ApiImport>> MasterBackend::imports(const ApiCall& call, const ApiPageRequest& page) {
    TRY(may(call, Action::view_home));
    std::int64_t before = 0;
    if (!page.cursor.empty()) {
        const auto* end = page.cursor.data() + page.cursor.size();
        const auto read = std::from_chars(page.cursor.data(), end, before);
        if (read.ptr != end || before <= 0) return Error{Fault::invalid, "app.bad_cursor"};
    }
    auto session = TRY(master_.sessions().borrow());
    auto stored = TRY(session->store().imports(ImportId{before}, page.limit + 1));
    ApiPage<ApiImport> out;
    const bool more = stored.size() > page.limit;
    if (more) stored.resize(page.limit);
    if (more) out.next_cursor = std::to_string(stored.back().id.value());
    // How the made-up customers came is nobody's business.
    const auto made_up = TRY(made_up_customers(session->store(), session->vault()));
    std::erase_if(
        stored, [&](const StoredImport& import) { return made_up.imports.contains(import.id); });
    out.items = TRY(describe_imports(*session, stored));
    return out;
}

Result<ApiImport> MasterBackend::import(const ApiCall& call, ImportId id) {
    TRY(may(call, Action::view_home));
    auto session = TRY(master_.sessions().borrow());
    const auto job = TRY(jobs_.find(*session, id));
    if (id.value() > kFirstDryRunId) {
        if (!job) return Error{Fault::not_found, "store.not_found"};
        auto api = describe_job(*job);
        api.started_by = TRY(staff_name(*session, job->started_by));
        return api;
    }
    const auto stored = TRY(session->store().import(id));
    return describe_import(*session, stored, job ? &*job : nullptr);
}

Result<ApiFile> MasterBackend::rejected_rows(const ApiCall& call, ImportId id) {
    TRY(may(call, Action::import_data));
    const auto eyes = [&]() -> Result<Viewer> {
        auto session = TRY(master_.sessions().borrow());
        return viewer(call, *session);
    }();
    if (!eyes.ok()) return eyes.error();
    auto csv = TRY(rejected_rows_csv(master_, id, messages_, call.language, *eyes));
    return ApiFile{"rejected-" + std::to_string(id.value()) + ".csv", std::move(csv)};
}

Result<ApiImport> MasterBackend::undo_import(const ApiCall& call, ImportId id) {
    TRY(may(call, Action::undo_import));
    {
        auto session = TRY(master_.sessions().borrow());
        const auto stored = TRY(session->store().import(id));
        if (stored.state == ImportState::undone)
            return Error{Fault::conflict, "register.import_undone"};
        const bool abandoned = TRY(is_abandoned(*session, stored));
        if (stored.state == ImportState::running && !abandoned)
            return Error{Fault::conflict, "register.import_running"};
        if (abandoned) TRY(mark_interrupted_imports(master_));
    }
    TRY(jobs_.start_undo(id, actor_of(call)));
    return import(call, id);
}

Result<std::vector<ApiMapping>> MasterBackend::mappings(const ApiCall& call) {
    TRY(may(call, Action::import_data));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiMapping> mappings;
    for (const auto& [name, document] : TRY(session->store().settings(kMappingPrefix)))
        mappings.push_back(TRY(api_mapping(name.substr(kMappingPrefix.size()), document)));
    return mappings;
}

Result<ApiMapping> MasterBackend::mapping(const ApiCall& call, std::string_view name) {
    TRY(may(call, Action::import_data));
    auto session = TRY(master_.sessions().borrow());
    const auto document =
        TRY(session->store().setting(std::string{kMappingPrefix} + std::string{name}));
    return api_mapping(name, document);
}

Result<ApiMapping> MasterBackend::put_mapping(
    const ApiCall& call, std::string_view name, const ApiMappingColumns& columns) {
    TRY(may(call, Action::import_data));
    const auto mapping = TRY(mapping_from_api(columns));
    std::string document;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            document = mapping_document(mapping_to_json(mapping), context.now);
            TRY(context.store.set_setting(
                std::string{kMappingPrefix} + std::string{name}, document));
            return context.trail.record(
                context.store, actor_of(call), context.now, {"mapping.save", "mapping"});
        },
        WriteScope::rows));
    return api_mapping(name, document);
}

}  // namespace genbo
