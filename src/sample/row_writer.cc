// SPDX-License-Identifier: Apache-2.0

#include "sample/row_writer.h"

#include <utility>

namespace genbo::sample {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

enum class Quoting : std::uint8_t { when_needed, always };

struct DelimitedStyle {
    char separator = ',';
    std::string_view line_end = "\r\n";
    Quoting quoting = Quoting::when_needed;
    FileEncoding encoding = FileEncoding::utf8;
    std::string_view byte_order_mark = {};
};

class DelimitedWriter final : public RowWriter {
public:
    DelimitedWriter(
        const std::filesystem::path& folder, std::string name, const DelimitedStyle& style,
        std::span<const std::string_view> header)
        : file_(folder, std::move(name)), style_(style), encoder_(style.encoding) {
        file_.buffer() += style.byte_order_mark;
        bool first = true;
        for (const std::string_view title : header) {
            if (!first) file_.buffer() += style_.separator;
            first = false;
            append_cell(title);
        }
        file_.buffer() += style_.line_end;
    }

    void write(
        std::string_view key, std::span<const std::string_view> cells, RowFault fault) override {
        std::string& out = file_.buffer();
        append_cell(key);
        if (fault == RowFault::cell_missing) cells = cells.first(cells.size() - 2);
        for (const std::string_view cell : cells) {
            out += style_.separator;
            append_cell(cell);
        }
        if (fault == RowFault::cell_extra) out.append(1, style_.separator).append("-1");
        out += style_.line_end;
        file_.row_done();
    }

    Result<std::vector<SampleFile>> close() override {
        return std::vector<SampleFile>{TRY(file_.close())};
    }

private:
    bool needs_quotes(std::string_view cell) const {
        if (style_.quoting == Quoting::always) return true;
        for (const char c : cell) {
            if (c == style_.separator || c == '"' || c == '\n' || c == '\r') return true;
        }
        return false;
    }

    void append_cell(std::string_view cell) {
        std::string& out = file_.buffer();
        if (!needs_quotes(cell)) {
            gaiji_ += encoder_.append(out, cell);
            return;
        }
        out += '"';
        while (true) {
            const std::size_t quote = cell.find('"');
            gaiji_ += encoder_.append(out, cell.substr(0, quote));
            if (quote == std::string_view::npos) break;
            out += "\"\"";
            cell.remove_prefix(quote + 1);
        }
        out += '"';
    }

    OutFile file_;
    DelimitedStyle style_;
    Encoder encoder_;
};

class JsonLinesWriter final : public RowWriter {
public:
    JsonLinesWriter(
        const std::filesystem::path& folder, std::string name, const SourceProfile& profile)
        : file_(folder, std::move(name)), profile_(profile) {}

    void write(std::string_view key, std::span<const std::string_view> cells, RowFault) override {
        std::string& out = file_.buffer();
        out += '{';
        append_string(profile_.key_header);
        out += ':';
        append_string(key);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].empty()) continue;
            out += ',';
            append_string(profile_.columns[i].header);
            out += ':';
            const Cell cell = profile_.columns[i].cell;
            const bool bare = cell == Cell::birth_month || cell == Cell::mail_permission;
            if (bare)
                out += cells[i];
            else
                append_string(cells[i]);
        }
        out += "}\n";
        file_.row_done();
    }

    Result<std::vector<SampleFile>> close() override {
        return std::vector<SampleFile>{TRY(file_.close())};
    }

private:
    void append_string(std::string_view text) {
        std::string& out = file_.buffer();
        out += '"';
        for (const char c : text) {
            if (c == '"' || c == '\\') out += '\\';
            if (static_cast<unsigned char>(c) >= 0x20) out += c;
        }
        out += '"';
    }

    OutFile file_;
    SourceProfile profile_;
};

std::vector<std::string_view> row_header(const SourceProfile& profile) {
    std::vector<std::string_view> header{profile.key_header};
    for (const Column& column : profile.columns) header.push_back(column.header);
    return header;
}

}  // namespace

OutFile::OutFile(const std::filesystem::path& folder, std::string name) : name_(std::move(name)) {
    file_ = std::fopen((folder / name_).c_str(), "wb");
    failed_ = file_ == nullptr;
    buffer_.reserve(kPieceBytes + (kPieceBytes >> 4));
}

OutFile::~OutFile() {
    if (file_ != nullptr) std::fclose(file_);
}

void OutFile::row_done() {
    ++rows_;
    if (buffer_.size() >= kPieceBytes) flush();
}

void OutFile::flush() {
    bytes_ += buffer_.size();
    if (!failed_) failed_ = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size();
    buffer_.clear();
}

Result<SampleFile> OutFile::close() {
    flush();
    if (file_ != nullptr && std::fclose(file_) != 0) failed_ = true;
    file_ = nullptr;
    if (failed_) return Error{Fault::unavailable, "sample.cannot_write", {name_}};
    return SampleFile{.name = name_, .rows = rows_, .bytes = bytes_};
}

std::unique_ptr<RowWriter> source_writer(Source source, const std::filesystem::path& folder) {
    const SourceProfile& profile = source_profile(source);
    const auto delimited = [&](std::string name, const DelimitedStyle& style) {
        return std::make_unique<DelimitedWriter>(
            folder, std::move(name), style, row_header(profile));
    };
    switch (source) {
        case Source::pos: return delimited("pos.csv", {.encoding = FileEncoding::cp932});
        case Source::ec:
            return delimited(
                "ec.csv", {.quoting = Quoting::always, .byte_order_mark = "\xEF\xBB\xBF"});
        case Source::crm: return delimited("crm.tsv", {.separator = '\t', .line_end = "\n"});
        case Source::app: return std::make_unique<JsonLinesWriter>(folder, "app.ndjson", profile);
        case Source::partner: return workbook_writer(folder, "partner", profile);
        case Source::legacy:
            return delimited("legacy.csv", {.line_end = "\n", .encoding = FileEncoding::euc_jp});
    }
    return nullptr;
}

std::unique_ptr<RowWriter> one_file_writer(const std::filesystem::path& folder) {
    std::vector<std::string_view> header{"record_id", "source"};
    for (const Column& column : one_file_columns()) header.push_back(column.header);
    return std::make_unique<DelimitedWriter>(
        folder, "one.csv", DelimitedStyle{.line_end = "\n"}, header);
}

}  // namespace genbo::sample
