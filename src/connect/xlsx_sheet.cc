// SPDX-License-Identifier: Apache-2.0
#include "connect/xlsx_sheet.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace genbo {

namespace {

// Excel itself stops at 32,767 characters.
constexpr std::size_t kSheetTextBytesMax = std::size_t{2} << 20;
constexpr std::uint32_t kSheetColumnsMax = 16'384;

template <typename Number>
std::optional<Number> sheet_number(std::string_view text, int base = 10) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool sheet_truth(std::string_view text) { return text == "1" || text == "true"; }

}  // namespace

std::optional<std::uint32_t> sheet_column(std::string_view reference) {
    std::uint32_t column = 0;
    for (const char c : reference) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z')) break;
        column = column * 26 + static_cast<std::uint32_t>(c - (upper ? 'A' : 'a')) + 1;
        if (column > kSheetColumnsMax) return std::nullopt;
    }
    if (column == 0) return std::nullopt;
    return column - 1;
}

std::string unescape_sheet_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool form =
            text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_';
        const auto code = form ? sheet_number<std::uint32_t>(text.substr(i + 2, 4), 16)
                               : std::optional<std::uint32_t>{};
        if (!code || (*code >= 0xD800 && *code <= 0xDFFF)) {
            out += text[i];
            continue;
        }
        append_utf8(out, *code);
        i += 6;
    }
    return out;
}

const XlsxRelations::Relation* XlsxRelations::by_id(std::string_view id) const {
    const auto at = std::ranges::find(relations_, id, &Relation::id);
    return at == relations_.end() ? nullptr : &*at;
}

const XlsxRelations::Relation* XlsxRelations::by_type(std::string_view type) const {
    const auto at = std::ranges::find(relations_, type, &Relation::type);
    return at == relations_.end() ? nullptr : &*at;
}

void XlsxRelations::start(std::string_view name, const char** attributes) {
    if (name != "Relationship" || xml_attribute(attributes, "TargetMode") == "External") return;
    std::string target{xml_attribute(attributes, "Target")};
    if (target.starts_with('/'))
        target.erase(0, 1);
    else
        target = folder_ + target;
    std::string_view type = xml_attribute(attributes, "Type");
    type.remove_prefix(std::min(type.size(), type.rfind('/') + 1));
    relations_.push_back(
        {std::string{xml_attribute(attributes, "Id")}, std::string{type}, std::move(target)});
}

void XlsxWorkbook::start(std::string_view name, const char** attributes) {
    if (name == "sheet") {
        // Both sheetId and r:id are there; "id" without prefix is the second.
        sheets.push_back(
            {std::string{xml_attribute(attributes, "name")},
             std::string{xml_attribute(attributes, "id")},
             xml_attribute(attributes, "state").find("idden") != std::string_view::npos});
    } else if (name == "workbookPr" && sheet_truth(xml_attribute(attributes, "date1904"))) {
        date_system = DateSystem::from_1904;
    }
}

const NumberFormat& XlsxStyles::format(std::size_t style) const {
    static const NumberFormat general;
    return style < formats_.size() ? formats_[style] : general;
}

void XlsxStyles::start(std::string_view name, const char** attributes) {
    if (name == "numFmt") {
        const auto id = sheet_number<unsigned>(xml_attribute(attributes, "numFmtId"));
        if (id) own_formats_[*id] = parse_number_format(xml_attribute(attributes, "formatCode"));
    } else if (name == "cellXfs") {
        in_cell_styles_ = true;
    } else if (name == "xf" && in_cell_styles_) {
        const auto id = sheet_number<unsigned>(xml_attribute(attributes, "numFmtId")).value_or(0);
        const auto own = own_formats_.find(id);
        formats_.push_back(own == own_formats_.end() ? built_in_number_format(id) : own->second);
    }
}

void XlsxStyles::end(std::string_view name) {
    if (name == "cellXfs") in_cell_styles_ = false;
}

std::optional<std::string_view> XlsxStrings::at(std::size_t index) const {
    if (index >= ends_.size()) return std::nullopt;
    const std::size_t start = index == 0 ? 0 : ends_[index - 1];
    return std::string_view{all_}.substr(start, ends_[index] - start);
}

void XlsxStrings::start(std::string_view name, const char**) {
    if (name == "si") item_start_ = all_.size();
    if (name == "rPh") ++phonetic_;
    if (name == "t") in_text_ = phonetic_ == 0;
}

void XlsxStrings::end(std::string_view name) {
    if (name == "t") in_text_ = false;
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    if (name != "si") return;
    const auto item = std::string_view{all_}.substr(item_start_);
    if (item.find("_x") != std::string_view::npos) {
        const std::string plain = unescape_sheet_text(item);
        all_.resize(item_start_);
        all_ += plain;
    }
    ends_.push_back(all_.size());
}

void XlsxStrings::text(std::string_view piece) {
    if (in_text_) all_ += piece;
}

void XlsxSheet::start(std::string_view name, const char** attributes) {
    if (name == "row") {
        in_row_ = true;
        const auto number = sheet_number<std::uint64_t>(xml_attribute(attributes, "r"));
        last_number_ = number.value_or(last_number_ + 1);
        row_ = {};
        row_.number = last_number_;
        next_column_ = 0;
    } else if (name == "c" && in_row_) {
        start_cell(attributes);
    } else if (name == "rPh") {
        ++phonetic_;
    } else if (in_cell_ && (name == "v" || (name == "t" && phonetic_ == 0))) {
        in_value_ = true;
    }
}

void XlsxSheet::start_cell(const char** attributes) {
    in_cell_ = true;
    value_.clear();
    const auto reference = xml_attribute(attributes, "r");
    const auto column = reference.empty() ? next_column_ : sheet_column(reference);
    if (!column || *column >= kSheetColumnsMax) damaged = true;
    column_ = column.value_or(0);
    next_column_ = column_ + 1;
    style_ = sheet_number<std::size_t>(xml_attribute(attributes, "s")).value_or(0);
    const auto type = xml_attribute(attributes, "t");
    kind_ = type == "s"                            ? Kind::shared
            : type == "inlineStr" || type == "str" ? Kind::text
            : type == "b"                          ? Kind::truth
            : type == "e"                          ? Kind::error
            : type == "d"                          ? Kind::date
                                                   : Kind::number;
}

void XlsxSheet::end(std::string_view name) {
    if (name == "v" || name == "t") {
        in_value_ = false;
    } else if (name == "rPh" && phonetic_ > 0) {
        --phonetic_;
    } else if (name == "c" && in_cell_) {
        end_cell();
        in_cell_ = false;
    } else if (name == "row" && in_row_) {
        in_row_ = false;
        if (!row_.cells.empty()) rows.push_back(std::move(row_));
    }
}

void XlsxSheet::end_cell() {
    if (value_.empty()) return;
    SheetRow::Cell cell{.column = column_, .start = row_.text.size()};
    switch (kind_) {
        case Kind::shared: {
            const auto index = sheet_number<std::size_t>(value_);
            if (!index) damaged = true;
            cell.shared = true;
            cell.start = index.value_or(0);
            row_.cells.push_back(cell);
            return;
        }
        case Kind::text: row_.text += unescape_sheet_text(value_); break;
        case Kind::truth: row_.text += sheet_truth(value_) ? "TRUE" : "FALSE"; break;
        case Kind::error: cell.error = true; break;
        // ISO 8601, as some writers other than Excel have it.
        case Kind::date: row_.text += value_; break;
        case Kind::number:
            row_.text += show_number(value_, styles_.format(style_), date_system_);
            break;
    }
    cell.length = row_.text.size() - cell.start;
    row_.cells.push_back(cell);
}

void XlsxSheet::text(std::string_view piece) {
    if (!in_value_) return;
    value_ += piece;
    if (value_.size() > kSheetTextBytesMax) {
        damaged = true;
        value_.clear();
    }
}

}  // namespace genbo
