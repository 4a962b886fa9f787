// SPDX-License-Identifier: Apache-2.0
#include "register/access_book.h"

#include <algorithm>

#include "access/note_lines.h"
#include "crypto/random.h"

namespace genbo {

namespace {

// Far behind every sweep.
Instant lasting() { return instant_from_micros(253'370'764'800'000'000); }  // 9999-01-01

std::string staff_note(std::string_view kind, StaffId staff) {
    return "access." + std::string{kind} + "." + std::to_string(staff.value());
}

StoredNote text_note(std::string name, Instant at, std::string_view text) {
    const auto bytes = as_bytes(text);
    return {std::move(name), at, {bytes.begin(), bytes.end()}};
}

// Empty when there is none.
Result<Bytes> note_value(StoreReader& store, std::string_view name) {
    auto note = store.note(name);
    if (note.ok()) return std::move(note->value);
    if (note.error().fault == Fault::not_found) return Bytes{};
    return note.error();
}

Instant instant_of_text(std::string_view text) {
    return instant_from_micros(NoteLines::number(text).value_or(0));
}

std::string text_of_instant(Instant at) { return std::to_string(to_micros(at)); }

AssociatedData act_place(std::string_view id) {
    return *note_place("access.act." + std::string{id});
}

constexpr std::string_view kActPrefix = "access.act.";
constexpr std::string_view kKeyPrefix = "access.key.";
constexpr std::string_view kUsedPrefix = "access.used.";

std::string act_text(const AccessAct& act) {
    NoteLines lines;
    lines.add("kind", act.kind);
    lines.add("staff", std::to_string(act.staff.value()));
    lines.add("customer", std::to_string(act.customer.value()));
    lines.add("field", act.field);
    lines.add("custom_name", act.custom_name);
    lines.add("reason", act.reason);
    lines.add("at", text_of_instant(act.at));
    lines.add("until", text_of_instant(act.until));
    lines.add("seen_by", std::to_string(act.seen_by.value()));
    return lines.text();
}

AccessAct act_of_text(std::string id, std::string_view text) {
    AccessAct act;
    act.id = std::move(id);
    for (const auto& [name, value] : NoteLines::read(text)) {
        const auto number = NoteLines::number(value).value_or(0);
        if (name == "kind") act.kind = value;
        if (name == "staff") act.staff = StaffId{number};
        if (name == "customer") act.customer = NumberId{number};
        if (name == "field") act.field = value;
        if (name == "custom_name") act.custom_name = value;
        if (name == "reason") act.reason = value;
        if (name == "at") act.at = instant_of_text(value);
        if (name == "until") act.until = instant_of_text(value);
        if (name == "seen_by") act.seen_by = StaffId{number};
    }
    return act;
}

Result<> put_act(WriteContext& context, const AccessAct& act) {
    const auto sealed = context.vault.seal_text(act_place(act.id), act_text(act));
    return context.store.put_note({std::string{kActPrefix} + act.id, lasting(), sealed});
}

struct ShownFor {
    UnmaskedValue value;
    Instant until;
};

std::vector<ShownFor> shown_values(ByteView note) {
    std::vector<ShownFor> shown;
    for (const auto& [name, value] : NoteLines::read(as_text(note))) {
        if (name == "until") shown.push_back({{}, instant_of_text(value)});
        if (shown.empty()) continue;
        if (name == "customer")
            shown.back().value.customer = NumberId{NoteLines::number(value).value_or(0)};
        if (name == "field")
            shown.back().value.field = field_by_name(value).value_or(Field::custom);
        if (name == "custom_name") shown.back().value.custom_name = value;
    }
    return shown;
}

Result<> open_value(WriteContext& context, const AccessAct& act) {
    const std::string name = staff_note("unmask", act.staff);
    const auto held = TRY(context.store.hold_note(name, context.now));
    NoteLines lines;
    const auto add = [&](const UnmaskedValue& value, Instant until) {
        lines.add("until", text_of_instant(until));
        lines.add("customer", std::to_string(value.customer.value()));
        lines.add("field", field_info(value.field).name);
        lines.add("custom_name", value.custom_name);
    };
    for (const auto& one : shown_values(held.value))
        if (one.until > context.now) add(one.value, one.until);
    add({act.customer, field_by_name(act.field).value_or(Field::custom), act.custom_name},
        act.until);
    return context.store.put_note(text_note(name, act.until, lines.text()));
}

}  // namespace

Result<StaffScopeNote> staff_scope(StoreReader& store, StaffId staff) {
    StaffScopeNote scope;
    const auto note = TRY(note_value(store, staff_note("scope", staff)));
    for (const auto& [name, value] : NoteLines::read(as_text(note))) {
        if (name == "store") scope.stores.insert(value);
        if (name == "region") scope.regions.insert(value);
        if (name == "customer") scope.customers.insert(NoteLines::number(value).value_or(0));
    }
    return scope;
}

Result<> put_staff_scope(
    WriteContext& context, const Actor& actor, StaffId staff, const StaffScopeNote& scope) {
    NoteLines lines;
    for (const auto& store : scope.stores) lines.add("store", store);
    for (const auto& region : scope.regions) lines.add("region", region);
    for (const auto customer : scope.customers) lines.add("customer", std::to_string(customer));
    TRY(context.store.put_note(text_note(staff_note("scope", staff), lasting(), lines.text())));
    return context.trail.record(
        context.store, actor, context.now, {"access.scope", "staff", staff.value()});
}

Result<std::set<UnmaskedValue>> unmasked_values(StoreReader& store, StaffId staff, Instant now) {
    std::set<UnmaskedValue> values;
    const auto note = TRY(note_value(store, staff_note("unmask", staff)));
    for (const auto& one : shown_values(note))
        if (one.until > now) values.insert(one.value);
    return values;
}

Result<std::optional<Instant>> glass_broken_until(StoreReader& store, StaffId staff, Instant now) {
    const auto note = TRY(note_value(store, staff_note("glass", staff)));
    const auto until = instant_of_text(as_text(note));
    if (until <= now) return std::optional<Instant>{};
    return std::optional{until};
}

Result<AccessAct> perform_access_act(
    WriteContext& context, const Actor& actor, const AccessAct& asked) {
    AccessAct act = asked;
    act.id = text_of_instant(context.now) + "-" + this_thread_random().id();
    act.staff = actor.staff;
    act.at = context.now;
    const bool glass = act.kind == "break_glass";
    act.until = context.now;
    if (glass) act.until += kGlassBrokenFor;
    if (act.kind == "unmask") act.until += kUnmaskedFor;
    if (glass)
        TRY(context.store.put_note(
            text_note(staff_note("glass", act.staff), act.until, text_of_instant(act.until))));
    if (act.kind == "unmask") TRY(open_value(context, act));
    TRY(put_act(context, act));
    const bool one = act.customer.value() != 0;
    TRY(context.trail.record(
        context.store, actor, context.now,
        {"access." + act.kind, one ? "number" : "staff",
         one ? act.customer.value() : act.staff.value()}));
    return act;
}

Result<std::vector<AccessAct>> access_acts(StoreReader& store, const RecordVault& vault) {
    std::vector<AccessAct> acts;
    for (const auto& note : TRY(store.notes(kActPrefix))) {
        const std::string id = note.name.substr(kActPrefix.size());
        acts.push_back(act_of_text(id, TRY(vault.open_text(act_place(id), note.value))));
    }
    std::ranges::stable_sort(acts, [](const auto& a, const auto& b) { return a.at > b.at; });
    return acts;
}

Result<> note_access_act_seen(WriteContext& context, const Actor& actor, std::string_view id) {
    const auto note = context.store.note(std::string{kActPrefix} + std::string{id});
    if (!note.ok()) return Error{Fault::not_found, "access.unknown_act", {}};
    const auto text = TRY(context.vault.open_text(act_place(id), note->value));
    AccessAct act = act_of_text(std::string{id}, text);
    if (act.staff == actor.staff) return Error{Fault::conflict, "access.own_act", {}};
    if (act.seen_by.value() != 0) return {};
    act.seen_by = actor.staff;
    TRY(put_act(context, act));
    return context.trail.record(
        context.store, actor, context.now, {"access.act_seen", "staff", act.staff.value()});
}

Result<std::vector<KnownApiKey>> api_keys(StoreReader& store) {
    std::vector<KnownApiKey> keys;
    for (const auto& note : TRY(store.notes(kKeyPrefix))) {
        KnownApiKey known{TRY(api_key_of_note(as_text(note.value))), std::nullopt};
        known.last_used = TRY(api_key_last_used(store, known.key.id));
        keys.push_back(std::move(known));
    }
    std::ranges::stable_sort(
        keys, [](const auto& a, const auto& b) { return a.key.made > b.key.made; });
    return keys;
}

Result<ApiKey> api_key(StoreReader& store, std::string_view id) {
    const auto note = TRY(note_value(store, std::string{kKeyPrefix} + std::string{id}));
    if (note.empty()) return Error{Fault::not_found, "access.unknown_key", {}};
    return api_key_of_note(as_text(note));
}

Result<> put_api_key(
    WriteContext& context, const Actor& actor, const ApiKey& key, const char* action) {
    TRY(context.store.put_note(
        text_note(std::string{kKeyPrefix} + key.id, lasting(), api_key_note(key))));
    return context.trail.record(
        context.store, actor, context.now, {action, "key", -key.principal().value()});
}

Result<std::optional<Instant>> api_key_last_used(StoreReader& store, std::string_view id) {
    const auto note = TRY(note_value(store, std::string{kUsedPrefix} + std::string{id}));
    if (note.empty()) return std::optional<Instant>{};
    return std::optional{instant_of_text(as_text(note))};
}

Result<> note_api_key_used(WriteContext& context, std::string_view id) {
    return context.store.put_note(text_note(
        std::string{kUsedPrefix} + std::string{id}, lasting(), text_of_instant(context.now)));
}

}  // namespace genbo
