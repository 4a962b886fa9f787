// SPDX-License-Identifier: Apache-2.0
#include "register/survivorship.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/check.h"

namespace genbo {

namespace {

struct HeldValue {
    const GoldenMember* member;
    std::vector<const FieldValue*> values;  // One per field of the group that the member has.
    std::string key;                        // Equal keys are the same value.
    std::size_t length = 0;
};

// The candidates that `rule` likes best.
std::vector<HeldValue> best_by(SurvivorRule rule, const std::vector<HeldValue>& candidates) {
    const auto merit = [&](const HeldValue& c) -> std::int64_t {
        const auto& member = *c.member;
        switch (rule) {
            case SurvivorRule::verified:
                return std::ranges::any_of(c.values, [&](const FieldValue* value) {
                    return std::ranges::count(member.verified_fields, value->field) > 0;
                });
            case SurvivorRule::source_rank: return member.source_rank;
            case SurvivorRule::newest: return to_micros(member.at);
            case SurvivorRule::most_frequent:
                return std::ranges::count(candidates, c.key, &HeldValue::key);
            case SurvivorRule::longest: return static_cast<std::int64_t>(c.length);
            case SurvivorRule::record_order: return -member.record.value();
            case SurvivorRule::only_value:
            case SurvivorRule::ruling: return 0;
        }
        return 0;
    };
    std::vector<HeldValue> best;
    std::int64_t top = 0;
    for (const auto& candidate : candidates) {
        const auto value = merit(candidate);
        if (best.empty() || value > top) {
            best.clear();
            top = value;
        }
        if (value == top) best.push_back(candidate);
    }
    return best;
}

bool all_one_value(const std::vector<HeldValue>& candidates) {
    return std::ranges::all_of(
        candidates, [&](const HeldValue& c) { return c.key == candidates.front().key; });
}

struct Decision {
    HeldValue winner;
    SurvivorRule rule;
};

Decision decide(std::vector<HeldValue> candidates, const std::vector<SurvivorRule>& rules) {
    check(!candidates.empty());
    SurvivorRule decided = SurvivorRule::only_value;
    for (const auto rule : rules) {
        if (all_one_value(candidates)) break;
        candidates = best_by(rule, candidates);
        decided = rule;
    }
    if (!all_one_value(candidates)) decided = SurvivorRule::record_order;
    // Of several members that agree, the oldest record stands for the value.
    return {best_by(SurvivorRule::record_order, candidates).front(), decided};
}

// What a person decided comes before every rule, as long as somebody still says it.
const ValueRuling* keep_ruled(
    std::vector<HeldValue>& candidates, std::span<const ValueRuling> rulings, const Field& first,
    std::string_view custom_name) {
    const auto* ruling = standing_ruling(rulings, first, custom_name);
    if (ruling == nullptr || ruling->kind != RulingKind::value) return ruling;
    const auto ruled = [&](const HeldValue& held) {
        const auto meaning = meaning_of(first, custom_name, held.member->values);
        return meaning && marks_agree(meaning->mark(), ruling->chosen);
    };
    if (std::ranges::none_of(candidates, ruled)) return nullptr;
    std::erase_if(candidates, [&](const HeldValue& held) { return !ruled(held); });
    return ruling;
}

// A date on which the customer cannot have been born, or a number that only fills the field, loses
// to any that can be, before every rule and policy.
void drop_impossible(std::vector<HeldValue>& candidates, const Field& first) {
    const auto impossible = [&](const HeldValue& held) {
        return cannot_be_meant(first, held.values.front()->raw, day_in_japan(held.member->at));
    };
    if (std::ranges::all_of(candidates, impossible)) return;
    std::erase_if(candidates, impossible);
}

std::vector<HeldValue> candidates_for(
    std::span<const GoldenMember> members, std::span<const Field> group,
    std::string_view custom_name) {
    std::vector<HeldValue> candidates;
    for (const auto& member : members) {
        HeldValue candidate{&member, {}, {}, 0};
        for (const auto& value : member.values.values) {
            if (std::ranges::count(group, value.field) == 0) continue;
            if (value.field == Field::custom && value.custom_name != custom_name) continue;
            candidate.values.push_back(&value);
            candidate.key += value_key(value);
            candidate.key += '\n';
            candidate.length += value.raw.size();
        }
        if (!candidate.values.empty()) candidates.push_back(std::move(candidate));
    }
    std::ranges::sort(candidates, {}, [](const HeldValue& c) { return c.member->record; });
    return candidates;
}

GoldenField make_field(
    const FieldValue& value, const Decision& decision, const ValueRuling* ruling,
    std::span<const GoldenMember> members) {
    const auto& winner = *decision.winner.member;
    GoldenField field{
        value.field, value.custom_name,
        value.raw,   {winner.record, winner.source, winner.version, winner.at, decision.rule, {}},
        {},          ruling != nullptr && ruling->kind == RulingKind::both};
    if (ruling != nullptr) field.lineage.ruling = ruling->id;
    std::set<std::string> seen{value_key(value)};
    std::vector<const GoldenMember*> in_order;
    for (const auto& member : members) in_order.push_back(&member);
    std::ranges::sort(in_order, {}, [](const GoldenMember* m) { return m->record; });
    for (const auto* member : in_order) {
        for (const auto& other : member->values.values) {
            if (other.field != value.field || other.custom_name != value.custom_name) continue;
            if (seen.insert(value_key(other)).second)
                field.others.push_back({other.raw, member->record, member->source});
        }
    }
    return field;
}

}  // namespace

std::map<Field, std::vector<SurvivorRule>> SurvivorshipPolicy::default_fields() {
    const std::vector<SurvivorRule> latest = {SurvivorRule::verified, SurvivorRule::newest};
    std::map<Field, std::vector<SurvivorRule>> fields;
    for (const auto field :
         {Field::phone, Field::mobile, Field::fax, Field::email, Field::email_2, Field::postal_code,
          Field::last_purchase_on, Field::points, Field::member_rank, Field::mail_permission,
          Field::dm_permission})
        fields[field] = latest;
    fields[Field::note] = {SurvivorRule::longest, SurvivorRule::newest};
    return fields;
}

const std::vector<SurvivorRule>& SurvivorshipPolicy::rules_for(Field field) const {
    // A group is decided by the rules of its first field.
    const auto at = fields.find(field_group(field).front());
    return at == fields.end() ? standard : at->second;
}

GoldenRecord golden_record(
    std::span<const GoldenMember> members, const SurvivorshipPolicy& policy,
    std::span<const ValueRuling> rulings) {
    std::set<std::pair<Field, std::string>> wanted;
    for (const auto& member : members)
        for (const auto& value : member.values.values) {
            // A source's own key identifies the row in its source; it is nobody's attribute.
            if (value.field == Field::source_key) continue;
            wanted.insert({field_group(value.field).front(), value.custom_name});
        }
    GoldenRecord golden;
    for (const auto& [first, custom_name] : wanted) {
        auto candidates = candidates_for(members, field_group(first), custom_name);
        drop_impossible(candidates, first);
        const auto* ruling = keep_ruled(candidates, rulings, first, custom_name);
        auto decision = decide(std::move(candidates), policy.rules_for(first));
        if (ruling != nullptr && ruling->kind == RulingKind::value)
            decision.rule = SurvivorRule::ruling;
        for (const auto* value : decision.winner.values)
            golden.fields.push_back(make_field(*value, decision, ruling, members));
    }
    std::ranges::sort(golden.fields, {}, [](const GoldenField& field) {
        return std::tuple<Field, std::string_view>{field.field, field.custom_name};
    });
    return golden;
}

}  // namespace genbo
