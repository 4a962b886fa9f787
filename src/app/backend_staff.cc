// SPDX-License-Identifier: Apache-2.0

// Staff, sign-in, the home page, fields and sources.

#include <algorithm>
#include <map>

#include "adapter/sql/schema.h"
#include "adapter/sql/schema_state.h"
#include "app/backend.h"
#include "app/backup_keeper.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::size_t kRecentImports = 5;
// Imports looked at for the counts of the home page.
constexpr std::size_t kHomeImports = 200;

}  // namespace

MasterBackend::MasterBackend(
    Master& master, const MessageCatalogue& messages, RegisterMetrics* metrics)
    : master_(master),
      messages_(messages),
      metrics_(metrics),
      uploads_(make_upload_store(master)),
      jobs_(master),
      people_(master),
      model_works_(master),
      token_mac_(master.keyring().derive("access.token")),
      budget_mac_(master.keyring().derive("access.budget")) {}

Actor MasterBackend::actor_of(const ApiCall& call) {
    return {call.actor.id, call.actor.role, call.request_id};
}

Result<ApiStaff> MasterBackend::staff_by_name(std::string_view name) {
    auto session = TRY(master_.sessions().borrow());
    for (const auto& staff : TRY(session->store().staff()))
        if (staff.name == name) return describe_staff(*session, staff);
    return Error{Fault::not_found, "store.not_found"};
}

Result<ApiStaff> MasterBackend::staff(StaffId id) {
    auto session = TRY(master_.sessions().borrow());
    for (const auto& staff : TRY(session->store().staff()))
        if (staff.id == id) return describe_staff(*session, staff);
    return Error{Fault::not_found, "store.not_found"};
}

Result<ApiStaff> MasterBackend::describe_staff(ReadSession& session, const StoredStaff& staff) {
    const auto file = TRY(people_.vault().read(session.store(), staff.id));
    ApiStaff api{
        .id = staff.id,
        .name = staff.name,
        .role = staff.role,
        .password_hash = TRY(people_.vault().open_hash(staff)),
        .must_change_password = staff.must_change_password,
        .disabled = staff.role == kDisabledRole,
        .hash_is_bare = !StaffVault::is_sealed(staff.password_hash),
        .has_totp = !file.totp_seed.empty(),
        .has_passkey = !file.passkeys.empty(),
        .needs_second_factor = people_.needs_second_factor(staff.role)};
    if (file.one_time_until != Instant{}) api.one_time_until = file.one_time_until;
    return api;
}

Result<std::string> MasterBackend::staff_name(ReadSession& session, StaffId id) {
    if (id.value() < 0) {
        const auto key = api_key(session.store(), api_key_id(id));
        return key.ok() ? key->name : std::string{};
    }
    for (const auto& staff : TRY(session.store().staff()))
        if (staff.id == id) return staff.name;
    return std::string{};
}

Result<> MasterBackend::change_staff(
    const Actor& actor, StaffId id, const char* action,
    const std::function<void(StoredStaff&)>& change, Sessions sessions) {
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            for (auto& staff : TRY(context.store.staff())) {
                if (staff.id != id) continue;
                change(staff);
                TRY(context.store.put_staff(staff));
                if (sessions == Sessions::end)
                    for (const auto& session : TRY(context.store.sessions_of(id)))
                        TRY(context.store.remove_session(session.token_hash));
                return context.trail.record(
                    context.store, actor, context.now, {action, "staff", id.value()});
            }
            return Error{Fault::not_found, "store.not_found"};
        },
        WriteScope::rows);
}

Result<> MasterBackend::set_password(const ApiCall& call, std::string_view password_hash) {
    return change_staff(
        actor_of(call), call.actor.id, "staff.password",
        [&](StoredStaff& staff) {
            staff.password_hash = people_.vault().seal_hash(staff.id, password_hash);
            staff.must_change_password = false;
        },
        Sessions::end);
}

Result<> MasterBackend::renew_hash(StaffId id, std::string_view password_hash) {
    return change_staff(
        Actor{id, {}, {}}, id, "staff.rehash",
        [&](StoredStaff& staff) {
            staff.password_hash = people_.vault().seal_hash(staff.id, password_hash);
        },
        Sessions::go_on);
}

Result<> MasterBackend::note_sign_in(
    std::optional<StaffId> id, ApiSignIn outcome, std::string_view request_id) {
    const auto action = [&]() -> std::string {
        switch (outcome) {
            case ApiSignIn::succeeded: return "session.begin";
            case ApiSignIn::wrong_password: return "session.wrong_password";
            case ApiSignIn::unknown_name: return "session.unknown_name";
            case ApiSignIn::delayed: return "session.delayed";
            case ApiSignIn::signed_out: return "session.end";
            case ApiSignIn::half_way: return "session.half_way";
            case ApiSignIn::wrong_code: return "factor.wrong";
        }
        return "session.unknown_name";
    }();
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            return context.trail.record(
                context.store, {id.value_or(StaffId{}), {}, std::string{request_id}}, context.now,
                {action, "staff", id.value_or(StaffId{}).value()});
        },
        WriteScope::rows);
}

Result<ApiHome> MasterBackend::home(const ApiCall& call) {
    TRY(may(call, Action::view_home));
    auto session = TRY(master_.sessions().borrow());
    ApiHome home;
    const auto counts = TRY(session->store().counts());
    const auto made_up = TRY(made_up_customers(session->store(), session->vault()));
    home.customers = counts.customers - std::ssize(made_up.customers);
    home.records = counts.records - made_up.record_count();
    home.sources = static_cast<std::int64_t>(session->sources().size());
    home.rejected_waiting = counts.rejections;
    home.index_ready = master_.index().ready();
    if (home.index_ready) home.reviews_waiting = TRY(reviews_waiting(*session));
    std::int64_t failed = 0;
    auto imports = TRY(session->store().imports(ImportId{}, kHomeImports));
    std::erase_if(
        imports, [&](const StoredImport& import) { return made_up.imports.contains(import.id); });
    home.imports_recent = TRY(describe_imports(
        *session, std::span{imports}.first(std::min(kRecentImports, imports.size()))));
    for (const auto& import : imports) {
        if (import.state == ImportState::failed || import.state == ImportState::interrupted)
            ++failed;
    }
    if (counts.records == 0) home.todo.push_back({"first_import", 1});
    if (home.reviews_waiting > 0) home.todo.push_back({"review", home.reviews_waiting});
    if (home.rejected_waiting > 0) home.todo.push_back({"rejected_rows", home.rejected_waiting});
    if (failed > 0) home.todo.push_back({"failed_import", failed});
    if (const auto glass = TRY(glass_to_see(call, *session)); glass > 0)
        home.todo.push_back({"broken_glass", glass});
    if (!home.index_ready) home.todo.push_back({"index_building", 1});
    if (const auto late = backups_ == nullptr ? 0 : backups_->troubles(); late > 0)
        home.todo.push_back({"backup_late", late});
    if (const auto drill = last_drill(master_.directory())) {
        home.drill = ApiDrill{drill->at, drill->sound, drill->records, drill->seconds};
        if (!drill->sound) home.todo.push_back({"drill_failed", 1});
    }
    return home;
}

Result<std::vector<ApiField>> MasterBackend::fields(const ApiCall& call) {
    TRY(may(call, Action::view_home));
    std::vector<ApiField> fields;
    for (const auto& info : all_fields())
        fields.push_back(
            {std::string{info.name}, std::string{info.label_ja}, std::string{info.label_en}});
    return fields;
}

Result<std::vector<ApiSource>> MasterBackend::sources(const ApiCall& call) {
    TRY(may(call, Action::view_home));
    auto session = TRY(master_.sessions().borrow());
    std::map<SourceId, std::pair<std::int64_t, Instant>> seen;
    const auto made_up = TRY(made_up_customers(session->store(), session->vault()));
    for (const auto& import : TRY(session->store().imports(ImportId{}, kHomeImports))) {
        if (import.state == ImportState::undone || made_up.imports.contains(import.id)) continue;
        auto& [records, last] = seen[import.source];
        records += import.counts.added;
        last = std::max(last, import.started);
    }
    std::vector<ApiSource> sources;
    for (const auto& [id, source] : session->sources()) {
        ApiSource api{source.name, source.label, source.rank, 0, std::nullopt};
        if (const auto at = seen.find(id); at != seen.end()) {
            api.records = at->second.first;
            api.last_import_at = at->second.second;
        }
        sources.push_back(std::move(api));
    }
    return sources;
}

Result<ApiSource> MasterBackend::put_source(
    const ApiCall& call, std::string_view name, std::int64_t rank, std::string_view label) {
    TRY(may(call, Action::manage_sources));
    const auto id = TRY(ImportDesk(master_.writer()).source(std::string{name}, actor_of(call)));
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.put_source({id, std::string{name}, std::string{label}, rank}));
            return context.trail.record(
                context.store, actor_of(call), context.now,
                {"source.change", "source", id.value()});
        },
        WriteScope::rows));
    return ApiSource{std::string{name}, std::string{label}, rank, 0, std::nullopt};
}

ApiBackend::Health MasterBackend::health() {
    return master_.index().ready() ? Health::ok : Health::degraded;
}

Result<> MasterBackend::ready() {
    // What every request begins with.
    const auto session = TRY(master_.sessions().borrow());
    // A master that was moved elsewhere, or brought to a newer schema, under a running node.
    const auto schema = session->store().setting(kSchemaSetting);
    if (schema.ok() && TRY(parse_schema_version(*schema)) != kSchemaVersion)
        return Error{Fault::unavailable, "store.other_version", {*schema}};
    if (health() != Health::ok) return Error{Fault::unavailable, "server.index_not_ready"};
    return {};
}

}  // namespace genbo
