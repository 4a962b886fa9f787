// SPDX-License-Identifier: Apache-2.0
#include "connect/xlsx_reader.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "connect/table_rows.h"
#include "connect/xlsx_archive.h"
#include "connect/xlsx_sheet.h"

namespace genbo {

namespace {

// Everything around the sheets.
struct XlsxParts {
    XlsxArchive archive;
    XlsxWorkbook workbook;
    XlsxRelations relations;
};

Result<XlsxParts> open_xlsx_parts(const std::filesystem::path& path) {
    auto archive = TRY(XlsxArchive::open(path));
    std::string workbook_name = "xl/workbook.xml";
    if (archive.has("_rels/.rels")) {
        XlsxRelations package{""};
        TRY(archive.read("_rels/.rels", package));
        if (const auto* relation = package.by_type("officeDocument"))
            workbook_name = relation->target;
    }
    XlsxParts parts{std::move(archive), {}, XlsxRelations{""}};
    TRY(parts.archive.read(workbook_name, parts.workbook));
    const auto slash = workbook_name.rfind('/');
    const auto folder =
        slash == std::string::npos ? std::string{} : workbook_name.substr(0, slash + 1);
    parts.relations = XlsxRelations{folder};
    TRY(parts.archive.read(
        folder + "_rels/" + workbook_name.substr(folder.size()) + ".rels", parts.relations));
    if (parts.workbook.sheets.empty()) return Error{Fault::invalid, "connect.bad_xlsx"};
    return parts;
}

Result<std::string> find_sheet_part(const XlsxParts& parts, std::string_view wanted) {
    const auto is_chosen = [&](const XlsxWorkbook::Sheet& sheet) {
        if (!wanted.empty()) return sheet.name == wanted;
        // The first that a person sees, and that is no chart.
        const auto* relation = parts.relations.by_id(sheet.relation);
        return !sheet.hidden && relation != nullptr && relation->type == "worksheet";
    };
    const auto sheet = std::ranges::find_if(parts.workbook.sheets, is_chosen);
    if (sheet == parts.workbook.sheets.end())
        return Error{Fault::not_found, "connect.no_such_sheet"};
    const auto* relation = parts.relations.by_id(sheet->relation);
    if (relation == nullptr) return Error{Fault::invalid, "connect.bad_xlsx"};
    return relation->target;
}

class XlsxReader final : public TableReader {
public:
    XlsxReader(
        XlsxArchive archive, XlsxStrings strings, XlsxStyles styles, XlsxPart part,
        DateSystem date_system)
        : archive_(std::move(archive)),
          strings_(std::move(strings)),
          styles_(std::move(styles)),
          part_(std::move(part)),
          sheet_(styles_, date_system),
          xml_(sheet_) {}

    Result<> read_header(HeaderRow kind) {
        if (!TRY(fill())) return Error{Fault::invalid, "connect.empty_file"};
        TableRow row;
        TRY(take_cells(row, 0));
        header_ =
            TRY(kind == HeaderRow::present ? make_table_header(row.cells)
                                           : make_numbered_header(row.cells.size()));
        if (kind == HeaderRow::present) sheet_.rows.pop_front();
        return {};
    }

    const std::vector<std::string>& header() const override { return header_.names; }
    const Findings& file_findings() const override { return header_.findings; }
    std::uint64_t bytes_read() const override { return part_.bytes_read(); }
    std::uint64_t total_bytes() const override { return part_.size(); }

    Result<bool> next(TableRow& row) override {
        while (true) {
            // The views of the row before looked into it.
            if (std::exchange(row_is_out_, false)) sheet_.rows.pop_front();
            if (!TRY(fill())) return false;
            row_is_out_ = true;
            TRY(take_cells(row, header_.names.size()));
            const bool blank = std::ranges::all_of(
                row.cells, [](std::string_view cell) { return trim_blanks(cell).empty(); });
            if (blank && row.findings.empty()) continue;
            add_character_findings(row, header_);
            fit_row(row, header_, RowTrust::usual);
            return true;
        }
    }

private:
    // False at the end of the sheet; otherwise there is a row in the queue.
    Result<bool> fill() {
        while (sheet_.rows.empty() && !at_end_) {
            const auto piece = TRY(part_.read());
            if (piece.empty()) {
                TRY(xml_.finish());
                at_end_ = true;
            } else {
                TRY(xml_.feed(piece));
            }
            if (sheet_.damaged) return Error{Fault::invalid, "connect.bad_xlsx"};
        }
        return !sheet_.rows.empty();
    }

    // The cells of the row in front, at least `width` of them.
    Result<> take_cells(TableRow& row, std::size_t width) {
        const auto& front = sheet_.rows.front();
        start_row(row, front.number, front.number);
        row.cells.assign(width, {});
        for (const auto& cell : front.cells) {
            std::string_view text;
            if (cell.shared) {
                const auto shared = strings_.at(cell.start);
                if (!shared) return Error{Fault::invalid, "connect.bad_xlsx"};
                text = *shared;
            } else {
                text = std::string_view{front.text}.substr(cell.start, cell.length);
            }
            const auto& names = header_.names;
            const std::string column = cell.column < names.size() ? names[cell.column] : "";
            if (cell.error) add_finding(row, Severity::warning, "connect.error_cell", column);
            if (text.size() > kCellBytesMax) {
                add_finding(
                    row, Severity::reject, "connect.cell_too_long", column,
                    {std::to_string(text.size()), std::to_string(kCellBytesMax)});
                text = {};
            }
            if (text.empty()) continue;
            if (cell.column >= row.cells.size()) row.cells.resize(cell.column + 1);
            row.cells[cell.column] = text;
        }
        return {};
    }

    XlsxArchive archive_;
    XlsxStrings strings_;
    XlsxStyles styles_;
    XlsxPart part_;
    XlsxSheet sheet_;
    XmlStream xml_;
    TableHeader header_;
    bool at_end_ = false;
    bool row_is_out_ = false;
};

Result<XlsxStrings> read_xlsx_strings(const XlsxParts& parts) {
    XlsxStrings strings;
    const auto* relation = parts.relations.by_type("sharedStrings");
    if (relation == nullptr || !parts.archive.has(relation->target)) return strings;
    auto part = TRY(parts.archive.part(relation->target));
    XmlStream xml{strings};
    while (true) {
        const auto piece = TRY(part.read());
        if (piece.empty()) break;
        TRY(xml.feed(piece));
        if (strings.bytes() > kXlsxStringBytesMax) return Error{Fault::limit, "connect.zip_bomb"};
    }
    TRY(xml.finish());
    return strings;
}

}  // namespace

Result<std::unique_ptr<TableReader>> open_xlsx(
    const std::filesystem::path& path, const TableOptions& options) {
    auto parts = TRY(open_xlsx_parts(path));
    const auto sheet = TRY(find_sheet_part(parts, options.sheet));
    auto strings = TRY(read_xlsx_strings(parts));
    XlsxStyles styles;
    const auto* relation = parts.relations.by_type("styles");
    if (relation != nullptr && parts.archive.has(relation->target))
        TRY(parts.archive.read(relation->target, styles));
    auto part = TRY(parts.archive.part(sheet));
    auto reader = std::make_unique<XlsxReader>(
        std::move(parts.archive), std::move(strings), std::move(styles), std::move(part),
        parts.workbook.date_system);
    TRY(reader->read_header(options.header));
    return std::unique_ptr<TableReader>{std::move(reader)};
}

Result<std::vector<std::string>> xlsx_sheet_names(const std::filesystem::path& path) {
    const auto parts = TRY(open_xlsx_parts(path));
    std::vector<std::string> names;
    for (const auto& sheet : parts.workbook.sheets) names.push_back(sheet.name);
    return names;
}

}  // namespace genbo
