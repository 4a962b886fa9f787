// SPDX-License-Identifier: Apache-2.0
#include "access/viewer.h"

#include <algorithm>

#include "access/mask.h"
#include "text/fold.h"

namespace genbo {

namespace {

// Fields whose values are compared with each other share their tokens.
Field token_group(Field field) {
    switch (field) {
        case Field::mobile:
        case Field::fax: return Field::phone;
        case Field::email_2: return Field::email;
        default: return field;
    }
}

}  // namespace

Viewer::Viewer(Caller caller, FieldClasses classes, const std::optional<Mac>& tokens)
    : caller_(std::move(caller)), classes_(std::move(classes)), tokens_(tokens) {}

Nearness Viewer::standing(NumberId customer, const std::vector<std::string>& stores) const {
    const auto is_in = [&](const std::set<std::string>& mine) {
        return std::ranges::any_of(
            stores, [&](const std::string& store) { return mine.contains(store); });
    };
    return {
        is_in(caller_.scope.stores), is_in(caller_.scope.region_stores),
        caller_.scope.assigned.contains(customer.value())};
}

Effect Viewer::effect(Field field, std::string_view custom_name, const Subject& subject) const {
    const FieldClass field_class = classes_.of(field, custom_name);
    if (caller_.only && !caller_.only->contains(field_class)) return Effect::denied;
    const Effect decided = decide(caller_.role, field_class, subject.standing, caller_.purpose);
    // Only what is masked: what is denied under this purpose was not opened under another.
    if (decided != Effect::masked || caller_.unmasked.empty()) return decided;
    const UnmaskedValue asked{subject.customer, field, std::string{custom_name}};
    return caller_.unmasked.contains(asked) ? Effect::full : decided;
}

bool Viewer::sees_anything(const Subject& subject) const {
    return genbo::sees_anything(caller_.role, subject.standing, caller_.purpose);
}

bool Viewer::sees_all(FieldClass up_to, const Subject& subject) const {
    return std::ranges::all_of(all_field_classes(), [&](FieldClass field_class) {
        if (field_class > up_to) return true;
        if (caller_.only && !caller_.only->contains(field_class)) return false;
        return decide(caller_.role, field_class, subject.standing, caller_.purpose) == Effect::full;
    });
}

// "tok_" and 128 bits: of the purpose, so that two purposes cannot be joined on them, of the kind
// of field, and of the value in a folded form.
std::string Viewer::token(Field field, std::string_view custom_name, std::string_view value) const {
    constexpr std::size_t kTokenBytes = 16;
    Bytes text;
    const auto add = [&](std::string_view part) {
        const auto bytes = as_bytes(part);
        text.insert(text.end(), bytes.begin(), bytes.end());
        text.push_back(0);
    };
    add(purpose_name(caller_.purpose));
    add(field_info(token_group(field)).name);
    add(custom_name);
    add(fold_key(value));
    const Hash tag = tokens_->tag(text);
    return "tok_" + to_hex(std::span{tag}.first(kTokenBytes));
}

std::optional<std::string> Viewer::value(
    Field field, std::string_view custom_name, std::string_view value,
    const Subject& subject) const {
    if (value.empty()) return std::string{};
    switch (effect(field, custom_name, subject)) {
        case Effect::full: return std::string{value};
        case Effect::masked: return masked_value(field, value);
        case Effect::tokenised:
            if (!tokens_) return std::nullopt;
            return token(field, custom_name, value);
        case Effect::two_person:
        case Effect::denied: return std::nullopt;
    }
    return std::nullopt;
}

SourceValues Viewer::values(const SourceValues& values, const Subject& subject) const {
    SourceValues seen;
    for (const auto& one : values.values)
        if (auto text = value(one.field, one.custom_name, one.raw, subject))
            seen.values.push_back({one.field, one.custom_name, std::move(*text)});
    return seen;
}

GoldenRecord Viewer::golden(const GoldenRecord& golden, const Subject& subject) const {
    GoldenRecord seen;
    for (const auto& field : golden.fields) {
        auto text = value(field.field, field.custom_name, field.value, subject);
        if (!text) continue;
        GoldenField one = field;
        one.value = std::move(*text);
        for (auto& other : one.others)
            other.value =
                value(field.field, field.custom_name, other.value, subject).value_or(std::string{});
        seen.fields.push_back(std::move(one));
    }
    return seen;
}

}  // namespace genbo
