// SPDX-License-Identifier: Apache-2.0
#include "watch/access_facts.h"

#include <array>
#include <utility>

namespace genbo {

namespace {

constexpr std::chrono::hours kJapan{9};

constexpr std::array<std::pair<Explained, std::string_view>, 5> kExplainedNames = {{
    {Explained::own_act, "own_act"},
    {Explained::review, "review"},
    {Explained::recent_data, "recent_data"},
    {Explained::assignment, "assignment"},
    {Explained::inquiry, "inquiry"},
}};

constexpr std::array<std::pair<Mark, std::string_view>, 12> kMarkNames = {{
    {Mark::own_person, "own_person"},
    {Mark::family, "family"},
    {Mark::colleague, "colleague"},
    {Mark::notable, "notable"},
    {Mark::honey, "honey"},
    {Mark::sequential, "sequential"},
    {Mark::wildcard, "wildcard"},
    {Mark::unmasked, "unmasked"},
    {Mark::break_glass, "break_glass"},
    {Mark::exported, "exported"},
    {Mark::new_device, "new_device"},
    {Mark::self_test, "self_test"},
}};

template <typename Names>
std::vector<std::string_view> names_in(std::int64_t bits, const Names& names) {
    std::vector<std::string_view> out;
    for (const auto& [which, name] : names)
        if ((bits & bit(which)) != 0) out.push_back(name);
    return out;
}

}  // namespace

std::vector<std::string_view> explained_names(std::int64_t bits) {
    return names_in(bits, kExplainedNames);
}

std::vector<std::string_view> mark_names(std::int64_t bits) { return names_in(bits, kMarkNames); }

std::int64_t watch_day(Instant at) {
    return std::chrono::floor<std::chrono::days>(at + kJapan).time_since_epoch().count();
}

int watch_hour(Instant at) {
    const auto local = at + kJapan;
    const auto since_midnight = local - std::chrono::floor<std::chrono::days>(local);
    return static_cast<int>(std::chrono::floor<std::chrono::hours>(since_midnight).count());
}

}  // namespace genbo
