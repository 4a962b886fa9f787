// SPDX-License-Identifier: Apache-2.0
#include "register/relation.h"

#include <algorithm>
#include <array>
#include <set>

#include "register/paper_json.h"

namespace genbo {

namespace {

struct RelationKindName {
    RelationKind kind;
    std::string_view name;
};

constexpr std::array<RelationKindName, 5> kRelationKindNames = {{
    {RelationKind::subsidiary, "subsidiary"},
    {RelationKind::branch, "branch"},
    {RelationKind::department, "department"},
    {RelationKind::contact, "contact"},
    {RelationKind::household, "household"},
}};

// Steps upward that are looked at; no group of companies is so deep.
constexpr std::size_t kWalkMax = 10'000;

bool is_organisation(RelationKind kind) {
    return kind == RelationKind::subsidiary || kind == RelationKind::branch ||
           kind == RelationKind::department;
}

// Of these somebody has one at a time, over all kinds of the family.
bool is_single(RelationKind kind) {
    return kind == RelationKind::branch || kind == RelationKind::department ||
           kind == RelationKind::household;
}

bool overlaps(const Relation& a, const Relation& b) {
    return !DaySpan{a.since, a.until}.with(b).empty();
}

// Whether `wish.lower` is above `wish.upper` already, on a day of the wish.
Result<bool> closes_a_circle(const RelationEdge& wish, const EdgesOf& edges_of) {
    struct Step {
        NumberId at;
        DaySpan days;
    };
    std::vector<Step> steps = {{wish.upper, {wish.relation.since, wish.relation.until}}};
    std::set<std::pair<NumberId, RelationId>> seen;
    for (std::size_t i = 0; i < steps.size() && i < kWalkMax; ++i) {
        const auto step = steps[i];
        for (const auto& edge : TRY(edges_of(step.at))) {
            if (edge.lower != step.at || !is_organisation(edge.relation.kind)) continue;
            const auto days = step.days.with(edge.relation);
            if (days.empty()) continue;
            if (edge.upper == wish.lower) return true;
            if (seen.insert({edge.upper, edge.relation.id}).second)
                steps.push_back({edge.upper, days});
        }
    }
    return false;
}

std::string day_or_nothing(const std::optional<Day>& day) {
    return day ? format_day(*day) : std::string{};
}

Result<std::optional<Day>> day_in(const PaperJson& json, std::string_view name) {
    const auto text = json.text(name);
    if (text.empty()) return std::optional<Day>{};
    const auto day = parse_iso_day(text);
    if (!day.ok()) return bad_paper();
    return std::optional{*day};
}

}  // namespace

std::string_view relation_kind_name(RelationKind kind) {
    return std::ranges::find(kRelationKindNames, kind, &RelationKindName::kind)->name;
}

std::optional<RelationKind> relation_kind_named(std::string_view name) {
    const auto* const at = std::ranges::find(kRelationKindNames, name, &RelationKindName::name);
    if (at == kRelationKindNames.end()) return std::nullopt;
    return at->kind;
}

bool Relation::holds_on(Day day) const {
    return withdrawn == Instant{} && (!since || *since <= day) && (!until || day <= *until);
}

bool DaySpan::empty() const { return since && until && *until < *since; }

DaySpan DaySpan::with(const Relation& relation) const {
    DaySpan both = *this;
    if (relation.since && (!both.since || *both.since < *relation.since))
        both.since = relation.since;
    if (relation.until && (!both.until || *relation.until < *both.until))
        both.until = relation.until;
    return both;
}

Result<> may_relate(const RelationEdge& wish, const EdgesOf& edges_of) {
    const auto& relation = wish.relation;
    if (wish.lower == wish.upper) return Error{Fault::invalid, "register.relation_self"};
    if (DaySpan{relation.since, relation.until}.empty())
        return Error{Fault::invalid, "register.relation_days"};
    for (const auto& edge : TRY(edges_of(wish.lower))) {
        const auto& stands = edge.relation;
        if (!overlaps(stands, relation)) continue;
        const bool up = edge.lower == wish.lower;
        if (up && stands.kind == relation.kind && edge.upper == wish.upper)
            return Error{Fault::conflict, "register.relation_exists"};
        const bool household = relation.kind == RelationKind::household;
        if (household && stands.kind == RelationKind::household && !up)
            return Error{Fault::conflict, "register.relation_head"};
        const bool both_single = is_single(relation.kind) && is_single(stands.kind);
        if (up && both_single && household == (stands.kind == RelationKind::household))
            return Error{Fault::conflict, "register.relation_taken"};
    }
    if (relation.kind == RelationKind::household)
        for (const auto& edge : TRY(edges_of(wish.upper)))
            if (edge.lower == wish.upper && edge.relation.kind == RelationKind::household &&
                overlaps(edge.relation, relation))
                return Error{Fault::conflict, "register.relation_head"};
    if (is_organisation(relation.kind) && TRY(closes_a_circle(wish, edges_of)))
        return Error{Fault::conflict, "register.relation_circle"};
    return {};
}

std::string relation_text(const Relation& relation) {
    JsonWriter json;
    json.object([&] {
        json.field("id", relation.id.value());
        json.field("kind", relation_kind_name(relation.kind));
        json.field("lower", relation.lower.value());
        json.field("upper", relation.upper.value());
        json.field("since", day_or_nothing(relation.since));
        json.field("until", day_or_nothing(relation.until));
        json.field("title", relation.title);
        json.field("note", relation.note);
        json.field("actor", relation.actor.value());
        json.field("at", to_micros(relation.at));
        json.field("withdrawn", to_micros(relation.withdrawn));
        json.field("withdrawn_by", relation.withdrawn_by.value());
    });
    return std::move(json).str();
}

Result<Relation> relation_of_text(std::string_view text) {
    const auto json = TRY(PaperJson::parse(text));
    const auto kind = relation_kind_named(json.text("kind"));
    if (!kind) return bad_paper();
    Relation relation;
    relation.id = RelationId{json.integer("id")};
    relation.kind = *kind;
    relation.lower = NumberId{json.integer("lower")};
    relation.upper = NumberId{json.integer("upper")};
    relation.since = TRY(day_in(json, "since"));
    relation.until = TRY(day_in(json, "until"));
    relation.title = json.text("title");
    relation.note = json.text("note");
    relation.actor = StaffId{json.integer("actor")};
    relation.at = json.instant("at");
    relation.withdrawn = json.instant("withdrawn");
    relation.withdrawn_by = StaffId{json.integer("withdrawn_by")};
    return relation;
}

}  // namespace genbo
