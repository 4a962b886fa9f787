// SPDX-License-Identifier: Apache-2.0
#include "register/conflict.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "match/normal_forms.h"

namespace genbo {

namespace {

struct AttributeWeight {
    Field first;
    int weight;
};

constexpr auto kAttributeWeights = std::to_array<AttributeWeight>({
    {Field::birth_date, 100},
    {Field::corporate_number, 100},
    {Field::name_full, 90},
    {Field::kana_full, 70},
    {Field::gender, 60},
    {Field::company, 60},
    {Field::postal_code, 50},
    {Field::mobile, 45},
    {Field::email, 40},
    {Field::phone, 35},
    {Field::name_romaji, 20},
    {Field::company_kana, 20},
    {Field::company_english, 20},
    {Field::email_2, 15},
    {Field::fax, 10},
});

using Trust = std::pair<bool, std::int64_t>;

Trust trust_of(const GoldenMember& member, std::span<const Field> group) {
    const bool vouches = std::ranges::any_of(
        group, [&](Field field) { return std::ranges::count(member.verified_fields, field) > 0; });
    return {vouches, member.source_rank};
}

struct Meant {
    const GoldenMember* member;
    ValueMeaning meaning;
};

std::vector<Meant> meant_by(
    std::span<const GoldenMember> members, const Field& first, std::string_view custom_name) {
    std::vector<Meant> out;
    for (const auto& member : members) {
        if (cannot_be_meant(first, member.values.get(first), day_in_japan(member.at))) continue;
        if (auto meaning = meaning_of(first, custom_name, member.values))
            out.push_back({&member, *std::move(meaning)});
    }
    // A name in Latin letters beside one in Japanese is another way to write it.
    const auto is_latin = [](const Meant& one) { return is_ascii(one.meaning.whole); };
    if (first == Field::name_full && !std::ranges::all_of(out, is_latin))
        std::erase_if(out, is_latin);
    // Who says more comes first, so that who says less joins him.
    std::ranges::sort(out, {}, [](const Meant& one) {
        return std::tuple{
            -std::ssize(one.meaning.detail), -std::ssize(one.meaning.also), one.member->record};
    });
    return out;
}

ConflictClaim claim_of(const GoldenMember& member, const Field& first, std::string_view custom) {
    return {member.record, member.source, member.version,
            member.at,     member.at,     values_of(first, custom, member.values),
            false};
}

// How open the question between the trusted sides is: 100 = they balance.
int openness(const std::vector<ConflictSide>& sides) {
    std::int64_t most = 0;
    std::int64_t all = 0;
    for (const auto& side : sides) {
        const auto says = std::ranges::count(side.claims, true, &ConflictClaim::trusted);
        most = std::max<std::int64_t>(most, says);
        all += says;
    }
    return static_cast<int>(std::min<std::int64_t>(100, 200 * (all - most) / all));
}

// Of several kinds, those that nobody of like trust contradicts are no part of the question.
std::vector<ConflictSide> without_settled_kinds(std::vector<ConflictSide> sides) {
    std::map<std::string, int> trusted;
    for (const auto& side : sides)
        for (const auto& kind : side.kinds) trusted[kind] += side.trusted() ? 1 : 0;
    if (trusted.size() < 2) return sides;
    std::erase_if(sides, [&](const ConflictSide& side) {
        return std::ranges::all_of(
            side.kinds, [&](const std::string& kind) { return trusted.at(kind) < 2; });
    });
    return sides;
}

// `all` sides, also of the kinds that are settled by now: what was chosen may be one of them.
bool weighed_already(
    const std::vector<ConflictSide>& all, const std::vector<ConflictSide>& sides,
    const ValueRuling& ruling) {
    const bool still_said =
        ruling.kind == RulingKind::both || std::ranges::any_of(all, [&](const auto& side) {
            return marks_agree(side.mark, ruling.chosen);
        });
    return still_said && std::ranges::all_of(sides, [&](const ConflictSide& side) {
               return !side.trusted() ||
                      std::ranges::any_of(ruling.weighed, [&](const std::string& mark) {
                          return marks_agree(mark, side.mark);
                      });
           });
}

// One answer while it is put together.
struct SideInMaking {
    ValueMeaning meaning;
    ConflictSide side;

    void join(SideInMaking other) {
        meaning.join(other.meaning);
        std::ranges::move(other.side.claims, std::back_inserter(side.claims));
        side.golden = side.golden || other.side.golden;
    }
};

// Puts one record's answer to those that it agrees with.  Several become one: it says a number of
// each.  Not where details count: a house without a room is no reason to take two rooms for one.
void put_answer(std::vector<SideInMaking>& made, SideInMaking answer) {
    const auto fits = [&](const SideInMaking& other) {
        return agree(answer.meaning, other.meaning);
    };
    const auto first = std::ranges::find_if(made, fits);
    if (first == made.end()) {
        made.push_back(std::move(answer));
        return;
    }
    if (answer.meaning.detail.empty() && first->meaning.detail.empty()) {
        for (auto at = std::next(first); at != made.end();) {
            if (!fits(*at) || !at->meaning.detail.empty()) {
                ++at;
                continue;
            }
            first->join(std::move(*at));
            at = made.erase(at);
        }
    }
    first->join(std::move(answer));
}

std::vector<ConflictSide> all_sides_of(
    std::span<const GoldenMember> members, const GoldenRecord& golden, const Field& first,
    std::string_view custom_name) {
    const auto group = field_group(first);
    auto meant = meant_by(members, first, custom_name);
    Trust most{false, std::numeric_limits<std::int64_t>::min()};
    for (const auto& one : meant) most = std::max(most, trust_of(*one.member, group));
    const auto taken = std::ranges::find_if(golden.fields, [&](const GoldenField& field) {
        return std::ranges::count(group, field.field) > 0 && field.custom_name == custom_name;
    });
    std::vector<SideInMaking> made;
    for (auto& one : meant) {
        auto claim = claim_of(*one.member, first, custom_name);
        claim.trusted = trust_of(*one.member, group) == most;
        SideInMaking answer{std::move(one.meaning), {}};
        answer.side.golden = taken != golden.fields.end() && taken->lineage.record == claim.record;
        answer.side.claims.push_back(std::move(claim));
        put_answer(made, std::move(answer));
    }
    std::vector<ConflictSide> sides;
    for (auto& [meaning, side] : made) {
        side.mark = meaning.mark();
        side.kinds = std::move(meaning.kinds);
        std::ranges::sort(side.claims, {}, &ConflictClaim::record);
        sides.push_back(std::move(side));
    }
    std::ranges::sort(sides, {}, [](const ConflictSide& side) {
        return std::tuple{!side.golden, -std::ssize(side.claims), side.claims.front().record};
    });
    return sides;
}

}  // namespace

bool ConflictSide::trusted() const { return std::ranges::any_of(claims, &ConflictClaim::trusted); }

int attribute_weight(Field first) {
    const auto* const at = std::ranges::find(kAttributeWeights, first, &AttributeWeight::first);
    return at == kAttributeWeights.end() ? 0 : at->weight;
}

std::vector<ConflictSide> sides_of(
    std::span<const GoldenMember> members, const GoldenRecord& golden, const Field& first,
    std::string_view custom_name) {
    return without_settled_kinds(all_sides_of(members, golden, first, custom_name));
}

std::vector<Conflict> find_conflicts(
    std::span<const GoldenMember> members, const GoldenRecord& golden,
    std::span<const ValueRuling> rulings) {
    std::vector<Conflict> out;
    if (members.size() < 2) return out;
    for (const auto& [first, weight] : kAttributeWeights) {
        const auto all = all_sides_of(members, golden, first, {});
        auto sides = without_settled_kinds(all);
        if (std::ranges::count_if(sides, &ConflictSide::trusted) < 2) continue;
        const auto* ruling = standing_ruling(rulings, first, {});
        if (ruling != nullptr && weighed_already(all, sides, *ruling)) continue;
        const int worth = std::max(1, weight * openness(sides) / 100);
        out.push_back({first, worth, std::move(sides), ruling != nullptr});
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, &Conflict::worth);
    return out;
}

}  // namespace genbo
