// SPDX-License-Identifier: Apache-2.0

// The auditor's side of the backend: who looked at a customer, the trail, the alerts.

#include <algorithm>
#include <charconv>
#include <map>

#include "app/checkpoint_keeper.h"
#include "app/logged_backend.h"
#include "app/watch_duty.h"
#include "register/alert_desk.h"
#include "register/entry_id.h"
#include "register/trail_export.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::size_t kDisclosedActsMax = 5000;
constexpr std::size_t kAlertsShown = 200;
// Leaves that one question looks through.
constexpr std::int64_t kActsLookedAt = 50'000;
constexpr std::int64_t kActsPage = 2000;

Instant access_time(const Bytes& entry) {
    std::uint64_t micros = 0;
    for (std::size_t i = 0; i < 8 && i < entry.size(); ++i) micros = micros << 8 | entry[i];
    return instant_from_micros(static_cast<std::int64_t>(micros));
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return words;
}

std::vector<std::string> texts_of(const std::vector<std::string_view>& names) {
    return {names.begin(), names.end()};
}

using StaffNames = std::map<std::string, std::string>;

// "staff:3" to the name of that person.
Result<StaffNames> staff_names(StoreReader& store) {
    StaffNames names;
    for (const auto& staff : TRY(store.staff()))
        names["staff:" + std::to_string(staff.id.value())] = staff.name;
    return names;
}

std::string name_in(const StaffNames& names, const std::string& actor) {
    const auto at = names.find(actor);
    return at == names.end() ? actor : at->second;
}

ApiAct api_act(const AuditLeaf& leaf, const StaffNames& names) {
    ApiAct act;
    act.seq = static_cast<std::int64_t>(leaf.seq);
    act.at = leaf.at;
    act.actor = name_in(names, leaf.actor);
    act.action = leaf.action;
    act.object_type = leaf.object_type;
    if (leaf.alias) act.alias = to_hex(*leaf.alias);
    act.fields = leaf.fields;
    act.purpose = leaf.purpose;
    act.decision = decision_name(leaf.decision);
    act.count = static_cast<std::int64_t>(leaf.count);
    act.request_id = leaf.request_id;
    return act;
}

bool fits(const ApiActQuery& query, const AuditLeaf& leaf) {
    if (!query.actor.empty() && leaf.actor != query.actor) return false;
    if (!leaf.action.starts_with(query.action)) return false;
    const std::string day = format_day(day_in_japan(leaf.at));
    return (!query.from || day >= *query.from) && (!query.until || day <= *query.until);
}

std::optional<Instant> known_time(Instant at) {
    return at == Instant{} ? std::nullopt : std::optional{at};
}

ApiAlert api_alert(const Alert& alert, const StaffNames& names) {
    ApiAlert api;
    api.id = to_hex(alert.entry);
    api.at = alert.what.at;
    api.kind = alert.what.kind;
    api.severity = alert.what.severity;
    api.actor = name_in(names, alert.what.actor);
    api.role = alert.what.role;
    api.state = alert_state_name(alert.state);
    for (const auto& why : alert.what.contributions)
        api.contributions.push_back({why.feature, why.value, why.expected, why.score});
    api.answer = alert.answer;
    api.answered_at = known_time(alert.answered_at);
    api.remark = alert.remark;
    api.closed_by = name_in(names, alert.closed_by);
    api.closed_at = known_time(alert.closed_at);
    return api;
}

ApiAuditPart part_of(const char* name, const auto& result, std::int64_t looked_at) {
    ApiAuditPart part{name, looked_at, {}};
    if (!result.ok()) part.problems.push_back(result.error());
    return part;
}

}  // namespace

Result<LoggedBackend::SeenActs> LoggedBackend::seen_acts(
    std::string_view number, const Bytes& before, std::size_t limit) {
    auto session = TRY(master_.sessions().borrow());
    auto& store = session->store();
    CustomerDesk desk(*session, master_.config().policy);
    const auto looked = TRY(desk.look_up(number));
    if (!looked.customer) return Error{Fault::not_found, "register.unknown_number"};
    SeenActs seen;
    std::map<Bytes, StoredAccess, std::greater<>> acts;
    for (const auto& record : TRY(store.records_of(*looked.customer))) {
        seen.records.push_back(record.id);
        const auto alias = record_alias(TRY(session->vault().open_key(record)));
        for (auto& row : TRY(store.access_of(alias, before, limit))) {
            auto [at, first] = acts.try_emplace(row.entry, row);
            // Of several of his records the act is explained if it is for one of them.
            at->second.explained |= row.explained;
            at->second.marks |= row.marks;
        }
    }
    for (auto& [entry, row] : acts)
        if (seen.acts.size() < limit) seen.acts.push_back(std::move(row));
    return seen;
}

Result<ApiPage<ApiAccessItem>> LoggedBackend::access_of(
    const ApiCall& call, std::string_view number, const ApiPageRequest& page) {
    TRY(may(call, Action::view_audit));
    const auto before = from_hex(page.cursor);
    if (!before.ok() || (!before->empty() && before->size() != kEntryIdSize))
        return Error{Fault::invalid, "app.bad_cursor"};
    // What was shown a moment ago is to be seen too.
    TRY(flush_log());
    auto seen = TRY(seen_acts(number, *before, page.limit + 1));
    StaffNames names;
    {
        auto session = TRY(master_.sessions().borrow());
        names = TRY(staff_names(session->store()));
    }
    const bool knows_marks = decide_call(call, Action::manage_watch).ok();
    ApiPage<ApiAccessItem> items;
    if (seen.acts.size() > page.limit) {
        seen.acts.resize(page.limit);
        items.next_cursor = to_hex(seen.acts.back().entry);
    }
    for (const auto& row : seen.acts)
        items.items.push_back(
            {access_time(row.entry), name_in(names, row.actor), row.role, row.action,
             words_of(row.fields), row.purpose, texts_of(explained_names(row.explained)),
             texts_of(mark_names(knows_marks ? row.marks : marks_told(row.marks))),
             row.request_id});
    auto act = act_of(call, "access.show");
    act.records = std::move(seen.records);
    TRY(note(std::move(act)));
    return items;
}

Result<std::vector<ApiDisclosureLine>> LoggedBackend::disclosure(
    const ApiCall& call, std::string_view number) {
    TRY(may(call, Action::view_audit));
    TRY(flush_log());
    auto seen = TRY(seen_acts(number, {}, kDisclosedActsMax));
    std::map<
        std::tuple<std::string, std::string, std::string, std::string, std::string>, std::int64_t,
        std::greater<>>
        times;
    for (const auto& row : seen.acts)
        ++times[{
            format_day(day_in_japan(access_time(row.entry))), row.role, row.action, row.purpose,
            row.fields}];
    std::vector<ApiDisclosureLine> lines;
    for (const auto& [key, count] : times) {
        const auto& [day, role, action, purpose, fields] = key;
        lines.push_back({day, role, action, purpose, words_of(fields), count});
    }
    auto act = act_of(call, "access.show");
    act.records = std::move(seen.records);
    TRY(note(std::move(act)));
    return lines;
}

Result<ApiAuditStatus> LoggedBackend::audit_status(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    auto& store = session->store();
    const auto checkpoint = TRY(trail_checkpoint(store, master_.keyring()));
    ApiAuditStatus status;
    status.size = static_cast<std::int64_t>(checkpoint.size);
    status.root = to_hex(checkpoint.root);
    status.origin = checkpoint.origin;
    status.verifier_key = TRY(trail_note_key(store, master_.keyring())).str();
    if (const auto last = TRY(last_signed(store))) status.signed_at = last->at;
    for (const auto& state : TRY(outside_states(store)))
        status.outside.push_back(
            {state.destination, static_cast<std::int64_t>(state.size), known_time(state.at),
             state.failure});
    const auto watch = TRY(watch_state(store, master_.clock().now()));
    status.watch_alive = watch.alive;
    status.watched_at = known_time(watch.round_at);
    for (const auto& alert : TRY(store.alerts(kAlertsShown)))
        if (alert.state != static_cast<std::int64_t>(AlertState::closed)) ++status.alerts_open;
    return status;
}

Result<std::vector<ApiAuditPart>> LoggedBackend::verify_audit(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiAuditPart> parts;
    const auto leaves = verify_trail(session->store());
    parts.push_back(
        part_of("leaves", leaves, leaves.ok() ? static_cast<std::int64_t>(*leaves) : 0));
    const auto access = verify_access(session->store());
    parts.push_back(part_of("access", access, access.ok() ? access->rows : 0));
    const auto outside = inspect_outside(master_, *session);
    parts.push_back({"outside", outside.looked_at, outside.examples});
    return parts;
}

Result<ApiPage<ApiAct>> LoggedBackend::acts(const ApiCall& call, const ApiActQuery& query) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    auto& store = session->store();
    const auto names = TRY(staff_names(store));
    // People ask by name, leaves say the id.
    auto wanted = query;
    for (const auto& [actor, name] : names)
        if (name == query.actor) wanted.actor = actor;
    std::int64_t before = TRY(store.leaf_count());
    if (!query.page.cursor.empty()) {
        const auto& cursor = query.page.cursor;
        std::int64_t at = 0;
        const auto* const end = cursor.data() + cursor.size();
        if (std::from_chars(cursor.data(), end, at).ptr != end || at < 0 || at > before)
            return Error{Fault::invalid, "app.bad_cursor"};
        before = at;
    }
    ApiPage<ApiAct> page;
    const auto lowest = std::max<std::int64_t>(0, before - kActsLookedAt);
    while (before > lowest) {
        const auto first = std::max(lowest, before - kActsPage);
        const auto leaves = TRY(store.leaves(first, static_cast<std::size_t>(before - first)));
        for (auto bytes = leaves.rbegin(); bytes != leaves.rend(); ++bytes) {
            const auto leaf = TRY(decode_leaf(*bytes));
            if (!fits(wanted, leaf)) continue;
            if (page.items.size() == query.page.limit) {
                page.next_cursor = std::to_string(page.items.back().seq);
                return page;
            }
            page.items.push_back(api_act(leaf, names));
        }
        before = first;
    }
    if (lowest > 0) page.next_cursor = std::to_string(lowest);
    return page;
}

Result<ApiFile> LoggedBackend::export_audit(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    const auto lists = outside_lists(master_);
    MemoryFolder folder;
    TRY(export_trail(
        session->store(), master_.keyring(), folder, lists.empty() ? "" : lists.front()));
    const Bytes tar = tar_of(folder.files());
    return ApiFile{"genbo-audit.tar", std::string{as_text(tar)}};
}

Result<ApiFile> LoggedBackend::receipt(const ApiCall& call, std::int64_t seq) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    auto text =
        TRY(receipt_of_leaf(session->store(), master_.keyring(), static_cast<std::uint64_t>(seq)));
    return ApiFile{"act-" + std::to_string(seq) + ".tlog-proof", std::move(text)};
}

Result<std::vector<ApiAlert>> LoggedBackend::alerts(const ApiCall& call, bool own) {
    if (!own) TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    const auto names = TRY(staff_names(session->store()));
    const auto me = actor_of(call).trail_name();
    const bool knows_marks = decide_call(call, Action::manage_watch).ok();
    std::vector<ApiAlert> alerts;
    for (const auto& alert : TRY(kept_alerts(*session, kAlertsShown))) {
        if (own && (alert.what.actor != me || alert.state == AlertState::closed)) continue;
        auto api = api_alert(alert, names);
        // Whoever is asked is not told by which figures he was found, and nobody but who keeps the
        // marks that it was a made-up customer: an alert without figures among others that have
        // some would say so.
        const bool told = knows_marks && !own;
        if (!told) api.kind = alert_kind_told(api.kind);
        if (!told) api.contributions.clear();
        alerts.push_back(std::move(api));
    }
    return alerts;
}

Result<> LoggedBackend::answer_alert(
    const ApiCall& call, std::string_view id, const std::string& text) {
    const Bytes entry = TRY(from_hex(id));
    return AlertDesk(master_.writer()).answer(entry, text, actor_of(call));
}

Result<> LoggedBackend::close_alert(
    const ApiCall& call, std::string_view id, const std::string& remark) {
    TRY(may(call, Action::view_audit));
    const Bytes entry = TRY(from_hex(id));
    return AlertDesk(master_.writer()).close(entry, remark, actor_of(call));
}

}  // namespace genbo
