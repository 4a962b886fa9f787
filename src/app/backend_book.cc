// SPDX-License-Identifier: Apache-2.0

// Who decided what, why records are where they are, the models, cleansing, the number report.

#include <algorithm>
#include <charconv>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "register/cleanse_report.h"
#include "register/evidence_trail.h"
#include "register/number_report.h"
#include "register/verdict_book.h"

namespace genbo {

namespace {

Result<std::int64_t> id_cursor(std::string_view cursor) {
    std::int64_t id = 0;
    if (cursor.empty()) return id;
    const auto* const end = cursor.data() + cursor.size();
    const auto read = std::from_chars(cursor.data(), end, id);
    if (read.ec != std::errc{} || read.ptr != end || id < 1)
        return Error{Fault::invalid, "app.bad_cursor"};
    return id;
}

// The first moment of a day in Japan.
Result<Instant> day_begins(const std::string& text) {
    const auto day = parse_iso_day(text);
    if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
    return Instant{std::chrono::sys_days{*day}} - std::chrono::hours{9};
}

std::optional<StoredVerdictKind> kind_named(std::string_view name) {
    for (const auto kind :
         {StoredVerdictKind::same, StoredVerdictKind::not_same, StoredVerdictKind::later,
          StoredVerdictKind::unsure})
        if (verdict_name(kind) == name) return kind;
    return std::nullopt;
}

}  // namespace

Result<ApiPage<ApiBookedVerdict>> MasterBackend::verdicts(
    const ApiCall& call, const ApiVerdictQuery& query) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    VerdictQuery asked;
    asked.before = VerdictId{TRY(id_cursor(query.page.cursor))};
    asked.limit = query.page.limit;
    if (query.verdict) {
        asked.kind = kind_named(*query.verdict);
        if (!asked.kind) return Error{Fault::invalid, "app.unknown_verdict", {*query.verdict}};
    }
    if (query.from) asked.from = TRY(day_begins(*query.from));
    if (query.until) asked.until = TRY(day_begins(*query.until)) + std::chrono::hours{24};
    ApiPage<ApiBookedVerdict> page;
    if (query.actor) {
        for (const auto& staff : TRY(session->store().staff()))
            if (staff.name == *query.actor) asked.actor = staff.id;
        if (!asked.actor) return page;
    }
    if (query.customer) asked.customer = TRY(desk.show(*query.customer)).id;
    const auto found = TRY(find_verdicts(*session, asked));
    const auto number = [&](NumberId id) -> Result<std::optional<std::string>> {
        if (id.value() == 0) return std::optional<std::string>{};
        return std::optional{TRY(desk.number_text(id))};
    };
    for (const auto& one : found.verdicts) {
        ApiBookedVerdict api;
        api.id = one.verdict.id;
        api.left_record = one.verdict.left;
        api.right_record = one.verdict.right;
        api.left_number = TRY(number(one.left_customer));
        api.right_number = TRY(number(one.right_customer));
        api.verdict = verdict_name(one.verdict.kind);
        api.second = is_second(one.verdict.kind);
        api.actor = TRY(staff_name(*session, one.verdict.actor));
        api.at = one.verdict.at;
        if (one.verdict.withdrawn != Instant{}) api.withdrawn_at = one.verdict.withdrawn;
        api.reason = one.note.reason;
        api.pick = pick_name(one.note.pick);
        page.items.push_back(std::move(api));
    }
    if (found.next.value() != 0) page.next_cursor = std::to_string(found.next.value());
    return page;
}

Result<std::vector<std::string>> MasterBackend::withdraw_verdicts(
    const ApiCall& call, VerdictId first, std::int64_t count) {
    TRY(may(call, Action::review));
    VerdictDesk verdicts(master_.writer());
    const auto outcome = TRY(verdicts.take_back(first, count, actor_of(call)));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    std::vector<std::string> numbers;
    for (const auto customer : outcome.customers)
        if (customer.value() != 0) numbers.push_back(TRY(desk.number_text(customer)));
    return numbers;
}

Result<std::vector<ApiDecisionTrace>> MasterBackend::decisions(const ApiCall& call, RecordId id) {
    TRY(may(call, Action::view_explanation));
    auto session = TRY(master_.sessions().borrow());
    const auto record = session->store().record(id);
    if (!record.ok()) return Error{Fault::not_found, "register.unknown_record"};
    std::vector<ApiDecisionTrace> out;
    for (const auto& kept : TRY(kept_evidence(session->store(), session->vault(), *record))) {
        const auto& evidence = kept.evidence;
        const auto* sheet = TRY(sheets_.get(session->store(), evidence.model));
        const auto why = TRY(tell_again(evidence, *sheet));
        ApiDecisionTrace api;
        api.at = kept.at;
        api.cause = evidence.cause == EvidenceCause::automatic ? "automatic" : "verdict";
        if (evidence.verdict.value() != 0) api.verdict_id = evidence.verdict;
        api.other = evidence.other;
        if (evidence.rival.value() != 0) {
            api.rival = evidence.rival;
            api.margin_bits = in_bits(evidence.margin);
        }
        api.model = evidence.model;
        api.reasons = api_reasons(why, nullptr, nullptr, call.language);
        out.push_back(std::move(api));
    }
    return out;
}

Result<ApiCleansePage> MasterBackend::cleansing(const ApiCall& call, const ApiPageRequest& page) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    CleanseQuery query;
    query.after = RecordId{TRY(id_cursor(page.cursor))};
    query.proposals = page.limit;
    const auto piece = TRY(CleanseDesk(today()).propose(*session, query));
    const auto eyes = TRY(viewer(call, *session));
    ApiCleansePage out;
    out.looked_at = piece.looked_at;
    if (const auto survey = TRY(stored_cleanse_report(*session)))
        out.survey = {survey->at,     survey->records, survey->certain, survey->doubtful,
                      survey->to_ask, survey->written, survey->imports};
    std::vector<NumberId> shown;
    for (const auto& one : piece.proposals) {
        const Subject subject{one.customer, eyes.standing(one.customer, {})};
        const auto field = one.finding.field;
        auto value = eyes.value(field, {}, one.value, subject);
        // Whoever cannot see it whole cannot judge what should stand there.
        if (!value || eyes.effect(field, {}, subject) != Effect::full) continue;
        if (one.customer.value() != 0) shown.push_back(one.customer);
        ApiCleanseProposal api;
        api.record_id = one.record;
        api.version = one.version;
        if (one.customer.value() != 0) api.number = TRY(desk.number_text(one.customer));
        api.source = session->source(one.source).name;
        api.value = std::move(*value);
        api.finding = {
            std::string{field_info(one.finding.field).name},
            std::string{field_fault_name(one.finding.fault)}, one.finding.code,
            one.finding.proposal, one.finding.certain};
        out.page.items.push_back(std::move(api));
    }
    if (piece.next.value() != 0) out.page.next_cursor = std::to_string(piece.next.value());
    TRY(charge(call, *session, shown));
    return out;
}

Result<ApiCleanseRun> MasterBackend::cleanse(
    const ApiCall& call, const std::vector<ApiCleanseChoice>& choices) {
    TRY(may(call, Action::review));
    std::vector<CleanseChoice> chosen;
    for (const auto& choice : choices) {
        const auto field = field_by_name(choice.field);
        if (!field) return Error{Fault::invalid, "app.unknown_field", {choice.field}};
        chosen.push_back({choice.record_id, choice.version, *field, choice.code});
    }
    auto session = TRY(master_.sessions().borrow());
    const auto run = TRY(CleanseDesk(today()).apply(
        *session, master_.writer(), {std::move(chosen)}, actor_of(call)));
    return ApiCleanseRun{run.imports, run.records, run.values};
}

Result<ApiNumberReport> MasterBackend::number_report(const ApiCall& call) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    const auto report =
        TRY(report_numbers(*session, master_.index(), master_.config().matching.auto_bits));
    ApiNumberReport api;
    api.numbers = report.numbers;
    for (const auto& part : report.parts) api.parts.push_back({part.kind, part.count});
    for (const auto& oddity : report.oddities) api.items.push_back({oddity.kind, oddity.numbers});
    return api;
}

}  // namespace genbo
