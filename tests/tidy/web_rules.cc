// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "tidy/rules.h"

namespace genbo::tidy {

namespace {

constexpr std::string_view kWeb = "web/src/";

bool is_script(std::string_view path) {
    return path.starts_with(kWeb) && (path.ends_with(".ts") || path.ends_with(".tsx"));
}

bool is_script_test(std::string_view path) {
    return path.find(".test.") != path.npos || path.find("/test/") != path.npos;
}

// What a line imports: the last quoted text of `… from "x"`, `import "x"`, `import("x")`.
std::string_view import_target(std::string_view line) {
    const bool imports = line.find("from '") != line.npos || line.find("from \"") != line.npos ||
                         line.find("import '") != line.npos ||
                         line.find("import \"") != line.npos ||
                         line.find("import('") != line.npos || line.find("import(\"") != line.npos;
    if (!imports) return {};
    const auto last = line.find_last_of("'\"");
    const auto first = line.find_last_of("'\"", last - 1);
    return first == line.npos ? std::string_view{} : line.substr(first + 1, last - first - 1);
}

// The imported path from web/src/, empty for a package.  "@/" stands for web/src/.
std::string resolved(std::string_view importer, std::string_view target) {
    if (target.starts_with("@/")) return std::string{target.substr(2)};
    if (!target.starts_with('.')) return {};
    const auto folder = std::filesystem::path{importer.substr(kWeb.size())}.parent_path();
    return (folder / target).lexically_normal().generic_string();
}

std::string_view first_folder(std::string_view path) { return path.substr(0, path.find('/')); }

std::string_view feature_of(std::string_view path) {
    constexpr std::string_view features = "features/";
    if (!path.starts_with(features)) return {};
    path.remove_prefix(features.size());
    return path.substr(0, path.find('/'));
}

std::string import_problem(std::string_view importer, std::string_view target) {
    const auto here = importer.substr(kWeb.size());
    const auto from = first_folder(here);
    const auto to = first_folder(target);
    if (from == "shared" && (to == "features" || to == "app"))
        return "shared may not know " + std::string{to};
    if (from == "features" && to == "app") return "a feature may not know the app";
    if (from == "features" && to == "features" && feature_of(here) != feature_of(target))
        return "feature " + std::string{feature_of(here)} + " may not know feature " +
               std::string{feature_of(target)};
    return {};
}

}  // namespace

Violations web_violations(const SourceTree& tree) {
    Violations out;
    for (const auto& file : tree) {
        if (!is_script(file.path) || is_script_test(file.path)) continue;
        const auto lines = lines_of(file.text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (lines[i].find("dangerouslySetInnerHTML") != lines[i].npos)
                out.push_back({file.path, i + 1, "dangerouslySetInnerHTML is banned"});
            const auto target = resolved(file.path, import_target(lines[i]));
            if (target.empty()) continue;
            if (auto problem = import_problem(file.path, target); !problem.empty())
                out.push_back({file.path, i + 1, std::move(problem)});
        }
    }
    return out;
}

}  // namespace genbo::tidy
