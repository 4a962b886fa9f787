// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "tidy/rules.h"

namespace genbo::tidy {

namespace {

// ARCHITECTURE.md draws this.  `sample`, the generator of made-up customers, stands beside the
// engines so that it cannot know how they work (docs/adr/0009).
const std::map<std::string, int, std::less<>> kFloors = {
    {"base", 0},
    {"text", 1},
    {"crypto", 1},
    {"record", 2},
    {"match", 3},
    {"rule", 3},
    {"port", 3},
    {"sample", 3},
    {"audit", 4},
    {"watch", 4},
    {"access", 4},
    {"register", 5},
    {"backup", 5},
    {"staff", 6},
    {"loyalty", 6},
    {"segment", 6},
    {"campaign", 6},
    {"insight", 6},
    {"consent", 6},
    {"rights", 6},
    {"support", 6},
    {"governance", 6},
    {"adapter/sql", 6},
    {"adapter/memory", 7},
    {"adapter/sqlite", 7},
    {"adapter/system", 7},
    {"adapter/postgres", 7},
    {"adapter/http", 7},
    {"adapter/keys", 7},
    {"adapter/place", 7},
    {"adapter/scan", 7},
    {"connect", 7},
    {"server", 7},
    {"cli", 7},
    {"app", 8},
};

// The generator shares no knowledge with what it is the test of.
constexpr std::string_view kSampleMayNotKnow = "text";

std::string_view include_target(std::string_view line) {
    constexpr std::string_view opening = "#include \"";
    if (!line.starts_with(opening)) return {};
    line.remove_prefix(opening.size());
    return line.substr(0, line.find('"'));
}

std::string include_problem(std::string_view path, std::string_view room, std::string_view target) {
    // A generated table, included where it is used.
    if (target.ends_with(".inc")) return {};
    const std::string target_path = "src/" + std::string{target};
    const auto other = room_of(target_path);
    const auto floor = kFloors.find(other);
    if (floor == kFloors.end())
        return "\"" + std::string{target} + "\" is in no room: include by the path from src/";
    const auto name = path.substr(path.rfind('/') + 1);
    if (other == "port" && name.find("_rules.") != name.npos)
        return "rules are pure functions: no port here, only in the desk";
    if (room == "sample" && other == kSampleMayNotKnow)
        return "the generator must not know Genbo's own text folds";
    if (other == room) return {};
    const int here = kFloors.find(room)->second;
    if (floor->second < here) return {};
    return std::string{room} + " (floor " + std::to_string(here) + ") may not include " +
           std::string{other} + " (floor " + std::to_string(floor->second) + ")";
}

}  // namespace

Violations floor_violations(const SourceTree& tree) {
    Violations out;
    for (const auto& file : tree) {
        if (!file.path.starts_with("src/") || !is_cpp(file.path) || is_test(file.path)) continue;
        const auto room = room_of(file.path);
        if (!kFloors.contains(room)) {
            out.push_back({file.path, 0, "its folder stands on no floor"});
            continue;
        }
        const auto lines = lines_of(file.text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto target = include_target(lines[i]);
            if (target.empty()) continue;
            if (auto problem = include_problem(file.path, room, target); !problem.empty())
                out.push_back({file.path, i + 1, std::move(problem)});
        }
    }
    return out;
}

}  // namespace genbo::tidy
