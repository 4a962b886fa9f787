// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "text/address.h"
#include "text/fold.h"
#include "text_eval/dev_files.h"
#include "text_eval/eval_report.h"
#include "text_eval/evals.h"

namespace genbo {
namespace {

std::string eval_kanji_number(int number) {
    constexpr std::array<std::string_view, 10> digits = {"",   "一", "二", "三", "四",
                                                         "五", "六", "七", "八", "九"};
    std::string out;
    const auto add = [&](int value, std::string_view unit) {
        if (value == 0) return;
        if (value > 1) out += digits[static_cast<std::size_t>(value)];
        out += unit;
    };
    add(number / 100, "百");
    add(number / 10 % 10, "十");
    out += digits[static_cast<std::size_t>(number % 10)];
    return out;
}

std::string eval_show(const Address& a) {
    return a.prefecture + "," + a.city + "(" + a.municipality_code + ")," + a.street + "," +
           a.town + "," + a.number + "," + a.building + "," + a.room + " L" +
           std::to_string(a.level);
}

// 本町一丁目 -> 本町 and 1.  Nothing for a town that only consists of the count.
struct EvalTown {
    std::string name;
    int chome = 0;
};
EvalTown eval_town(const std::string& town) {
    constexpr std::string_view mark = "丁目";
    const std::size_t at = town.find(mark);
    if (at == std::string::npos || at + mark.size() != town.size()) return {town, 0};
    const std::string head = town.substr(0, at);
    EvalTown best{town, 0};
    for (int n = 1; n < 70; ++n) {
        const std::string kanji = eval_kanji_number(n);
        if (head.ends_with(kanji) && head.size() > kanji.size())
            best = {head.substr(0, head.size() - kanji.size()), n};  // Longest last.
    }
    return best;
}

void eval_replace(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to), at += to.size();
}

// Letters of a place without what is only grammar, numerals as keys of the room: 東三号北 12 番地
// and 東 3北-12 are one.
std::string eval_skeleton(const std::string& text) {
    std::string key = town_key(text);
    for (const std::string_view word :
         {"丁目", "地割", "番地", "番", "号", "第", "丁", "線", "-", "ノ", "区", "条"})
        eval_replace(key, word, "");
    return key;
}

bool eval_is_key(
    const std::string& got, const std::string& code, const std::string& town,
    const std::string& number) {
    return got == code + "|" + town_key(town) + "|" + number;
}

std::map<std::string, std::string> eval_codes() {
    std::map<std::string, std::string> codes;
    for (const auto& row : dev_file_rows("municipalities-abr.csv", ',')) {
        if (row.size() < 15 || row[0].size() != 6 || !row[14].empty()) continue;
        codes[row[1] + row[4] + row[7] + row[10]] = row[0].substr(0, 5);
    }
    return codes;
}

}  // namespace

void eval_towns(std::size_t samples) {
    EvalReport report("towns of the country");
    auto codes = eval_codes();
    const DevRows rows = dev_file_rows("towns-geolonia-2024-01.tsv.xz", '\t');
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& row = rows[i];
        if (row.size() < 4) continue;
        const EvalTown town = eval_town(row[2]);
        const std::string code = codes[row[0] + row[1]];
        if (code.empty()) continue;  // Since abolished: eval_renamed.
        const std::string n = std::to_string(1 + i * 7919 % 1999);
        const std::string m = std::to_string(1 + i * 104729 % 29);
        const std::string number =
            (town.chome > 0 ? std::to_string(town.chome) + "-" : "") + n + "-" + m;
        const std::string full_town = town.name + row[3];
        const auto ask = [&](const std::string& question, const std::string& text) {
            const Address got = parse_address(text);
            const bool city = got.municipality_code == code;
            const bool undecided = got.municipality_code.empty();
            const bool right = eval_is_key(got.house_key(), code, full_town, number);
            // 丁目 and its kin may stand in the town or in the number, as long as both say one
            // thing.
            const bool whole = city && eval_skeleton(got.street + got.town + " " + got.number) ==
                                           eval_skeleton(full_town + " " + number);
            const std::string sample = text + "  =>  " + eval_show(got);
            report.ask(question + " city", city, sample);
            report.ask(question + " city not wrong", city || undecided, sample);
            report.ask(question + " house", whole, sample);
            report.ask(question + " canonical key", right, sample);
        };
        const bool koaza = !row[3].empty();
        const std::string kind = koaza ? "hamlet: " : "town: ";
        if (koaza && i % 4 != 0) continue;
        const std::string chome_kanji =
            town.chome > 0 ? eval_kanji_number(town.chome) + "丁目" : "";
        const std::string chome_digit = town.chome > 0 ? std::to_string(town.chome) + "丁目" : "";
        const std::string chome_dash = town.chome > 0 ? std::to_string(town.chome) + "-" : "";
        ask(kind + "1 as listed, 番地", row[0] + row[1] + row[2] + row[3] + n + "番地" + m);
        ask(kind + "2 no prefecture, dashes",
            row[1] + town.name + row[3] + chome_dash + n + "-" + m);
        std::string plain = town.name;
        eval_replace(plain, "大字", "");
        std::string hamlet = row[3];
        if (hamlet.starts_with("字")) hamlet.erase(0, 3);
        ask(kind + "3 without 大字 and 字",
            row[0] + row[1] + plain + hamlet + chome_digit + n + "番" + m + "号");
        std::string county = row[1];
        if (const std::size_t at = county.find("郡");
            at != std::string::npos && at > 3 && county.find("市") == std::string::npos) {
            county.erase(0, at + 3);
            ask(kind + "4 without 郡",
                row[0] + county + town.name + row[3] + chome_kanji + n + "の" + m);
        }
        std::string varied = row[2];
        eval_replace(varied, "ケ", "ヶ");
        eval_replace(varied, "の", "ノ");
        eval_replace(varied, "崎", "﨑");
        eval_replace(varied, "沢", "澤");
        if (varied != row[2])
            ask(kind + "5 other letters",
                row[0] + " " + row[1] + " " + varied + row[3] + " " + n + "－" + m);
        if (town.chome == 0 && !koaza && i % 3 == 0)
            ask(kind + "6 大字 added", row[1] + "大字" + plain + n + "番地の" + m);
    }
    report.print(samples);
}

void eval_offices(std::size_t samples) {
    EvalReport report("offices of Japan Post");
    for (const auto& row : dev_file_rows("jigyosyo-cp932.csv.gz", ',')) {
        if (row.size() < 8) continue;
        const auto ask = [&](const std::string& question, const Address& got,
                             const std::string& text) {
            const bool city = got.municipality_code == row[0];
            // The number as the street column begins with it, by digits alone.
            const std::string wanted = town_key(row[5]);
            const std::string found = town_key(got.street + got.town);
            const bool town =
                city &&
                (found == wanted || (!wanted.empty() && found.find(wanted) != std::string::npos) ||
                 (!found.empty() && town_key(row[5] + row[6]).starts_with(found)));
            const std::string sample = text + "  =>  " + eval_show(got);
            report.ask(question + " city", city, sample);
            report.ask(question + " town", town, sample);
            report.ask(question + " number found", got.level == 8, sample);
        };
        const std::string all = row[4] + row[5] + row[6];
        ask("with prefecture and code", parse_address(row[3] + all, row[7]), row[3] + all);
        ask("with prefecture", parse_address(row[3] + all), row[3] + all);
        ask("bare", parse_address(all), all);
    }
    report.print(samples);
}

void eval_edinet(std::size_t samples) {
    EvalReport report("EDINET");
    for (const auto& row : dev_file_rows("corporate-edinet-20260811.tsv.xz", '\t')) {
        if (row.size() < 11 || row[1].find("内国") == std::string::npos) continue;
        const Address got = parse_address(row[7]);
        const std::string sample = row[7] + "  =>  " + eval_show(got);
        report.ask("municipality", !got.municipality_code.empty(), sample);
        report.ask("level 8", got.level == 8, sample);
        report.ask("town known", got.level == 8 && !got.town.empty(), sample);
        report.ask("nothing left over", got.building.empty(), sample);
    }
    report.print(samples);
}

void eval_renamed(std::size_t samples) {
    EvalReport report("abolished municipalities");
    auto codes = eval_codes();
    std::map<std::string, std::vector<std::string>> towns;  // By prefecture and city.
    std::map<std::string, std::string> code_of_town;
    for (const auto& row : dev_file_rows("towns-geolonia-2024-01.tsv.xz", '\t')) {
        if (row.size() < 4 || !row[3].empty()) continue;
        auto& list = towns[row[0] + row[1]];
        const EvalTown town = eval_town(row[2]);
        if (list.empty() || list.back() != town.name) list.push_back(town.name);
    }
    for (const auto& row : dev_file_rows("merged-towns-japanpost.tsv", '\t')) {
        if (row.size() < 4 || row[0] == "pref") continue;
        const std::string code = codes[row[0] + row[2]];
        if (code.empty() || codes.contains(row[0] + row[1])) continue;
        const auto judge = [&](const std::string& question, const std::string& text) {
            const Address got = parse_address(text);
            const std::string sample =
                text + " (" + row[2] + " " + code + ")  =>  " + eval_show(got);
            report.ask(question + ": right", got.municipality_code == code, sample);
            report.ask(
                question + ": not wrong",
                got.municipality_code == code || got.municipality_code.empty(), sample);
        };
        judge("name alone", row[0] + row[1]);
        // Towns of the successor that bear the old name are towns of the old municipality.
        std::string name = row[1];
        if (const std::size_t at = name.find("郡"); at != std::string::npos) name.erase(0, at + 3);
        for (const std::string& town : towns[row[0] + row[2]]) {
            if (!town.starts_with(name) || town == name) continue;
            const std::string behind = town.substr(name.size());
            judge("with a town", row[0] + row[1] + behind + "12-3");
            judge("with a town, no prefecture", row[1] + behind + "12-3");
        }
    }
    report.print(samples);
}

}  // namespace genbo
