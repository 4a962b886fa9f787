// SPDX-License-Identifier: Apache-2.0
#include "app/reference_rows.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "base/utf8.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

using MjCharacters = std::map<std::string, char32_t, std::less<>>;

// "U+9089" -> 邉; 0 when it is something else.
char32_t ucs_character(std::string_view text) {
    if (!text.starts_with("U+") || text.size() < 6 || text.size() > 8) return 0;
    char32_t value = 0;
    for (const char c : text.substr(2)) {
        const std::size_t digit = std::string_view{"0123456789ABCDEF"}.find(c);
        if (digit == std::string_view::npos) return 0;
        value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
}

// A table: either of MJ characters with their code points, or of kanji with their candidates.
Result<> read_mj_table(const fs::path& path, MjCharacters& characters, VariantCandidates& l2) {
    auto rows = TRY(ReferenceRows::open(path, HeaderRow::present));
    const auto mj = rows.column({"MJ文字図形名"});
    const auto ucs = rows.column({"対応するUCS", "実装したUCS"});
    const auto kanji = rows.column({"kanji", "変換元"});
    const auto shrink = rows.column({"shrink", "変換先"});
    const bool list = mj && ucs;
    if (!list && !(kanji && shrink))
        return rows.missing("MJ文字図形名, 対応するUCS / kanji, shrink");
    while (TRY(rows.next()) != nullptr) {
        if (list) {
            const char32_t c = ucs_character(rows.cell(ucs));
            if (c != 0) characters.emplace(rows.cell(mj), c);
            continue;
        }
        const std::u32string form = to_utf32(rows.cell(kanji));
        // Variation sequences are no characters of their own.
        if (form.size() != 1) continue;
        for (const char32_t candidate : to_utf32(rows.cell(shrink)))
            l2.emplace_back(form[0], candidate);
    }
    return {};
}

// Candidates of one reason.
std::vector<char32_t> mj_candidates(const boost::json::object& item, std::string_view reason) {
    std::vector<char32_t> found;
    const boost::json::value* const list = item.if_contains(reason);
    if (list == nullptr || !list->is_array()) return found;
    for (const boost::json::value& one : list->get_array()) {
        const auto* const object = one.if_object();
        const auto* const ucs = object != nullptr ? object->if_contains("UCS") : nullptr;
        if (ucs == nullptr || !ucs->is_string()) continue;
        const auto* const kind = object->if_contains("種別");
        // What the circulars call another character is none of these.
        if (kind != nullptr && kind->is_string() &&
            std::string_view{kind->get_string()}.find("別字") != std::string_view::npos)
            continue;
        if (const char32_t c = ucs_character(ucs->get_string()); c != 0) found.push_back(c);
    }
    return found;
}

Result<> read_mj_map(
    const fs::path& path, const MjCharacters& characters, VariantCandidates& l1,
    VariantCandidates& l2) {
    const std::string name = path.filename().string();
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "app.no_file", {name}};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::json::error_code failed;
    const auto value = boost::json::parse(text, failed);
    const auto* const root = failed ? nullptr : value.if_object();
    const auto* const content = root != nullptr ? root->if_contains("content") : nullptr;
    if (content == nullptr || !content->is_array())
        return Error{Fault::invalid, "app.reference_columns", {name, "content, MJ文字図形名"}};
    for (const boost::json::value& one : content->get_array()) {
        const auto* const item = one.if_object();
        const auto* const mj = item != nullptr ? item->if_contains("MJ文字図形名") : nullptr;
        if (mj == nullptr || !mj->is_string()) continue;
        const auto form = characters.find(std::string_view{mj->get_string()});
        if (form == characters.end()) continue;
        // One character to the family register: L1.  Related by dictionaries: L2.
        bool same = false;
        for (const std::string_view reason :
             {"JIS包摂規準・UCS統合規則", "法務省戸籍法関連通達・通知",
              "法務省告示582号別表第四"}) {
            for (const char32_t candidate : mj_candidates(*item, reason)) {
                same = true;
                l1.emplace_back(form->second, candidate);
            }
        }
        if (same) continue;
        for (const char32_t candidate : mj_candidates(*item, "辞書類等による関連字"))
            l2.emplace_back(form->second, candidate);
    }
    return {};
}

}  // namespace

Result<ReferenceRows> ReferenceRows::open(const fs::path& path, HeaderRow header) {
    TableOptions options;
    options.header = header;
    auto reader = TRY(open_table(path, options));
    return ReferenceRows(path.filename().string(), std::move(reader));
}

std::optional<std::size_t> ReferenceRows::column(
    std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const auto found = std::ranges::find(reader_->header(), name);
        if (found != reader_->header().end())
            return static_cast<std::size_t>(found - reader_->header().begin());
    }
    return std::nullopt;
}

Result<const std::vector<std::string_view>*> ReferenceRows::next() {
    const bool more = TRY(reader_->next(row_));
    if (!more) return static_cast<const std::vector<std::string_view>*>(nullptr);
    if (row_.rejected()) return bad(row_.raw.substr(0, 40));
    return static_cast<const std::vector<std::string_view>*>(&row_.cells);
}

std::string_view ReferenceRows::cell(std::optional<std::size_t> column) const {
    return column && *column < row_.cells.size() ? row_.cells[*column] : std::string_view{};
}

Error ReferenceRows::bad(std::string_view found) const {
    return {
        Fault::invalid,
        "app.reference_row",
        {file_, std::to_string(row_.number), std::string{found}}};
}

Error ReferenceRows::missing(std::string_view columns) const {
    return {Fault::invalid, "app.reference_columns", {file_, std::string{columns}}};
}

Result<ReferenceVariants> read_mj_files(const std::vector<fs::path>& files) {
    MjCharacters characters;
    VariantCandidates l1;
    VariantCandidates l2;
    // The list of characters first, whatever their order: the map only names them.
    for (const fs::path& path : files) {
        if (path.extension() != ".json") TRY(read_mj_table(path, characters, l2));
    }
    for (const fs::path& path : files) {
        if (path.extension() == ".json") TRY(read_mj_map(path, characters, l1, l2));
    }
    return reference_variants(l1, l2);
}

}  // namespace genbo
