// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "tidy/rules.h"

namespace genbo::tidy {

namespace {

constexpr std::size_t kAdrLines = 60;
constexpr std::size_t kArchitectureLines = 200;
constexpr std::size_t kMissionRows = 171;

using Paths = std::set<std::string, std::less<>>;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    return at == text.npos ? std::string{} : text.replace(at, from.size(), to);
}

// README.md ⇔ README.ja.md, docs/guide/ja/x.md ⇔ docs/guide/en/x.md.
std::string twin_of(const std::string& path) {
    if (path == "README.md") return "README.ja.md";
    if (path.starts_with("docs/guide/ja/")) return replaced(path, "/ja/", "/en/");
    if (path.starts_with("docs/guide/en/")) return replaced(path, "/en/", "/ja/");
    return replaced(path, ".ja.md", ".md");
}

void check_pair(const SourceFile& file, const Paths& paths, Violations& out) {
    const auto other = twin_of(file.path);
    if (!other.empty() && !paths.contains(other))
        out.push_back({file.path, 0, "has no twin in the other language: " + other});
}

// Figures as 4,586,542: digits with commas between them.
std::multiset<std::string> figures_in(std::string_view text) {
    const auto digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    std::multiset<std::string> figures;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto end = at;
        while (digit(end) || (end > at && digit(end + 1) && text[end] == ',')) ++end;
        const auto figure = text.substr(at, end - at);
        if (figure.find(',') != figure.npos) figures.emplace(figure);
        at = std::max(at, end);
    }
    return figures;
}

// By what a row begins with, where that is `code` and so the same in both languages.
std::map<std::string, std::multiset<std::string>> figures_of_rows(const SourceFile& file) {
    std::map<std::string, std::multiset<std::string>> rows;
    for (const auto line : lines_of(file.text))
        if (line.starts_with("| `"))
            rows[std::string{line.substr(0, line.find(" |", 2))}].merge(figures_in(line));
    return rows;
}

// Tables of measured figures are renewed in one language and forgotten in the other.
void check_figures(const SourceFile& file, const SourceTree& tree, Violations& out) {
    const auto other = std::ranges::find(tree, twin_of(file.path), &SourceFile::path);
    if (other == tree.end()) return;
    const auto theirs = figures_of_rows(*other);
    for (const auto& [row, figures] : figures_of_rows(file)) {
        const auto twin = theirs.find(row);
        if (twin != theirs.end() && twin->second != figures)
            out.push_back({file.path, 0, "other figures than " + other->path + " in: " + row});
    }
}

// [text](target): every target that is a path must be there.
void check_links(const SourceFile& file, const Paths& paths, Violations& out) {
    const auto folder = std::filesystem::path{file.path}.parent_path();
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (auto at = lines[i].find("]("); at != lines[i].npos; at = lines[i].find("](", at + 2)) {
            auto target = lines[i].substr(at + 2);
            target = target.substr(0, target.find(')'));
            target = target.substr(0, target.find('#'));
            if (target.empty() || target.find(':') != target.npos || target.ends_with(".png"))
                continue;
            auto path = (folder / target).lexically_normal().generic_string();
            if (path.ends_with('/')) path.pop_back();
            const auto inside = paths.lower_bound(path + "/");
            const bool is_folder = inside != paths.end() && inside->starts_with(path + "/");
            if (!paths.contains(path) && !is_folder)
                out.push_back({file.path, i + 1, "links to nothing: " + std::string{target}});
        }
    }
}

// `record/number_rule.h` in ARCHITECTURE.md must be a file of src/.
void check_named_sources(const SourceFile& file, const Paths& paths, Violations& out) {
    if (file.path != "ARCHITECTURE.md") return;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t open = lines[i].find('`'); open != lines[i].npos;) {
            const auto close = lines[i].find('`', open + 1);
            if (close == lines[i].npos) break;
            const auto name = lines[i].substr(open + 1, close - open - 1);
            const bool source = is_cpp(name) && name.find('/') != name.npos;
            if (source && !paths.contains(name) && !paths.contains("src/" + std::string{name}))
                out.push_back(
                    {file.path, i + 1, "names a source that is not there: " + std::string{name}});
            open = lines[i].find('`', close + 1);
        }
    }
}

void check_adr(const SourceFile& file, Violations& out) {
    if (!file.path.starts_with("docs/adr/") || !file.path.ends_with(".md")) return;
    if (file.path.ends_with("README.md")) return;
    for (const std::string_view part :
         {"## Context", "## Decision", "## Consequences", "## What we gave up"})
        if (file.text.find(part) == file.text.npos)
            out.push_back({file.path, 0, "lacks the part \"" + std::string{part} + "\""});
    if (lines_of(file.text).size() > kAdrLines)
        out.push_back({file.path, 0, "longer than 60 lines: decide one thing"});
}

// Rows begin with "| N4 |": a capital letter and a number.
bool is_mission_row(std::string_view line) {
    return line.size() > 5 && line.starts_with("| ") && line[2] >= 'A' && line[2] <= 'Z' &&
           line[3] >= '0' && line[3] <= '9';
}

void check_mission(const SourceFile& file, Violations& out) {
    if (file.path != "docs/mission.md") return;
    constexpr std::array<std::string_view, 3> states = {"done", "partly", "not yet"};
    std::map<std::string, std::size_t, std::less<>> rows;
    for (const auto line : lines_of(file.text)) {
        if (!is_mission_row(line)) continue;
        ++rows[std::string{line.substr(2, line.find(' ', 2) - 2)}];
        const bool has_state = std::ranges::any_of(states, [&](std::string_view state) {
            return line.find("| " + std::string{state} + " |") != line.npos;
        });
        if (!has_state) out.push_back({file.path, 0, "no state in: " + std::string{line}});
    }
    if (rows.size() != kMissionRows)
        out.push_back({file.path, 0, std::to_string(rows.size()) + " rows, not 171"});
    for (const auto& [id, count] : rows)
        if (count > 1) out.push_back({file.path, 0, id + " twice"});
}

// The names inside the *_packages=( … ) lists of the setup script.
Paths debian_packages(const SourceTree& tree) {
    Paths packages;
    for (const auto& file : tree) {
        if (file.path != "tools/setup/packages.sh") continue;
        bool inside = false;
        for (auto line : lines_of(file.text)) {
            const auto open = line.find("_packages=(");
            const auto more = line.find("_packages+=(");
            if (open != line.npos) line.remove_prefix(open + 11);
            if (more != line.npos) line.remove_prefix(more + 12);
            inside = inside || open != line.npos || more != line.npos;
            if (!inside) continue;
            const auto close = line.find(')');
            std::string word;
            for (const char c : std::string{line.substr(0, close)} + " ") {
                if (c != ' ') {
                    word += c;
                } else if (!word.empty()) {
                    packages.insert(std::exchange(word, {}));
                }
            }
            if (close != line.npos) inside = false;
        }
    }
    return packages;
}

void check_dependencies(const SourceTree& tree, Violations& out) {
    const auto page = std::ranges::find(tree, "docs/dependencies.md", &SourceFile::path);
    for (const auto& package : debian_packages(tree)) {
        const bool named =
            page != tree.end() && page->text.find("`" + package + "`") != std::string::npos;
        if (!named)
            out.push_back({"docs/dependencies.md", 0, "does not say why we need " + package});
    }
}

}  // namespace

Violations document_violations(const SourceTree& tree) {
    Paths paths;
    for (const auto& file : tree) paths.insert(file.path);
    // Not text of ours, but there to be linked to.
    paths.insert({"LICENSE", "NOTICE"});

    Violations out;
    for (const auto& file : tree) {
        if (!file.path.ends_with(".md")) continue;
        check_pair(file, paths, out);
        if (file.path.ends_with(".ja.md") || file.path.starts_with("docs/guide/ja/"))
            check_figures(file, tree, out);
        check_links(file, paths, out);
        check_named_sources(file, paths, out);
        check_adr(file, out);
        check_mission(file, out);
        if (file.path == "ARCHITECTURE.md" && lines_of(file.text).size() > kArchitectureLines)
            out.push_back({file.path, 0, "longer than 200 lines"});
    }
    check_dependencies(tree, out);
    return out;
}

}  // namespace genbo::tidy
