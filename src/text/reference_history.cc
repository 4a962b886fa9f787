// SPDX-License-Identifier: Apache-2.0
// reference_successors() and reference_variants() of reference_builder.h: chains of municipalities
// are followed, chains of characters never are.

#include <map>
#include <set>

#include "base/utf8.h"
#include "text/letters.h"
#include "text/reference_builder.h"
#include "text/tables.h"

namespace genbo {
namespace {

// Prefecture and name, as a key: "25甲賀市".
std::string history_key(int prefecture, std::string_view name) {
    std::string key = std::to_string(prefecture);
    if (key.size() < 2) key.insert(0, 1, '0');
    key += name;
    return key;
}

std::string_view without_county(std::string_view name) {
    const std::size_t county = name.find("郡", 3);
    const bool rural = name.ends_with("町") || name.ends_with("村");
    return rural && county != std::string_view::npos ? name.substr(county + 3) : name;
}

class ChangeHistory {
public:
    ChangeHistory(const std::vector<ReferenceChange>& changes, std::string_view municipalities) {
        while (!municipalities.empty()) {
            const std::size_t end = municipalities.find('\n');
            const std::string_view line = municipalities.substr(0, end);
            municipalities.remove_prefix(end + 1);
            const int prefecture = (line[0] - '0') * 10 + (line[1] - '0');
            add_present(std::string{line.substr(0, 5)}, prefecture, line.substr(6));
        }
        for (const ReferenceChange& change : changes) {
            if (!change.before_code.empty() && !change.after_code.empty())
                next_code_[change.before_code].insert(change.after_code);
            if (!change.after.empty())
                next_name_[history_key(change.prefecture, change.before)].insert(change.after);
        }
    }

    // Codes of today that a name or a code has become.
    std::set<std::string> present(const ReferenceChange& change) const {
        std::set<std::string> found;
        if (!change.after_code.empty()) follow_code(change.after_code, 12, found);
        if (!change.after.empty()) follow_name(change.prefecture, change.after, 12, found);
        return found;
    }
    bool is_present_name(int prefecture, std::string_view name) const {
        return code_of_.contains(history_key(prefecture, name));
    }

private:
    void add_present(const std::string& code, int prefecture, std::string_view name) {
        codes_.insert(code);
        code_of_.emplace(history_key(prefecture, name), code);
        // The designated city of a ward: 14101 … make 14100 (address_tables.cc).
        const std::size_t city = name.find("市", 3);
        if (!name.ends_with("区") || city == std::string_view::npos) return;
        const std::string whole = code.substr(0, 4) + "0";
        // The first ward of a city names its code: 川崎市 14131 … are 14130.
        if (code_of_.emplace(history_key(prefecture, name.substr(0, city + 3)), whole).second)
            codes_.insert(whole);
    }

    void follow_code(const std::string& code, int steps, std::set<std::string>& found) const {
        const auto next = next_code_.find(code);
        bool moved = false;
        if (steps > 0 && next != next_code_.end()) {
            for (const std::string& after : next->second) {
                if (after == code) continue;
                moved = true;
                follow_code(after, steps - 1, found);
            }
        }
        if (!moved && codes_.contains(code)) found.insert(code);
    }

    void follow_name(
        int prefecture, const std::string& name, int steps, std::set<std::string>& found) const {
        const auto here = code_of_.find(history_key(prefecture, name));
        if (here != code_of_.end()) found.insert(here->second);
        const auto next = next_name_.find(history_key(prefecture, name));
        if (here != code_of_.end() || next == next_name_.end() || steps == 0) return;
        for (const std::string& after : next->second)
            follow_name(prefecture, after, steps - 1, found);
    }

    std::set<std::string> codes_;
    std::map<std::string, std::string> code_of_;
    std::map<std::string, std::set<std::string>> next_code_;
    std::map<std::string, std::set<std::string>> next_name_;
};

}  // namespace

ReferenceSuccessors reference_successors(
    const std::vector<ReferenceChange>& changes, std::string_view municipalities) {
    const ChangeHistory history(changes, municipalities);
    ReferenceSuccessors out;
    std::set<std::string> lines;
    for (const ReferenceChange& change : changes) {
        if (history.is_present_name(change.prefecture, change.before)) continue;
        const std::set<std::string> codes = history.present(change);
        if (codes.empty()) ++out.unresolved;
        for (const std::string& code : codes) {
            ++out.count;
            for (const std::string_view name :
                 {std::string_view{change.before}, without_county(change.before)})
                lines.insert(code + "\t" + history_key(change.prefecture, name) + "\n");
        }
    }
    for (const std::string& line : lines) out.lines += line;
    return out;
}

ReferenceVariants reference_variants(const VariantCandidates& l1, const VariantCandidates& l2) {
    std::map<char32_t, char32_t> built_in;
    std::set<char32_t>
        taken;  // What must stay as it is: representatives, and forms already folded.
    for (const std::string_view table : {kVariantsL1, kVariantsL2}) {
        const std::u32string pairs = to_utf32(table);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            built_in.emplace(pairs[i], pairs[i + 1]);
            taken.insert(pairs[i]);
            taken.insert(pairs[i + 1]);
        }
    }
    ReferenceVariants out;
    std::set<char32_t> forms_before;
    for (const bool first : {true, false}) {
        std::map<char32_t, std::set<char32_t>> wanted;
        for (const auto& [form, candidate] : first ? l1 : l2) {
            if (form == candidate || !is_kanji(form) || !is_kanji(candidate)) continue;
            if (taken.contains(form) || forms_before.contains(form)) continue;
            const auto folded = built_in.find(candidate);
            const char32_t target = folded == built_in.end() ? candidate : folded->second;
            if (target != form && !forms_before.contains(target)) wanted[form].insert(target);
        }
        std::string& pairs = first ? out.l1 : out.l2;
        for (const auto& [form, targets] : wanted) {
            if (targets.size() != 1 || wanted.contains(*targets.begin())) continue;
            append_utf8(pairs, form);
            append_utf8(pairs, *targets.begin());
            ++out.count;
        }
        for (const auto& [form, targets] : wanted) {
            forms_before.insert(form);
            for (const char32_t target : targets) taken.insert(target);
        }
    }
    return out;
}

}  // namespace genbo
