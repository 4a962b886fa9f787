// SPDX-License-Identifier: Apache-2.0
#include "connect/table_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connect/csv_reader.h"
#include "connect/file_bytes.h"
#include "connect/ndjson_reader.h"
#include "connect/table_rows.h"
#include "connect/xlsx_reader.h"

namespace genbo {

namespace {

constexpr std::array<std::string_view, 4> kTableFormatNames = {"csv", "tsv", "ndjson", "xlsx"};

constexpr std::size_t kSampleBytes = std::size_t{1} << 16;

// What a file is, by its first bytes and the options.
struct TableKind {
    TableFormat format = TableFormat::csv;
    EncodingGuess encoding;
    CsvDialect dialect;
};

bool is_ascii(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The beginning of the file, and behind it, when that is ASCII only, the lines around the first
// byte that is not: an English header may stand over a million rows before the first 山.
Result<std::string> read_sample(FileBytes& file) {
    std::string sample;
    TRY(file.read(sample, kSampleBytes));
    if (!is_ascii(sample)) return sample;
    std::string piece;
    while (true) {
        piece.clear();
        if (TRY(file.read(piece, kSampleBytes)) == 0) return sample;
        if (is_ascii(piece)) continue;
        // From the beginning of a line on, so that no character is cut in half.
        const auto odd = std::ranges::find_if(
            piece, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        const auto before = piece.rfind('\n', static_cast<std::size_t>(odd - piece.begin()));
        sample += '\n';
        sample += piece.substr(before == std::string::npos ? 0 : before + 1);
        TRY(file.read(sample, kSampleBytes));
        return sample;
    }
}

// What cannot be a table, with what it is.
Result<> refuse_by_signature(std::string_view bytes) {
    struct Signature {
        std::string_view bytes;
        const char* code;
    };
    using namespace std::string_view_literals;
    constexpr std::array<Signature, 7> kSignatures = {{
        {"\xD0\xCF\x11\xE0"sv, "connect.old_excel"},
        {"\x1F\x8B"sv, "connect.compressed"},
        {"BZh"sv, "connect.compressed"},
        {"\xFD\x37zXZ"sv, "connect.compressed"},
        {"\x28\xB5\x2F\xFD"sv, "connect.compressed"},
        {"%PDF"sv, "connect.not_a_table"},
        {"\x89PNG"sv, "connect.not_a_table"},
    }};
    for (const auto& signature : kSignatures)
        if (bytes.starts_with(signature.bytes)) return Error{Fault::invalid, signature.code};
    return {};
}

bool is_binary(std::string_view text) {
    const auto controls = std::ranges::count_if(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
               byte != 0x1A && byte != 0x1B;
    });
    return static_cast<std::size_t>(controls) * 100 > text.size();
}

CsvDialect choose_dialect(std::string_view text, const TableOptions& options) {
    CsvDialect dialect = guess_csv_dialect(text);
    if (options.delimiter || options.format == TableFormat::tsv) {
        const char delimiter = options.delimiter.value_or('\t');
        if (delimiter != dialect.delimiter) dialect.blanks = CsvDialect::Blanks::belong_to_cells;
        dialect.delimiter = delimiter;
    }
    return dialect;
}

Result<TableKind> recognise(const std::filesystem::path& path, const TableOptions& options) {
    auto file = TRY(FileBytes::open(path));
    const auto sample = TRY(read_sample(file));
    if (sample.empty()) return Error{Fault::invalid, "connect.empty_file"};
    TableKind kind;
    if (options.format == TableFormat::xlsx ||
        (!options.format && sample.starts_with("PK\x03\x04"))) {
        kind.format = TableFormat::xlsx;
        return kind;
    }
    TRY(refuse_by_signature(sample));
    kind.encoding =
        options.encoding ? EncodingGuess{.encoding = *options.encoding} : guess_encoding(sample);
    Decoded decoded;
    Decoder{kind.encoding.encoding}.feed(sample, decoded);
    const std::string_view text = decoded.text;
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return Error{Fault::invalid, "connect.empty_file"};
    if (is_binary(text)) return Error{Fault::invalid, "connect.not_a_table"};
    if (!options.format && text.substr(first).starts_with('[')) {
        const auto second = text.find_first_not_of(" \t\r\n", first + 1);
        if (second != std::string_view::npos && (text[second] == '{' || text[second] == ']'))
            return Error{Fault::invalid, "connect.json_array"};
    }
    if (options.format == TableFormat::ndjson || (!options.format && text[first] == '{')) {
        kind.format = TableFormat::ndjson;
        return kind;
    }
    kind.dialect = choose_dialect(text, options);
    kind.format = kind.dialect.delimiter == '\t' ? TableFormat::tsv : TableFormat::csv;
    return kind;
}

Result<std::unique_ptr<TableReader>> open_kind(
    const std::filesystem::path& path, const TableKind& kind, const TableOptions& options) {
    switch (kind.format) {
        case TableFormat::xlsx: return open_xlsx(path, options);
        case TableFormat::ndjson: return open_ndjson(path, kind.encoding.encoding, options);
        case TableFormat::csv:
        case TableFormat::tsv: break;
    }
    return open_csv(path, kind.encoding.encoding, kind.dialect, options);
}

}  // namespace

std::string_view table_format_name(TableFormat format) {
    return kTableFormatNames[static_cast<std::size_t>(format)];
}

std::optional<TableFormat> table_format_by_name(std::string_view name) {
    const auto at = std::ranges::find(kTableFormatNames, name);
    if (at == kTableFormatNames.end()) return std::nullopt;
    return static_cast<TableFormat>(at - kTableFormatNames.begin());
}

Result<std::unique_ptr<TableReader>> open_table(
    const std::filesystem::path& path, const TableOptions& options) {
    const auto kind = TRY(recognise(path, options));
    return open_kind(path, kind, options);
}

Result<TableSniff> sniff_table(const std::filesystem::path& path, const TableOptions& options) {
    const auto kind = TRY(recognise(path, options));
    auto reader = TRY(open_kind(path, kind, options));
    TableSniff sniff{.format = kind.format, .encoding = kind.encoding};
    sniff.delimiter = kind.dialect.delimiter;
    if (kind.format == TableFormat::xlsx) sniff.sheets = TRY(xlsx_sheet_names(path));
    sniff.header = reader->header();
    sniff.header_looks_like_data =
        options.header == HeaderRow::present && looks_like_data(sniff.header);
    TableRow row;
    while (sniff.sample.size() < kSniffRows) {
        if (!TRY(reader->next(row))) break;
        sniff.sample.emplace_back(row.cells.begin(), row.cells.end());
        sniff.findings.insert(sniff.findings.end(), row.findings.begin(), row.findings.end());
    }
    const auto& whole_file = reader->file_findings();
    sniff.findings.insert(sniff.findings.begin(), whole_file.begin(), whole_file.end());
    return sniff;
}

}  // namespace genbo
