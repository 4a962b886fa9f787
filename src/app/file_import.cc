// SPDX-License-Identifier: Apache-2.0
#include "app/file_import.h"

#include <algorithm>
#include <fstream>

#include "app/disk_reserve.h"
#include "app/import_detail.h"
#include "app/job_beacon.h"
#include "connect/csv_writer.h"
#include "crypto/hash.h"
#include "register/field_check.h"
#include "text/encoding.h"

namespace genbo {

namespace {

// Findings shown with an import; the total goes on counting.
constexpr std::size_t kFindingsShown = 100;

Result<Bytes> digest_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "app.no_file", {path.filename().string()}};
    Sha256 hash;
    std::vector<char> piece(std::size_t{1} << 20);
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::string_view read{piece.data(), static_cast<std::size_t>(file.gcount())};
        hash.add(as_bytes(read));
    }
    const Hash digest = hash.finish();
    return Bytes{digest.begin(), digest.end()};
}

// Rows of a file, mapped, a batch at a time.
class MappedFile {
public:
    static Result<MappedFile> open(const FileImport& request) {
        auto sniff = TRY(sniff_table(request.path, request.table));
        TableOptions options = request.table;
        if (!options.encoding) options.encoding = sniff.encoding.encoding;
        auto mapping = TRY(mapping_for(request, sniff));
        auto reader = TRY(open_table(request.path, options));
        auto bound = TRY(bind_mapping(mapping, reader->header()));
        return MappedFile{
            std::move(sniff), std::move(mapping), std::move(reader), std::move(bound)};
    }

    const TableReader& reader() const { return *reader_; }

    // What is wrong with the file as a whole.
    Findings findings() const {
        Findings found = reader_->file_findings();
        // Whoever mapped the columns himself may not have noticed either.
        if (mapping_.key_column.empty())
            if (const auto guess = guess_mapping(sniff_.header, sniff_.sample);
                !guess.refused_key.empty())
                found.push_back({Severity::warning, "app.key_refused", 0, guess.refused_key});
        return found;
    }

    ImportDetail detail() const {
        ImportDetail detail;
        detail.encoding = encoding_name(sniff_.encoding.encoding);
        detail.format = table_format_name(sniff_.format);
        detail.header = reader_->header();
        detail.mapping_json = mapping_to_json(mapping_);
        detail.bytes = reader_->total_bytes();
        return detail;
    }

    // Empty at the end of the file.  `today` is the day on which the rows come.
    Result<std::vector<MappedRow>> next_batch(std::size_t batch_rows, Day today) {
        std::vector<MappedRow> rows;
        while (rows.size() < batch_rows) {
            const bool more = TRY(reader_->next(row_));
            if (!more) break;
            rows.push_back(map_row(today));
        }
        return rows;
    }

private:
    MappedFile(
        TableSniff sniff, Mapping mapping, std::unique_ptr<TableReader> reader, BoundMapping bound)
        : sniff_(std::move(sniff)),
          mapping_(std::move(mapping)),
          reader_(std::move(reader)),
          bound_(std::move(bound)) {}

    MappedRow map_row(Day today) {
        MappedRow mapped;
        mapped.row = static_cast<std::int64_t>(row_.number);
        mapped.findings = row_.findings;
        const bool divided = row_.cells.size() == reader_->header().size();
        if (divided) mapped.values = apply_mapping(bound_, row_.cells);
        // The one value that no policy lets win, so whoever sends it is to know.
        if (const auto code = losing_birth(mapped.values.get(Field::birth_date), today))
            mapped.findings.push_back(
                {Severity::warning, std::string{*code}, static_cast<std::uint64_t>(row_.number),
                 birth_column()});
        mapped.cells.assign(row_.cells.begin(), row_.cells.end());
        mapped.cells.insert(mapped.cells.end(), row_.extra_cells.begin(), row_.extra_cells.end());
        if (!row_.raw.empty()) mapped.cells.emplace_back(row_.raw);
        return mapped;
    }

    std::string birth_column() const {
        const auto at = std::ranges::find_if(mapping_.columns, [](const ColumnMapping& column) {
            return !column.ignored && column.field == Field::birth_date;
        });
        return at == mapping_.columns.end() ? std::string{} : at->column;
    }

    TableSniff sniff_;
    Mapping mapping_;
    std::unique_ptr<TableReader> reader_;
    BoundMapping bound_;
    TableRow row_;
};

// One batch with the writer, waiting to become durable.
struct BatchInFlight {
    std::future<Result<>> durable;
    std::shared_ptr<BatchOutcome> outcome;

    Result<> settle(const FileImport& request, ImportProgress& progress) {
        if (!durable.valid()) return {};
        TRY(durable.get());
        progress.add(*outcome);
        if (request.metrics != nullptr) request.metrics->count(outcome->counts);
        if (request.acknowledged) request.acknowledged(progress.snapshot().counts.rows);
        return {};
    }
};

Result<> write_batches(
    Master& master, const FileImport& request, MappedFile& file, ImportId import, SourceId source,
    ImportProgress& progress) {
    ImportDesk desk(master.writer());
    const RecordVault vault(master.keyring());
    const auto today = day_in_japan(master.clock().now());
    BatchInFlight in_flight;
    while (true) {
        auto rows = TRY(file.next_batch(request.batch_rows, today));
        if (rows.empty()) break;
        TRY(room_to_grow(master));
        auto batch = std::make_shared<const PreparedBatch>(
            prepare_rows(rows, file.reader().header(), source, vault, WithFeatures::yes));
        progress.add_findings(batch->findings);
        progress.set_bytes(file.reader().bytes_read(), file.reader().total_bytes());
        TRY(in_flight.settle(request, progress));
        in_flight.outcome = std::make_shared<BatchOutcome>();
        in_flight.durable =
            desk.take(import, source, request.actor, std::move(batch), in_flight.outcome);
    }
    progress.set_bytes(file.reader().total_bytes(), file.reader().total_bytes());
    progress.add_findings(file.findings());
    return in_flight.settle(request, progress);
}

void complete_detail(ImportDetail& detail, const ImportProgress::Snapshot& snapshot) {
    detail.findings = snapshot.findings;
    detail.findings_total = snapshot.findings_total;
    detail.customers_new = snapshot.customers_new;
    detail.customers_joined = snapshot.customers_joined;
}

// A masked value would come back as a value when the mended file is imported, so a column is shown
// whole or left out.
Result<std::vector<std::size_t>> shown_columns(const ImportDetail& detail, const Viewer& viewer) {
    const auto mapping = TRY(mapping_from_json(detail.mapping_json));
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < detail.header.size(); ++i) {
        const auto at =
            std::ranges::find(mapping.columns, detail.header[i], &ColumnMapping::column);
        const bool mapped = at != mapping.columns.end() && !at->ignored;
        const Field field = mapped ? at->field : Field::custom;
        const std::string& name =
            mapped && field == Field::custom ? at->custom_name : detail.header[i];
        const auto custom = field == Field::custom ? std::string_view{name} : std::string_view{};
        if (viewer.effect(field, custom, {}) == Effect::full) shown.push_back(i);
    }
    return shown;
}

}  // namespace

ImportProgress::Snapshot ImportProgress::snapshot() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void ImportProgress::add(const BatchOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    state_.counts.rows += outcome.counts.rows;
    state_.counts.added += outcome.counts.added;
    state_.counts.changed += outcome.counts.changed;
    state_.counts.same += outcome.counts.same;
    state_.counts.rejected += outcome.counts.rejected;
    state_.customers_new += outcome.customers_new;
    state_.customers_joined += outcome.customers_joined;
}

void ImportProgress::add_findings(const Findings& findings) {
    const std::lock_guard lock(mutex_);
    state_.findings_total += static_cast<std::int64_t>(findings.size());
    for (const auto& finding : findings)
        if (state_.findings.size() < kFindingsShown) state_.findings.push_back(finding);
}

void ImportProgress::set_bytes(std::uint64_t read, std::uint64_t total) {
    const std::lock_guard lock(mutex_);
    state_.bytes_read = read;
    state_.bytes_total = total;
}

std::optional<double> ImportProgress::rows_per_second(const Snapshot& snapshot, Instant now) {
    const std::chrono::duration<double> elapsed = now - snapshot.started;
    if (elapsed.count() <= 0 || snapshot.counts.rows == 0) return std::nullopt;
    return static_cast<double>(snapshot.counts.rows) / elapsed.count();
}

std::optional<double> ImportProgress::seconds_left(const Snapshot& snapshot, Instant now) {
    const std::chrono::duration<double> elapsed = now - snapshot.started;
    if (snapshot.bytes_read == 0 || snapshot.bytes_total == 0 || snapshot.counts.rows == 0)
        return std::nullopt;
    const double done = std::min(
        1.0, static_cast<double>(snapshot.bytes_read) / static_cast<double>(snapshot.bytes_total));
    return elapsed.count() * (1 - done) / done;
}

Result<Mapping> mapping_for(const FileImport& request, const TableSniff& sniff) {
    Mapping mapping =
        request.mapping ? *request.mapping : guess_mapping(sniff.header, sniff.sample);
    TRY(validate_mapping(mapping));
    return mapping;
}

Result<ImportProgress::Snapshot> import_file(
    Master& master, const FileImport& request, ImportProgress& progress,
    const std::function<void(ImportId)>& begun) {
    ImportDesk desk(master.writer());
    auto file = TRY(MappedFile::open(request));
    const Bytes digest = TRY(digest_of_file(request.path));
    const SourceId source = TRY(desk.source(request.source, request.actor));
    ImportDetail detail = file.detail();
    const ImportId import = TRY(desk.begin(
        {source, request.file_name, RecordVault(master.keyring()).file_hash(digest),
         detail_to_json(detail), request.actor}));
    ImportJob job;
    job.id = import;
    job.source = request.source;
    job.file_name = request.file_name;
    job.started_by = request.actor.staff;
    job.started = progress.snapshot().started;
    const auto beacon = JobBeacon::light(master, std::move(job), &progress);
    begun(import);
    const auto written = !beacon.ok()
                             ? Result<>{beacon.error()}
                             : write_batches(master, request, file, import, source, progress);
    const auto snapshot = progress.snapshot();
    complete_detail(detail, snapshot);
    if (!written.ok()) {
        detail.error_code = written.error().code;
        // What was committed stays; that the import failed is told by its own error.
        static_cast<void>(
            desk.finish(import, ImportState::failed, detail_to_json(detail), request.actor).ok());
        return written.error();
    }
    TRY(desk.finish(import, ImportState::done, detail_to_json(detail), request.actor));
    return snapshot;
}

Result<ImportProgress::Snapshot> dry_run_file(
    Master& master, const FileImport& request, ImportProgress& progress) {
    auto file = TRY(MappedFile::open(request));
    auto session = TRY(master.sessions().borrow());
    SourceId source;
    for (const auto& [id, known] : session->sources())
        if (known.name == request.source) source = id;
    const auto today = day_in_japan(master.clock().now());
    DryRunMemory seen;
    while (true) {
        auto rows = TRY(file.next_batch(request.batch_rows, today));
        if (rows.empty()) break;
        const auto batch =
            prepare_rows(rows, file.reader().header(), source, session->vault(), WithFeatures::no);
        progress.add_findings(batch.findings);
        progress.set_bytes(file.reader().bytes_read(), file.reader().total_bytes());
        progress.add({TRY(dry_run(session->store(), session->vault(), source, batch, seen)), 0, 0});
    }
    progress.add_findings(file.findings());
    return progress.snapshot();
}

Result<Reconciliation> reconcile_file(Master& master, const FileImport& request) {
    auto session = TRY(master.sessions().borrow());
    SourceId source;
    for (const auto& [id, known] : session->sources())
        if (known.name == request.source) source = id;
    if (source == SourceId{})
        return Error{Fault::not_found, "app.unknown_source", {request.source}};
    Reconciler reconciler(*session, source);
    auto file = TRY(MappedFile::open(request));
    const auto today = day_in_japan(master.clock().now());
    while (true) {
        auto rows = TRY(file.next_batch(request.batch_rows, today));
        if (rows.empty()) return reconciler.finish();
        TRY(reconciler.add(prepare_rows(
            rows, file.reader().header(), source, session->vault(), WithFeatures::no)));
    }
}

Result<std::string> rejected_rows_csv(
    Master& master, ImportId import, const MessageCatalogue& messages, Language language,
    const Viewer& viewer) {
    constexpr std::size_t kPage = 1000;
    const CsvStyle style{.formula_guard = FormulaGuard::on};
    auto session = TRY(master.sessions().borrow());
    const auto stored = TRY(session->store().import(import));
    const auto detail = detail_from_json(stored.detail);
    // Excel reads UTF-8 as such only with the mark.
    std::string csv = "\xEF\xBB\xBF";
    const auto shown = TRY(shown_columns(detail, viewer));
    std::vector<std::string_view> cells;
    for (const auto column : shown) cells.push_back(detail.header[column]);
    cells.push_back(kRowColumn);
    cells.push_back(kReasonColumn);
    append_csv_row(csv, cells, style);
    std::int64_t after = 0;
    while (true) {
        const auto page = TRY(session->store().rejections(import, after, kPage));
        for (const auto& rejection : page) {
            const auto text = TRY(session->vault().open_text(
                rejection_place(import, rejection.row), rejection.sealed));
            auto values = TRY(decode_cells(text));
            values.resize(detail.header.size());
            const std::string row = std::to_string(rejection.row);
            std::string reason = messages.text(language, rejection.code, {});
            if (!rejection.column.empty()) reason = rejection.column + ": " + reason;
            cells.clear();
            for (const auto column : shown) cells.push_back(values[column]);
            cells.push_back(row);
            cells.push_back(reason);
            append_csv_row(csv, cells, style);
            after = rejection.row;
        }
        if (page.size() < kPage) return csv;
    }
}

}  // namespace genbo
