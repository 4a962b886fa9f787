// SPDX-License-Identifier: Apache-2.0

// Contradictions and decisions on them, relations between customers.

#include <algorithm>
#include <charconv>
#include <limits>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "base/log.h"
#include "register/conflict_survey.h"
#include "register/relation_desk.h"

namespace genbo {

namespace {

// "67.12.birth_date": the worth, the customer, the field of the last one shown.
std::string place_text(const ConflictPlace& place) {
    return std::to_string(place.worth) + "." + std::to_string(place.customer.value()) + "." +
           std::string{field_info(place.field).name};
}

Result<std::optional<ConflictPlace>> place_of(std::string_view cursor) {
    if (cursor.empty()) return std::optional<ConflictPlace>{};
    const Error bad{Fault::invalid, "app.bad_cursor"};
    ConflictPlace place;
    const auto* const end = cursor.data() + cursor.size();
    const auto worth = std::from_chars(cursor.data(), end, place.worth);
    if (worth.ec != std::errc{} || worth.ptr == end || *worth.ptr != '.') return bad;
    std::int64_t customer = 0;
    const auto number = std::from_chars(worth.ptr + 1, end, customer);
    if (number.ec != std::errc{} || number.ptr == end || *number.ptr != '.') return bad;
    const auto field = field_by_name(std::string_view{number.ptr + 1, end});
    if (!field) return bad;
    place.customer = NumberId{customer};
    place.field = *field;
    return std::optional{place};
}

// Whoever cannot see it whole cannot judge what should stand there.
bool sees_attribute(const Viewer& eyes, Field first, const Subject& subject) {
    return std::ranges::all_of(field_group(first), [&](Field field) {
        return eyes.effect(field, {}, subject) == Effect::full;
    });
}

Result<std::optional<Day>> day_of(const std::optional<std::string>& text) {
    if (!text) return std::optional<Day>{};
    const auto day = parse_iso_day(*text);
    if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
    return std::optional{*day};
}

std::optional<std::string> day_text(const std::optional<Day>& day) {
    if (!day) return std::nullopt;
    return format_day(*day);
}

std::string seen_name(const Viewer& eyes, const GoldenRecord& golden, NumberId customer) {
    const auto seen = eyes.golden(golden, {customer, eyes.standing(customer, {})});
    const auto person = api_person(seen, {}, 0);
    return person.name.value_or(person.company.value_or(""));
}

}  // namespace

std::string attribute_label(Field first, Language language) {
    const bool ja = language == Language::ja;
    if (first == Field::name_full) return ja ? "氏名" : "Name";
    if (first == Field::kana_full) return ja ? "フリガナ" : "Kana";
    if (first == Field::postal_code) return ja ? "住所" : "Address";
    const auto& info = field_info(first);
    return std::string{ja ? info.label_ja : info.label_en};
}

Result<ConflictReport> MasterBackend::conflict_report(ReadSession& session) {
    const auto kept = TRY(stored_report(session));
    const auto state = TRY(register_state(session.store()));
    if (kept && kept->state == state) return *kept;
    if (TRY(session.store().counts()).records > kSurveyAtOnce)
        return kept.value_or(ConflictReport{});
    ConflictSurvey survey(master_.config().policy);
    const auto made =
        TRY(survey.step(session, std::numeric_limits<std::size_t>::max(), master_.clock().now()));
    // A report that is not kept is made again; whoever asked gets his answer all the same, also
    // while nothing can be written.
    const auto kept_now = store_report(master_.writer(), *made);
    if (!kept_now.ok())
        log_warn("conflicts.report_not_kept", {{"code", LogToken{kept_now.error().code}}});
    return *made;
}

Result<ApiConflict> MasterBackend::describe_conflict(
    const ApiCall& call, ReadSession& session, const Viewer& eyes, const CustomerView& view,
    const Conflict& conflict) {
    const auto subject = subject_of(eyes, view);
    ApiConflict api;
    api.number = view.number;
    api.version = view.version;
    api.field = field_info(conflict.field).name;
    api.label = attribute_label(conflict.field, call.language);
    api.worth = conflict.worth;
    api.again = conflict.again;
    for (const auto& side : conflict.sides) {
        ApiConflictSide one;
        one.golden = side.golden;
        one.values = api_values({side.claims.front().values}, eyes, subject);
        for (const auto& claim : side.claims) {
            const auto member = std::ranges::find(
                view.members, claim.record, [](const MemberView& each) { return each.record.id; });
            const auto key = member == view.members.end() ? std::string_view{}
                                                          : member->values.get(Field::source_key);
            one.claims.push_back(
                {claim.record, session.source(claim.source).name,
                 seen_source_key(key, eyes, subject), claim.since, claim.at, claim.trusted});
        }
        api.sides.push_back(std::move(one));
    }
    return api;
}

Result<ApiConflictPage> MasterBackend::conflicts(
    const ApiCall& call, const ApiConflictQuery& query) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    const auto& policy = master_.config().policy;
    std::optional<Field> field;
    if (query.field) {
        field = field_by_name(*query.field);
        if (!field) return Error{Fault::invalid, "app.unknown_field", {*query.field}};
    }
    const auto report = TRY(conflict_report(*session));
    const auto after = TRY(place_of(query.cursor));
    const auto page = TRY(conflict_page(*session, policy, report, after, query.limit, field));
    const auto eyes = TRY(viewer(call, *session));
    CustomerDesk desk(*session, policy);
    ApiConflictPage out;
    out.found = report.conflicts();
    out.customers = report.contradicted;
    if (report.at != Instant{}) out.surveyed_at = report.at;
    for (const auto& [one, count] : report.fields)
        out.fields.push_back(
            {std::string{field_info(one).name}, attribute_label(one, call.language), count});
    std::ranges::sort(out.fields, std::ranges::greater{}, &ApiFieldCount::count);
    std::vector<NumberId> shown;
    for (const auto& item : page.items) {
        const auto view = TRY(desk.show(item.place.customer));
        if (!sees_attribute(eyes, item.place.field, subject_of(eyes, view))) continue;
        out.items.push_back(TRY(describe_conflict(call, *session, eyes, view, item.conflict())));
        shown.push_back(view.id);
    }
    if (page.next) out.next_cursor = place_text(*page.next);
    TRY(charge(call, *session, shown));
    return out;
}

Result<ApiCustomerConflicts> MasterBackend::customer_conflicts(
    const ApiCall& call, std::string_view number) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    const auto seen = TRY(see_customer(call, *session, number));
    const auto& [view, eyes, subject] = seen;
    const auto found = TRY(look_for_conflicts(*session, master_.config().policy, view.id));
    ApiCustomerConflicts out;
    out.number = view.number;
    out.version = view.version;
    for (const auto& conflict : found.conflicts)
        if (sees_attribute(eyes, conflict.field, subject))
            out.items.push_back(TRY(describe_conflict(call, *session, eyes, view, conflict)));
    for (const auto& ruling : found.rulings) {
        ApiRuling api;
        api.id = ruling.id.str();
        api.decision = ruling_kind_name(ruling.kind);
        api.field = field_info(ruling.field).name;
        api.label = attribute_label(ruling.field, call.language);
        api.record_id = ruling.id.record;
        const auto record = TRY(session->store().record(ruling.id.record));
        api.source = session->source(record.source).name;
        api.reason = ruling.reason;
        api.actor = TRY(staff_name(*session, ruling.actor));
        api.at = ruling.at;
        if (ruling.withdrawn != Instant{}) {
            api.withdrawn_at = ruling.withdrawn;
            api.withdrawn_by = TRY(staff_name(*session, ruling.withdrawn_by));
        }
        out.rulings.push_back(std::move(api));
    }
    std::ranges::reverse(out.rulings);
    return out;
}

Result<ApiCustomerConflicts> MasterBackend::rule(const ApiCall& call, const ApiRulingWish& wish) {
    TRY(may(call, Action::review));
    const auto field = field_by_name(wish.field);
    const auto kind = ruling_kind_named(wish.decision);
    if (!field || *field == Field::custom || *field == Field::source_key)
        return Error{Fault::invalid, "app.unknown_field", {wish.field}};
    if (!kind || (*kind == RulingKind::value) != wish.record_id.has_value())
        return Error{Fault::invalid, "register.ruling_record"};
    const auto customer = TRY(customer_of_number(wish.number));
    ConflictDesk desk(master_.writer(), master_.config().policy);
    RulingWish asked{customer, *field, {}, *kind, {}, wish.reason};
    if (wish.record_id) asked.record = RecordId{*wish.record_id};
    TRY(desk.decide(asked, actor_of(call), customer_as_seen(call, customer)));
    return MasterBackend::customer_conflicts(call, wish.number);
}

Result<std::vector<std::string>> MasterBackend::withdraw_ruling(
    const ApiCall& call, std::string_view id) {
    TRY(may(call, Action::review));
    const auto ruling = RulingId::parse(id);
    if (!ruling) return Error{Fault::not_found, "register.no_ruling"};
    ConflictDesk desk(master_.writer(), master_.config().policy);
    const auto customer = TRY(desk.withdraw(*ruling, actor_of(call)));
    std::vector<std::string> numbers;
    if (customer == NumberId{}) return numbers;
    auto session = TRY(master_.sessions().borrow());
    numbers.push_back(TRY(CustomerDesk(*session, master_.config().policy).number_text(customer)));
    return numbers;
}

Result<ApiRelations> MasterBackend::relations(const ApiCall& call, std::string_view number) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    const auto& policy = master_.config().policy;
    const auto seen = TRY(see_customer(call, *session, number));
    const auto& [view, eyes, subject] = seen;
    CustomerDesk desk(*session, policy);
    ApiRelations out;
    out.number = view.number;
    std::vector<NumberId> shown;
    for (const auto& edge : TRY(relations_of(session->store(), session->vault(), view.id))) {
        const bool up = edge.lower == view.id;
        const auto other = TRY(desk.show(up ? edge.upper : edge.lower));
        shown.push_back(other.id);
        const auto& relation = edge.relation;
        out.items.push_back(
            {relation.id.value(), std::string{relation_kind_name(relation.kind)},
             up ? "up" : "down", other.number, seen_name(eyes, other.golden, other.id),
             day_text(relation.since), day_text(relation.until), relation.title, relation.note,
             TRY(staff_name(*session, relation.actor)), relation.at, relation.holds_on(today())});
    }
    if (decide_call(call, Action::review).ok())
        for (const auto& one : TRY(propose_relations(*session, master_.index(), policy, view))) {
            const bool up = one.lower == view.id;
            const auto other = up ? one.upper : one.lower;
            shown.push_back(other);
            out.proposals.push_back(
                {std::string{relation_kind_name(one.kind)}, up ? "up" : "down", one.number,
                 seen_name(eyes, one.golden, other)});
        }
    TRY(charge(call, *session, shown));
    return out;
}

Result<ApiGroup> MasterBackend::group(
    const ApiCall& call, std::string_view number, const std::optional<std::string>& day) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    const auto seen = TRY(see_customer(call, *session, number));
    const auto& eyes = seen.eyes;
    const auto on = TRY(day_of(day)).value_or(today());
    const auto group = TRY(group_of(*session, master_.config().policy, seen.view.id, on));
    ApiGroup out;
    out.day = format_day(on);
    out.cut = group.cut;
    std::vector<NumberId> shown;
    for (const auto& member : group.members) {
        const Subject subject{member.customer, eyes.standing(member.customer, {})};
        // A total of what is not seen would tell it.
        const auto amount = [&](Field field, std::optional<std::int64_t> value) {
            return eyes.effect(field, {}, subject) == Effect::full ? value : std::nullopt;
        };
        const auto above = std::ranges::find(group.members, member.above, &GroupMember::customer);
        shown.push_back(member.customer);
        ApiGroupMember api;
        api.number = member.number;
        api.name = seen_name(eyes, member.golden, member.customer);
        if (above != group.members.end()) api.above = above - group.members.begin();
        if (member.depth > 0) api.kind = relation_kind_name(member.kind);
        api.title = member.title;
        api.depth = member.depth;
        api.records = member.records;
        api.purchase_count = amount(Field::purchase_count, member.purchase_count);
        api.purchase_amount = amount(Field::purchase_amount, member.purchase_amount);
        out.records += api.records;
        out.purchase_count += api.purchase_count.value_or(0);
        out.purchase_amount += api.purchase_amount.value_or(0);
        out.members.push_back(std::move(api));
    }
    TRY(charge(call, *session, shown));
    return out;
}

Result<ApiRelations> MasterBackend::relate(const ApiCall& call, const ApiRelationWish& wish) {
    TRY(may(call, Action::review));
    const auto kind = relation_kind_named(wish.kind);
    if (!kind) return Error{Fault::invalid, "app.bad_relation_kind", {wish.kind}};
    const auto here = TRY(customer_of_number(wish.number));
    const auto other = TRY(customer_of_number(wish.other));
    const bool up = wish.direction == "up";
    RelationWish asked{*kind, up ? here : other, up ? other : here, TRY(day_of(wish.since)),
                       {},    wish.title,        wish.note};
    asked.until = TRY(day_of(wish.until));
    RelationDesk desk(master_.writer());
    TRY(desk.add(asked, actor_of(call)));
    return MasterBackend::relations(call, wish.number);
}

Result<ApiRelations> MasterBackend::end_relation(
    const ApiCall& call, std::string_view number, std::int64_t id, const std::string& until) {
    TRY(may(call, Action::review));
    const auto day = TRY(day_of(until));
    const auto customer = TRY(customer_of_number(number));
    TRY(RelationDesk(master_.writer()).end(customer, RelationId{id}, *day, actor_of(call)));
    return MasterBackend::relations(call, number);
}

Result<ApiRelations> MasterBackend::withdraw_relation(
    const ApiCall& call, std::string_view number, std::int64_t id) {
    TRY(may(call, Action::review));
    const auto customer = TRY(customer_of_number(number));
    TRY(RelationDesk(master_.writer()).withdraw(customer, RelationId{id}, actor_of(call)));
    return MasterBackend::relations(call, number);
}

Result<ApiRelationLines> MasterBackend::relation_lines(
    const ApiCall& call, const std::string& cursor, std::size_t limit) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    if (!cursor.empty() && !cursor.starts_with(std::string{kRelationPapers} + "/"))
        return Error{Fault::invalid, "app.bad_cursor"};
    const auto page = TRY(all_relations(session->store(), session->vault(), cursor, limit));
    ApiRelationLines out;
    for (const auto& edge : page.edges)
        out.items.push_back(
            {edge.relation.id.value(), std::string{relation_kind_name(edge.relation.kind)},
             TRY(desk.number_text(edge.lower)), TRY(desk.number_text(edge.upper)),
             day_text(edge.relation.since), day_text(edge.relation.until), edge.relation.title});
    out.next_cursor = page.next;
    return out;
}

}  // namespace genbo
