// SPDX-License-Identifier: Apache-2.0

// Search, the customer page, its timeline and card, merge and split.

#include <algorithm>
#include <charconv>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/number_card.h"
#include "register/customer_desk.h"
#include "register/verdict_desk.h"

namespace genbo {

namespace {

// Pages of a search are cut from one list; nobody reads further than this.
constexpr std::size_t kSearchHitsMax = 200;

Result<std::size_t> offset_of(const ApiPageRequest& page) {
    if (page.cursor.empty()) return std::size_t{0};
    std::size_t offset = 0;
    const auto* end = page.cursor.data() + page.cursor.size();
    const auto read = std::from_chars(page.cursor.data(), end, offset);
    if (read.ptr != end || offset == 0) return Error{Fault::invalid, "app.bad_cursor"};
    return offset;
}

std::optional<std::string> first_of(
    const GoldenRecord& golden, std::initializer_list<Field> fields) {
    for (const auto field : fields)
        if (!golden.get(field).empty()) return std::string{golden.get(field)};
    return std::nullopt;
}

// The whole from its parts, or the one text.
std::optional<std::string> whole_or_parts(
    const GoldenRecord& golden, Field whole, std::initializer_list<Field> parts,
    std::string_view between) {
    if (!golden.get(whole).empty()) return std::string{golden.get(whole)};
    std::string text;
    for (const auto part : parts) {
        if (golden.get(part).empty()) continue;
        if (!text.empty()) text += between;
        text += golden.get(part);
    }
    if (text.empty()) return std::nullopt;
    return text;
}

ApiCustomerHit api_hit(const SearchHit& hit) {
    auto api = api_person(hit.golden, hit.number, hit.members);
    if (hit.approximate) api.matched_on.emplace_back("approximate");
    for (const auto kind : hit.matched_on) api.matched_on.emplace_back(search_kind_name(kind));
    if (hit.matched_on.empty()) api.matched_on.emplace_back("number");
    api.score = hit.score;
    return api;
}

std::string api_rule(SurvivorRule rule) { return std::string{survivor_rule_name(rule)}; }

std::string_view timeline_kind(TimelineEntry::Kind kind) {
    using Kind = TimelineEntry::Kind;
    switch (kind) {
        case Kind::record_added: return "record_added";
        case Kind::record_changed: return "record_changed";
        case Kind::joined: return "joined";
        case Kind::split: return "split";
        case Kind::number_issued: return "number_issued";
        default: return "verdict";
    }
}

std::optional<std::string> timeline_text(TimelineEntry::Kind kind, Language language) {
    using Kind = TimelineEntry::Kind;
    const bool ja = language == Language::ja;
    switch (kind) {
        case Kind::verdict_same: return ja ? "「同じ」と判断" : "Judged the same";
        case Kind::verdict_not_same: return ja ? "「別」と判断" : "Judged not the same";
        case Kind::verdict_later: return ja ? "判断を保留" : "Put off";
        case Kind::verdict_withdrawn: return ja ? "判断を取り消し" : "Verdict taken back";
        default: return std::nullopt;
    }
}

}  // namespace

ApiCustomerHit api_person(
    const GoldenRecord& golden, const std::string& number, std::int64_t members) {
    ApiCustomerHit api;
    api.number = number;
    api.name = whole_or_parts(golden, Field::name_full, {Field::surname, Field::given_name}, " ");
    api.kana = whole_or_parts(
        golden, Field::kana_full, {Field::surname_kana, Field::given_name_kana}, " ");
    api.company = first_of(golden, {Field::company});
    api.address = whole_or_parts(
        golden, Field::address_full, {Field::prefecture, Field::city, Field::town, Field::building},
        "");
    api.phone = first_of(golden, {Field::mobile, Field::phone});
    api.email = first_of(golden, {Field::email, Field::email_2});
    api.birth_date = first_of(golden, {Field::birth_date});
    if (!api.name) api.name = first_of(golden, {Field::nickname});
    api.members = members;
    return api;
}

ApiGoldenField MasterBackend::describe_golden(
    const ApiCall& call, ReadSession& session, const GoldenField& field) {
    const auto& info = field_info(field.field);
    ApiGoldenField golden;
    golden.field = info.name;
    golden.label = call.language == Language::ja ? info.label_ja : info.label_en;
    if (field.field == Field::custom) {
        golden.custom_name = field.custom_name;
        golden.label = field.custom_name;
    }
    golden.value = field.value;
    golden.lineage = {
        session.source(field.lineage.source).name,
        {},
        field.lineage.record,
        field.lineage.version,
        field.lineage.at,
        api_rule(field.lineage.rule)};
    if (field.lineage.ruling != RulingId{}) golden.lineage.ruling = field.lineage.ruling.str();
    for (const auto& other : field.others)
        golden.others.push_back({other.value, session.source(other.source).name, other.record});
    return golden;
}

Result<MasterBackend::SeenCustomer> MasterBackend::see_customer(
    const ApiCall& call, ReadSession& session, std::string_view number) {
    CustomerDesk desk(session, master_.config().policy);
    auto view = TRY(desk.show(number));
    auto eyes = TRY(viewer(call, session));
    const auto subject = subject_of(eyes, view);
    // Who may see nothing of him is not told that he is there.
    if (!eyes.sees_anything(subject)) return Error{Fault::not_found, "register.unknown_number"};
    TRY(charge(call, session, {view.id}));
    return SeenCustomer{std::move(view), std::move(eyes), subject};
}

Result<ApiPage<ApiCustomerHit>> MasterBackend::search(
    const ApiCall& call, const ApiSearch& search) {
    TRY(may(call, Action::search_customers));
    const std::size_t offset = TRY(offset_of(search.page));
    const std::size_t end = std::min(offset + search.page.limit, kSearchHitsMax);
    auto session = TRY(master_.sessions().borrow());
    const auto eyes = TRY(viewer(call, *session));
    CustomerDesk desk(*session, master_.config().policy);
    const auto sight = [&](const StoredRecord& record, const SourceValues& values) {
        return seen_tokens(values, eyes, subject_of(eyes, record.customer, values));
    };
    auto hits = TRY(desk.search(master_.index(), search.text, end + 1, sight));
    ApiPage<ApiCustomerHit> page;
    std::vector<NumberId> shown;
    if (hits.size() > end && end < kSearchHitsMax) page.next_cursor = std::to_string(end);
    for (std::size_t i = offset; i < std::min(end, hits.size()); ++i) {
        auto& hit = hits[i];
        const Subject subject{hit.customer, eyes.standing(hit.customer, hit.stores)};
        if (!eyes.sees_anything(subject)) continue;
        hit.golden = eyes.golden(hit.golden, subject);
        page.items.push_back(api_hit(hit));
        shown.push_back(hit.customer);
    }
    TRY(charge(call, *session, shown, search.text));
    return page;
}

Result<ApiCustomer> MasterBackend::customer(const ApiCall& call, std::string_view number) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    const auto seen = TRY(see_customer(call, *session, number));
    const auto& [view, eyes, subject] = seen;
    std::map<RecordId, std::string> keys;
    ApiCustomer api;
    api.number = view.number;
    api.aliases = view.aliases;
    api.resolved_from = view.resolved_from;
    api.version = view.version;
    for (const auto& member : view.members) {
        const auto key = seen_source_key(member.values.get(Field::source_key), eyes, subject);
        keys[member.record.id] = key;
        api.members.push_back(
            {member.record.id, member.source_name, key, member.first_seen, member.last_changed,
             member.versions, api_values(member.values, eyes, subject)});
    }
    for (const auto& field : eyes.golden(view.golden, subject).fields) {
        auto golden = describe_golden(call, *session, field);
        golden.lineage.source_key = keys[field.lineage.record];
        golden.shown = effect_name(eyes.effect(field.field, field.custom_name, subject));
        api.golden.push_back(std::move(golden));
    }
    return api;
}

Result<ApiPage<ApiTimelineItem>> MasterBackend::timeline(
    const ApiCall& call, std::string_view number, const ApiPageRequest& page) {
    TRY(may(call, Action::view_customer));
    const std::size_t offset = TRY(offset_of(page));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto view = TRY(see_customer(call, *session, number)).view;
    const auto entries = TRY(desk.timeline(view));
    ApiPage<ApiTimelineItem> out;
    const std::size_t end = std::min(offset + page.limit, entries.size());
    for (std::size_t i = offset; i < end; ++i) {
        const auto& entry = entries[i];
        ApiTimelineItem item;
        item.at = entry.at;
        item.kind = timeline_kind(entry.kind);
        item.text = timeline_text(entry.kind, call.language);
        item.source = session->source(entry.source).name;
        item.record_id = entry.record;
        if (entry.import.value() != 0) item.import_id = entry.import;
        if (!entry.number.empty()) item.number = entry.number;
        const auto actor = TRY(staff_name(*session, entry.actor));
        if (!actor.empty()) item.actor = actor;
        out.items.push_back(std::move(item));
    }
    if (end < entries.size()) out.next_cursor = std::to_string(end);
    return out;
}

Result<std::string> MasterBackend::number_card(
    const ApiCall& call, std::string_view number, Language caption) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    const auto view = TRY(see_customer(call, *session, number)).view;
    const auto parsed = TRY(CustomerNumber::parse(view.number, session->rules()));
    return number_card_svg(view.number, parsed.digits(), caption);
}

Result<ApiIdentityChange> MasterBackend::describe_change(
    const std::vector<NumberId>& customers, const std::vector<VerdictId>& verdicts) {
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    ApiIdentityChange change;
    const auto view = TRY(desk.show(customers.front()));
    change.number = view.number;
    change.version = view.version;
    for (std::size_t i = 1; i < customers.size(); ++i)
        change.others.push_back(TRY(desk.number_text(customers[i])));
    change.verdict_ids = verdicts;
    return change;
}

Result<NumberId> MasterBackend::customer_of_number(std::string_view number) {
    auto session = TRY(master_.sessions().borrow());
    return TRY(CustomerDesk(*session, master_.config().policy).show(number)).id;
}

StillSo MasterBackend::customer_as_seen(const ApiCall& call, NumberId customer) {
    if (call.if_match.empty()) return {};
    return [customer, seen = call.if_match](StoreReader& store) -> Result<> {
        const auto now = customer_version(store, customer);
        if (!now.ok() && now.error().fault != Fault::not_found) return now.error();
        if (now.ok() && *now == seen) return {};
        return Error{Fault::conflict, "app.customer.version_changed"};
    };
}

Result<ApiIdentityChange> MasterBackend::merge(const ApiCall& call, const ApiMerge& merge) {
    TRY(may(call, Action::merge_and_split));
    const auto survivor = TRY(customer_of_number(merge.number));
    const auto other = TRY(customer_of_number(merge.other));
    VerdictDesk desk(master_.writer());
    const auto outcome = TRY(desk.merge(
        survivor, other, merge.reason, actor_of(call), customer_as_seen(call, survivor)));
    // The customer that is left, and the number that is its alias from now on.
    std::vector<NumberId> customers = {outcome.customers.front()};
    for (const auto asked : {survivor, other})
        if (asked != customers.front()) customers.push_back(asked);
    return describe_change(customers, outcome.verdicts);
}

Result<ApiIdentityChange> MasterBackend::split(const ApiCall& call, const ApiSplit& split) {
    TRY(may(call, Action::merge_and_split));
    const auto customer = TRY(customer_of_number(split.number));
    VerdictDesk desk(master_.writer());
    const auto outcome = TRY(desk.split(
        customer, split.record_ids, split.reason, actor_of(call),
        customer_as_seen(call, customer)));
    return describe_change(outcome.customers, outcome.verdicts);
}

}  // namespace genbo
