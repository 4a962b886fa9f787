// SPDX-License-Identifier: Apache-2.0

// partner.xlsx.  The one file that includes libxlsxwriter.  In constant-memory mode a row goes to a
// temporary file as soon as the next begins, so a workbook of any size costs a few kilobytes.

#include <xlsxwriter.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "sample/row_writer.h"

namespace genbo::sample {
namespace {

class WorkbookWriter final : public RowWriter {
public:
    WorkbookWriter(std::filesystem::path folder, std::string stem, const SourceProfile& profile)
        : folder_(std::move(folder)), stem_(std::move(stem)), profile_(profile) {
        open();
    }
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;
    ~WorkbookWriter() override { finish(); }

    void write(std::string_view key, std::span<const std::string_view> cells, RowFault) override {
        if (row_ > kWorkbookRows) {
            finish();
            open();
        }
        put(0, key);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].empty()) continue;
            const bool number = is_number(profile_.columns[i].cell, cells[i]);
            const auto column = static_cast<lxw_col_t>(i + 1);
            if (number)
                put_number(column, cells[i]);
            else
                put(column, cells[i]);
        }
        ++row_;
    }

    Result<std::vector<SampleFile>> close() override {
        finish();
        if (failed_) return Error{Fault::unavailable, "sample.cannot_write", {files_.back().name}};
        return files_;
    }

private:
    void open() {
        std::string name = stem_;
        if (!files_.empty()) name += "-" + std::to_string(files_.size() + 1);
        name += ".xlsx";
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        // A million rows in the system's temporary folder may be too much for it.
        std::string temporary = folder_.string();
        options.tmpdir = temporary.data();
        book_ = workbook_new_opt((folder_ / name).c_str(), &options);
        check(book_ != nullptr);
        // The same bytes every time: the clock stays out of the file.
        lxw_doc_properties properties{};
        properties.created = 1'775'001'600;  // 2026-04-01T00:00:00Z
        workbook_set_properties(book_, &properties);
        sheet_ = workbook_add_worksheet(book_, "取引先一覧");
        check(sheet_ != nullptr);
        files_.push_back({.name = std::move(name)});
        row_ = 0;
        put(0, profile_.key_header);
        for (std::size_t i = 0; i < profile_.columns.size(); ++i) {
            put(static_cast<lxw_col_t>(i + 1), profile_.columns[i].header);
        }
        row_ = 1;
    }

    void finish() {
        if (book_ == nullptr) return;
        SampleFile& file = files_.back();
        file.rows = row_ - 1;
        failed_ = workbook_close(book_) != LXW_NO_ERROR || failed_;
        book_ = nullptr;
        std::error_code error;
        const auto bytes = std::filesystem::file_size(folder_ / file.name, error);
        if (!error) file.bytes = bytes;
        failed_ = failed_ || static_cast<bool>(error);
    }

    void put(lxw_col_t column, std::string_view text) {
        const std::string terminated(text);
        worksheet_write_string(
            sheet_, static_cast<lxw_row_t>(row_), column, terminated.c_str(), nullptr);
    }

    void put_number(lxw_col_t column, std::string_view digits) {
        double number = 0;
        for (const char digit : digits) number = number * 10 + (digit - '0');
        worksheet_write_number(sheet_, static_cast<lxw_row_t>(row_), column, number, nullptr);
    }

    // What somebody typed without hyphens became a number; that is how the leading 0 got lost.
    static bool is_number(Cell cell, std::string_view text) {
        if (cell != Cell::phone && cell != Cell::mobile) return false;
        return text[0] != '0' &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    std::filesystem::path folder_;
    std::string stem_;
    SourceProfile profile_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    std::uint64_t row_ = 0;  // Of the sheet; 0 is the header.
    std::vector<SampleFile> files_;
    bool failed_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> workbook_writer(
    const std::filesystem::path& folder, std::string stem, const SourceProfile& profile) {
    return std::make_unique<WorkbookWriter>(folder, std::move(stem), profile);
}

}  // namespace genbo::sample
