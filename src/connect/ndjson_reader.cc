// SPDX-License-Identifier: Apache-2.0
#include "connect/ndjson_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/limits.h"
#include "connect/table_rows.h"
#include "connect/text_source.h"

namespace genbo {

namespace {

namespace json = simdjson::ondemand;

bool is_json_number(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t start = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return at - start;
    };
    const auto take = [&](char c) {
        const bool there = at < text.size() && text[at] == c;
        at += there ? 1 : 0;
        return there;
    };
    take('-');
    const bool leading_zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) return false;
    if (take('.') && digits() == 0) return false;
    if (take('e') || take('E')) {
        if (!take('+')) take('-');
        if (digits() == 0) return false;
    }
    return at == text.size();
}

std::string_view trim_json(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// One line at a time: fields(line, take) calls take(key, cell) for every field of the object and
// says whether the line was a whole and valid one.  Views live until the next call.
class NdjsonLine {
public:
    template <typename Take>
    bool fields(std::string_view line, Take take) {
        padded_.assign(line);
        padded_.append(simdjson::SIMDJSON_PADDING, ' ');
        json::document document;
        const simdjson::padded_string_view view{padded_.data(), line.size(), padded_.size()};
        if (parser_.iterate(view).get(document) != simdjson::SUCCESS) return false;
        json::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS) return false;
        for (auto field : object) {
            std::string_view key;
            json::value value;
            std::string_view cell;
            if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
            if (field.value().get(value) != simdjson::SUCCESS) return false;
            if (!cell_of(value, cell)) return false;
            take(key, cell);
        }
        // Nothing may stand behind the object.
        return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    }

private:
    static bool cell_of(json::value& value, std::string_view& cell) {
        json::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) return false;
        switch (type) {
            case json::json_type::string: return value.get_string().get(cell) == simdjson::SUCCESS;
            case json::json_type::number:
                cell = trim_json(value.raw_json_token());
                return is_json_number(cell);
            case json::json_type::boolean: {
                bool truth = false;
                if (value.get_bool().get(truth) != simdjson::SUCCESS) return false;
                cell = truth ? "true" : "false";
                return true;
            }
            case json::json_type::null: {
                bool null = false;
                cell = {};
                return value.is_null().get(null) == simdjson::SUCCESS && null;
            }
            case json::json_type::array: {
                json::array array;
                return value.get_array().get(array) == simdjson::SUCCESS &&
                       array.raw_json().get(cell) == simdjson::SUCCESS;
            }
            case json::json_type::object: {
                json::object object;
                return value.get_object().get(object) == simdjson::SUCCESS &&
                       object.raw_json().get(cell) == simdjson::SUCCESS;
            }
        }
        return false;
    }

    json::parser parser_;
    std::string padded_;
};

struct NdjsonKeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
        return std::hash<std::string_view>{}(key);
    }
};

class NdjsonReader final : public TableReader {
public:
    explicit NdjsonReader(TextSource source) : source_(std::move(source)) {}

    const std::vector<std::string>& header() const override { return header_.names; }
    const Findings& file_findings() const override { return header_.findings; }
    std::uint64_t bytes_read() const override { return source_.file().bytes_read(); }
    std::uint64_t total_bytes() const override { return source_.file().size(); }

    // Reads the keys of the first rows; the reader is used up afterwards.
    Result<std::vector<std::string>> collect_keys() {
        std::vector<std::string> keys;
        std::set<std::string, std::less<>> known;
        for (std::size_t row = 0; row < kNdjsonHeaderRows; ++row) {
            if (!TRY(read_line())) break;
            parsed_.fields(line_text_, [&](std::string_view key, std::string_view) {
                if (known.contains(key)) return;
                known.emplace(key);
                keys.emplace_back(key);
            });
        }
        return keys;
    }

    Result<> set_header(const std::vector<std::string>& keys) {
        const std::vector<std::string_view> views{keys.begin(), keys.end()};
        header_ = TRY(make_table_header(views));
        // make_table_header may drop empty keys at the end and spell a key otherwise.
        keys_ = keys;
        keys_.resize(header_.names.size());
        for (std::size_t i = 0; i < keys_.size(); ++i) columns_.emplace(keys_[i], i);
        return {};
    }

    Result<bool> next(TableRow& row) override {
        if (!TRY(read_line())) return false;
        start_row(row, number_ + 1, line_);
        row.cells.assign(header_.names.size(), {});
        if (line_is_whole_ && take_fields(row)) {
            add_character_findings(row, header_);
            return true;
        }
        start_row(row, number_ + 1, line_);
        row.cells.assign(header_.names.size(), {});
        row.raw = line_text_;
        add_finding(
            row, Severity::reject, line_is_whole_ ? "connect.bad_json" : "connect.line_too_long");
        return true;
    }

private:
    // The next line with something on it.
    Result<bool> read_line() {
        while (true) {
            source_.skip(std::exchange(used_, 0));
            auto end = source_.window().find('\n');
            while (end == std::string_view::npos && !source_.at_end() &&
                   source_.window().size() <= kNdjsonLineBytesMax) {
                const std::size_t seen = source_.window().size();
                TRY(source_.more());
                end = source_.window().find('\n', seen);
            }
            if (source_.window().empty()) return false;
            line_is_whole_ = end != std::string_view::npos || source_.at_end();
            used_ = end == std::string_view::npos ? source_.window().size() : end + 1;
            line_ += line_started_ ? 1 : 0;
            line_started_ = line_is_whole_;
            line_text_ = trim_json(source_.window().substr(0, used_));
            if (line_text_.empty()) continue;
            ++number_;
            return true;
        }
    }

    bool take_fields(TableRow& row) {
        // Keys usually come in the same order, so the next column is tried first.
        std::size_t expected = 0;
        filled_.assign(header_.names.size(), false);
        return parsed_.fields(line_text_, [&](std::string_view key, std::string_view cell) {
            std::size_t column = header_.names.size();
            if (expected < keys_.size() && keys_[expected] == key) {
                column = expected;
            } else if (const auto at = columns_.find(key); at != columns_.end()) {
                column = at->second;
            }
            if (column == header_.names.size()) {
                late_key(row, key, cell);
                return;
            }
            expected = column + 1;
            if (filled_[column]) {
                add_finding(row, Severity::warning, "connect.repeated_key", header_.names[column]);
                return;
            }
            filled_[column] = true;
            row.cells[column] = cell;
            if (cell.size() <= kCellBytesMax) return;
            add_finding(
                row, Severity::reject, "connect.cell_too_long", header_.names[column],
                {std::to_string(cell.size()), std::to_string(kCellBytesMax)});
            row.cells[column] = {};
        });
    }

    void late_key(TableRow& row, std::string_view key, std::string_view cell) {
        if (cell.empty()) return;
        add_finding(row, Severity::warning, "connect.late_key", key);
        if (late_keys_.size() >= kColumnsMax || !late_keys_.emplace(key).second) return;
        header_.findings.push_back(
            {Severity::warning, "connect.late_key", 0, std::string{key}, {}});
    }

    TextSource source_;
    NdjsonLine parsed_;
    TableHeader header_;
    std::vector<std::string> keys_;
    std::unordered_map<std::string, std::size_t, NdjsonKeyHash, std::equal_to<>> columns_;
    std::set<std::string, std::less<>> late_keys_;
    std::vector<bool> filled_;
    std::string_view line_text_;
    bool line_is_whole_ = true;
    bool line_started_ = false;
    std::uint64_t number_ = 0;
    std::uint64_t line_ = 1;
    std::size_t used_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableReader>> open_ndjson(
    const std::filesystem::path& path, Encoding encoding, const TableOptions& options) {
    auto for_keys = TRY(TextSource::open(path, encoding, options.chunk_bytes));
    const auto keys = TRY(NdjsonReader{std::move(for_keys)}.collect_keys());
    auto source = TRY(TextSource::open(path, encoding, options.chunk_bytes));
    auto reader = std::make_unique<NdjsonReader>(std::move(source));
    TRY(reader->set_header(keys));
    return std::unique_ptr<TableReader>{std::move(reader)};
}

}  // namespace genbo
