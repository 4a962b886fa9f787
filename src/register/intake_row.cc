// SPDX-License-Identifier: Apache-2.0
#include "register/intake_row.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "text/forbidden.h"

namespace genbo {

namespace {

constexpr std::string_view kBlot = "[blotted out]";

std::string_view cell_header(std::span<const std::string> header, std::size_t column) {
    return column < header.size() ? std::string_view{header[column]} : std::string_view{};
}

// Blots out every forbidden number and says what the first one was.
std::optional<RowRejection> find_forbidden_cells(
    MappedRow& row, std::span<const std::string> header) {
    std::optional<RowRejection> rejection;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto name = cell_header(header, i);
        const auto kind = find_forbidden(row.cells[i], name);
        if (!kind) continue;
        row.cells[i] = kBlot;
        if (rejection) continue;
        rejection = RowRejection{
            row.row,
            *kind == ForbiddenKind::card_number ? "register.card_number" : "register.my_number",
            std::string{name},
            {}};
    }
    return rejection;
}

std::optional<RowRejection> reason_to_reject(MappedRow& row, std::span<const std::string> header) {
    // First of all: whatever else is wrong, a forbidden number must not be kept with it.
    if (auto forbidden = find_forbidden_cells(row, header)) return forbidden;
    const auto bad = std::ranges::find(row.findings, Severity::reject, &Finding::severity);
    if (bad != row.findings.end()) return RowRejection{row.row, bad->code, bad->column, {}};
    const bool says_nothing = std::ranges::all_of(row.values.values, [](const FieldValue& value) {
        return value.field == Field::source_key;
    });
    if (says_nothing) return RowRejection{row.row, "register.empty_row", {}, {}};
    return std::nullopt;
}

}  // namespace

PreparedBatch prepare_rows(
    std::span<MappedRow> rows, std::span<const std::string> header, SourceId source,
    const RecordVault& vault, WithFeatures with_features) {
    PreparedBatch batch;
    batch.rows = static_cast<std::int64_t>(rows.size());
    for (auto& row : rows) {
        if (auto rejection = reason_to_reject(row, header)) {
            rejection->cells = std::move(row.cells);
            batch.findings.push_back(
                {Severity::reject, rejection->code, static_cast<std::uint64_t>(row.row),
                 rejection->column});
            batch.rejected.push_back(*std::move(rejection));
            continue;
        }
        std::ranges::move(row.findings, std::back_inserter(batch.findings));
        ReadyRow ready;
        ready.row = row.row;
        ready.payload = encode_values(row.values);
        ready.content_hash = vault.content_hash(ready.payload);
        // A file without a key column: the content says which row it is, so the same row again is
        // the same record, and a changed one is a new record.
        const auto key = row.values.get(Field::source_key);
        ready.key_hash = key.empty() ? vault.key_hash(source, "row:" + to_hex(ready.content_hash))
                                     : vault.key_hash(source, "key:" + std::string{key});
        if (with_features == WithFeatures::yes) ready.features = features_of(row.values);
        batch.ready.push_back(std::move(ready));
    }
    return batch;
}

std::vector<ByteView> payloads_of(const PreparedBatch& batch) {
    std::vector<ByteView> payloads;
    payloads.reserve(batch.ready.size());
    for (const auto& row : batch.ready) payloads.emplace_back(row.payload);
    return payloads;
}

std::string encode_cells(std::span<const std::string> cells) {
    std::string text;
    for (const auto& cell : cells) {
        text += std::to_string(cell.size());
        text += ':';
        text += cell;
    }
    return text;
}

Result<std::vector<std::string>> decode_cells(std::string_view text) {
    std::vector<std::string> cells;
    while (!text.empty()) {
        std::size_t size = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), size);
        const auto used = static_cast<std::size_t>(end.ptr - text.data());
        if (end.ec != std::errc{} || used >= text.size() || text[used] != ':' ||
            size > text.size() - used - 1)
            return Error{Fault::corrupt, "register.rejected_cells"};
        cells.emplace_back(text.substr(used + 1, size));
        text.remove_prefix(used + 1 + size);
    }
    return cells;
}

}  // namespace genbo
