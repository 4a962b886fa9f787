// SPDX-License-Identifier: Apache-2.0
#include "app/reference_import.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "app/reference_rows.h"
#include "connect/table_reader.h"
#include "crypto/hash.h"
#include "text/fold.h"
#include "text/letters.h"
#include "text/reference_builder.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

bool reference_digits(std::string_view text, std::size_t count) {
    return text.size() == count && std::ranges::all_of(text, [](char c) { return is_digit(c); });
}

struct ImportedTables {
    ReferenceTables tables;
    std::size_t rows = 0;
};

// ── KEN_ALL ─────────────────────────────────────────────────────────────────────────────────────

Result<ImportedTables> read_ken_all(const std::vector<fs::path>& files) {
    enum Column : std::size_t { kCode, kOldPostal, kPostal, kPrefecture = 6, kCity, kTown };
    std::vector<ReferencePostalTown> towns;
    std::map<std::string, std::string> cities;
    for (const fs::path& path : files) {
        auto rows = TRY(ReferenceRows::open(path, HeaderRow::absent));
        // A town's text goes on in the next rows until its bracket closes.
        bool open = false;
        while (const auto* cells = TRY(rows.next())) {
            if (cells->size() < 9) return rows.bad("15");
            const std::string code{(*cells)[kCode]};
            const std::string postal{(*cells)[kPostal]};
            const std::string city = fold_width((*cells)[kCity]);
            if (!reference_digits(code, 5) || code < "01" || code > "48") return rows.bad(code);
            if (!reference_digits(postal, 7)) return rows.bad(postal);
            if (city.empty()) return rows.bad("市区町村");
            const std::string cell = fold_width((*cells)[kTown]);
            const auto number = static_cast<std::uint32_t>(std::stoul(postal));
            const bool goes_on = open && !towns.empty() && towns.back().postal_code == number &&
                                 towns.back().code == code;
            const bool shuts = cell.find(')') != std::string::npos;
            if (goes_on) {
                open = !shuts;
                continue;
            }
            open = cell.find('(') != std::string::npos && !shuts;
            cities[code] = city;
            towns.push_back({number, code, ken_all_town(cell, city)});
        }
    }
    ImportedTables out;
    out.rows = towns.size();
    std::vector<ReferenceMunicipality> municipalities;
    for (const auto& [code, name] : cities) municipalities.push_back({code, name});
    out.tables.municipalities = reference_municipalities(std::move(municipalities));
    out.tables.postal_towns = reference_postal_towns(std::move(towns), out.tables.municipalities);
    return out;
}

// ── ABR ─────────────────────────────────────────────────────────────────────────────────────────

class AbrReader {
public:
    Result<> read(const fs::path& path) {
        auto rows = TRY(ReferenceRows::open(path, HeaderRow::present));
        const bool town = rows.column({"oaza_cho"}).has_value();
        const auto code = rows.column({"lg_code"});
        const auto city = rows.column({"city"});
        if (!code || !city) return rows.missing("lg_code, city, oaza_cho");
        const auto county = rows.column({"county"});
        const auto ward = rows.column({"ward"});
        const auto gone = rows.column({"ablt_date"});
        const auto name = rows.column({"oaza_cho"});
        const auto hamlet = rows.column({"koaza"});
        while (TRY(rows.next()) != nullptr) {
            if (!municipality_check_fits(rows.cell(code))) return rows.bad(rows.cell(code));
            if (!rows.cell(gone).empty()) continue;
            const std::string five{rows.cell(code).substr(0, 5)};
            if (town)
                add_town(five, rows.cell(name), rows.cell(hamlet));
            else
                cities_.push_back(
                    {five, std::string{rows.cell(county)}, std::string{rows.cell(city)},
                     std::string{rows.cell(ward)}});
        }
        return {};
    }

    ImportedTables take() {
        ImportedTables out;
        std::ranges::sort(towns_);
        const auto twice = std::ranges::unique(towns_);
        towns_.erase(twice.begin(), twice.end());
        for (const std::string& line : towns_) out.tables.towns += line;
        // 札幌市 itself is its wards.
        std::set<std::string> with_wards;
        for (const AbrCity& one : cities_) {
            if (!one.ward.empty()) with_wards.insert(one.code.substr(0, 2) + one.city);
        }
        std::vector<ReferenceMunicipality> municipalities;
        for (const AbrCity& one : cities_) {
            if (one.city.empty()) continue;
            if (one.ward.empty() && with_wards.contains(one.code.substr(0, 2) + one.city)) continue;
            municipalities.push_back({one.code, one.county + one.city + one.ward});
        }
        out.rows = towns_.size() + municipalities.size();
        if (!municipalities.empty())
            out.tables.municipalities = reference_municipalities(std::move(municipalities));
        return out;
    }

private:
    struct AbrCity {
        std::string code;
        std::string county;
        std::string city;
        std::string ward;
    };

    void add_town(const std::string& code, std::string_view oaza, std::string_view koaza) {
        const std::string town = fold_width(oaza);
        if (!town.empty()) towns_.push_back(code + "\t" + town + "\n");
        if (!koaza.empty()) towns_.push_back(code + "\t" + town + fold_width(koaza) + "\n");
    }

    std::vector<std::string> towns_;
    std::vector<AbrCity> cities_;
};

Result<ImportedTables> read_abr(const std::vector<fs::path>& files) {
    AbrReader reader;
    for (const fs::path& path : files) TRY(reader.read(path));
    return reader.take();
}

// ── Changes of municipalities ───────────────────────────────────────────────────────────────────

constexpr std::string_view kPrefectureNames[] = {
    "",       "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",   "福島県",
    "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県",
    "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県",   "愛知県",
    "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県",
    "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県",   "高知県",
    "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"};

int prefecture_number(std::string_view name) {
    const auto found = std::ranges::find(kPrefectureNames, name);
    return found == std::end(kPrefectureNames)
               ? 0
               : static_cast<int>(found - std::begin(kPrefectureNames));
}

// "水口町(25363)、土山町(25364)が合併し、甲賀市(25209)を新設": what `own` became, as a code; empty
// when it is not among those that became something.  A result without a code (青森市(02201)、浪岡町
// (02364)が合併し、青森市を新設) is the one of the same name.
std::string code_after(std::string_view reason, std::string_view own) {
    const std::size_t place = reason.find("(" + std::string{own} + ")");
    std::size_t sources_end = std::min(reason.find(")が"), reason.find(")の"));
    if (place == std::string_view::npos || sources_end == std::string_view::npos) return {};
    if (place > sources_end) return {};
    std::size_t mark = std::string_view::npos;
    for (const std::string_view word :
         {"を新設", "に編入", "に名称変更", "への", "に市制施行", "に町制施行", "に変更"})
        mark = std::min(mark, reason.find(word, sources_end));
    if (mark == std::string_view::npos) return {};
    std::string_view result = reason.substr(sources_end + 1, mark - sources_end - 1);
    for (const std::string_view word : {"が合併し、", "が合併し", "が", "の", "、"})
        if (eat_prefix(result, word)) break;
    if (result.find("、") != std::string_view::npos) return {};  // Divided among several.
    if (!result.ends_with(')')) {
        const std::size_t same = reason.find(std::string{result} + "(");
        if (result.empty() || same == std::string_view::npos) return {};
        result = reason.substr(same, result.size() + 7);
    }
    if (result.size() < 7) return {};
    const std::string_view code = result.substr(result.size() - 6, 5);
    return reference_digits(code, 5) && code != own ? std::string{code} : std::string{};
}

Result<ImportedTables> read_changes(const std::vector<fs::path>& files) {
    std::vector<ReferenceChange> changes;
    for (const fs::path& path : files) {
        auto rows = TRY(ReferenceRows::open(path, HeaderRow::present));
        const auto prefecture = rows.column({"pref", "都道府県"});
        const auto before = rows.column({"before", "旧市区町村名"});
        const auto after = rows.column({"after", "新市区町村名"});
        const auto code = rows.column({"code", "標準地域コード"});
        const auto district = rows.column({"district", "政令市･郡･支庁･振興局等", "政令市"});
        const auto municipality = rows.column({"municipality", "市区町村"});
        const auto reason = rows.column({"reason", "廃置分合等情報", "改正事由"});
        const bool named = prefecture && before && after;
        const bool coded = prefecture && code && municipality && reason;
        if (!named && !coded) return rows.missing("pref, before, after");
        while (TRY(rows.next()) != nullptr) {
            const int number = prefecture_number(rows.cell(prefecture));
            if (number == 0) return rows.bad(rows.cell(prefecture));
            if (named) {
                changes.push_back(
                    {number,
                     std::string{rows.cell(before)},
                     std::string{rows.cell(after)},
                     {},
                     {}});
                continue;
            }
            const std::string own{rows.cell(code)};
            if (!reference_digits(own, 5)) return rows.bad(own);
            const std::string next = code_after(rows.cell(reason), own);
            // Hokkaido's 支庁 stand in no address.
            const std::string_view group = rows.cell(district);
            const bool office = group.ends_with("支庁") || group.ends_with("振興局");
            const std::string name = std::string{office ? std::string_view{} : group} +
                                     std::string{rows.cell(municipality)};
            if (!next.empty() && !name.empty()) changes.push_back({number, name, {}, next, own});
        }
    }
    ReferenceSuccessors successors = reference_successors(changes, built_in_municipalities());
    ImportedTables out;
    out.rows = successors.count;
    out.tables.successors = std::move(successors.lines);
    return out;
}

struct ReferenceKind {
    std::string_view name;
    std::string_view licence;
    Result<ImportedTables> (*read)(const std::vector<fs::path>& files);
};
constexpr ReferenceKind kReferenceKinds[] = {
    {"ken-all", "Japan Post, postal code data: free to use", read_ken_all},
    {"abr", "Digital Agency, Address Base Registry: Public Data License 1.0 (CC BY 4.0)", read_abr},
    {"mj", "CITPC, MJ character data: CC BY-SA 2.1 JP", nullptr},
    {"changes", "e-Stat / Japan Post: free to use, name the source", read_changes},
};

Result<std::string> hash_of_files(const std::vector<fs::path>& files) {
    Sha256 hash;
    std::vector<char> piece(std::size_t{1} << 20);
    for (const fs::path& path : files) {
        std::ifstream file(path, std::ios::binary);
        if (!file) return Error{Fault::not_found, "app.no_file", {path.filename().string()}};
        while (file) {
            file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
            const std::string_view read{piece.data(), static_cast<std::size_t>(file.gcount())};
            hash.add(as_bytes(read));
        }
    }
    return to_hex(hash.finish());
}

}  // namespace

Result<ReferenceFile> import_reference(
    std::string_view kind, const std::vector<fs::path>& files, Instant now,
    std::string_view version) {
    const auto found = std::ranges::find(kReferenceKinds, kind, &ReferenceKind::name);
    if (found == std::end(kReferenceKinds))
        return Error{Fault::invalid, "app.reference_kind", {std::string{kind}}};
    ReferenceFile out;
    out.sha256 = TRY(hash_of_files(files));
    ImportedTables imported;
    if (found->read != nullptr) {
        imported = TRY(found->read(files));
    } else {
        ReferenceVariants variants = TRY(read_mj_files(files));
        imported.rows = variants.count;
        imported.tables.variants_l1 = std::move(variants.l1);
        imported.tables.variants_l2 = std::move(variants.l2);
    }
    if (imported.rows == 0) return Error{Fault::invalid, "app.reference_empty"};
    out.name = kind;
    out.version = version.empty() ? format_day(day_in_japan(now)) : std::string{version};
    out.licence = found->licence;
    for (const fs::path& path : files) {
        if (!out.origin.empty()) out.origin += ", ";
        out.origin += path.filename().string();
    }
    out.imported_at = format_instant(now);
    out.rows = imported.rows;
    out.tables = std::move(imported.tables);
    return out;
}

}  // namespace genbo
