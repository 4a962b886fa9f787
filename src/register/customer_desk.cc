// SPDX-License-Identifier: Apache-2.0
#include "register/customer_desk.h"

#include <algorithm>
#include <set>

#include "crypto/hash.h"
#include "match/schema.h"
#include "register/erasure_desk.h"
#include "register/paper_json.h"
#include "register/query_typos.h"

namespace genbo {

namespace {

// Candidates looked at for one search; a query that fits more people than this needs another word.
constexpr std::size_t kSearchCandidatesMax = 400;

// When something was last decided about the values of a record.
using RulingTimes = std::map<RecordId, Instant>;

// Which numbers lead to the customer, its records as they are, and what was decided about them.
std::string version_of(
    NumberId customer, const std::vector<StoredRecord>& records,
    const std::vector<StoredNumber>& numbers, const RulingTimes& rulings) {
    AssociatedData everything("customer");
    everything.number(customer.value());
    for (const auto& number : numbers) everything.number(number.id.value());
    for (const auto& record : records) everything.number(record.id.value()).number(record.version);
    for (const auto& [record, at] : rulings)
        everything.number(record.value()).number(to_micros(at));
    const Hash hash = sha256(everything.view());
    return to_hex(ByteView{hash}.first(8));
}

std::vector<RecordId> ids_of(const std::vector<StoredRecord>& records) {
    std::vector<RecordId> ids;
    for (const auto& record : records) ids.push_back(record.id);
    return ids;
}

std::vector<std::string> stores_of(const CustomerView& view) {
    std::vector<std::string> stores;
    for (const auto& member : view.members)
        if (const auto store = member.values.get(Field::store); !store.empty())
            stores.emplace_back(store);
    return stores;
}

RulingTimes times_of(const std::vector<ValueRuling>& rulings) {
    RulingTimes times;
    for (const auto& ruling : rulings) {
        auto& at = times[ruling.id.record];
        at = std::max({at, ruling.at, ruling.withdrawn});
    }
    return times;
}

double search_score(const std::vector<SearchKind>& kinds, std::int64_t members) {
    // How much a hit of this kind says: a phone number or an address of mail names one household,
    // a beginning of a name many people.
    double score = 0;
    for (const auto kind : kinds) {
        switch (kind) {
            case SearchKind::email: score += 10; break;
            case SearchKind::phone: score += 8; break;
            case SearchKind::name: score += 5; break;
            case SearchKind::company: score += 5; break;
            case SearchKind::kana: score += 4; break;
            case SearchKind::romaji: score += 3; break;
            case SearchKind::postal: score += 2; break;
            case SearchKind::address: score += 2; break;
        }
    }
    return score + 0.01 * static_cast<double>(std::min<std::int64_t>(members, 50));
}

TimelineEntry::Kind timeline_kind_of(StoredVerdictKind kind) {
    using Kind = TimelineEntry::Kind;
    switch (kind) {
        case StoredVerdictKind::same:
        case StoredVerdictKind::second_same: return Kind::verdict_same;
        case StoredVerdictKind::not_same:
        case StoredVerdictKind::second_not_same: return Kind::verdict_not_same;
        case StoredVerdictKind::later:
        case StoredVerdictKind::unsure: return Kind::verdict_later;
    }
    return Kind::verdict_later;
}

}  // namespace

Result<std::string> CustomerDesk::number_text(NumberId id) {
    return grouped_text(TRY(session_.store().number(id)));
}

Result<std::string> CustomerDesk::grouped_text(const StoredNumber& number) const {
    const auto parsed = TRY(CustomerNumber::from_digits(number.text));
    return session_.rules().str(parsed);
}

Result<NumberId> CustomerDesk::customer_of(const StoredNumber& number) {
    if (number.anchor.value() == 0) return NumberId{};
    const auto anchor = TRY(session_.store().record(number.anchor));
    return anchor.customer;
}

Result<NumberLookup> CustomerDesk::look_up(std::string_view typed) {
    NumberLookup lookup;
    const auto number = CustomerNumber::parse(typed, session_.rules());
    if (!number.ok()) return lookup;
    lookup.number = session_.rules().str(*number);
    const auto stored = session_.store().number_by_text(number->digits());
    if (!stored.ok()) {
        if (stored.error().fault == Fault::not_found) return lookup;
        return stored.error();
    }
    const NumberId customer = TRY(customer_of(*stored));
    if (customer.value() == 0 && TRY(is_erased_number(session_.store(), stored->id))) {
        lookup.state = NumberState::erased;
        return lookup;
    }
    if (customer.value() == 0) {
        lookup.state = stored->anchor.value() == 0 ? NumberState::reserved : NumberState::withdrawn;
        return lookup;
    }
    lookup.state = customer == stored->id ? NumberState::live : NumberState::alias;
    lookup.customer = customer;
    lookup.resolves_to = TRY(number_text(customer));
    return lookup;
}

Result<CustomerView> CustomerDesk::show(std::string_view typed) {
    // Says what is wrong with the number before saying that nobody has it.
    const auto parsed = CustomerNumber::parse(typed, session_.rules());
    if (!parsed.ok()) return parsed.error();
    const auto lookup = TRY(look_up(typed));
    if (lookup.state == NumberState::withdrawn)
        return Error{Fault::not_found, "register.withdrawn_number"};
    if (lookup.state == NumberState::erased)
        return Error{Fault::not_found, "register.erased_number"};
    if (!lookup.customer) return Error{Fault::not_found, "register.unknown_number"};
    auto view = TRY(show(*lookup.customer));
    if (lookup.state == NumberState::alias) view.resolved_from = lookup.number;
    return view;
}

Result<CustomerView> CustomerDesk::show(NumberId customer) {
    CustomerView view;
    view.id = customer;
    view.number = TRY(number_text(customer));
    std::vector<GoldenMember> golden_members;
    const auto records = TRY(session_.store().records_of(customer));
    for (const auto& record : records) {
        view.members.push_back(TRY(open_member(record)));
        golden_members.push_back(golden_member(view.members.back()));
    }
    const auto numbers = TRY(session_.store().numbers_anchored_on(ids_of(records)));
    for (const auto& number : numbers)
        if (number.id != customer) view.aliases.push_back(TRY(grouped_text(number)));
    if (view.members.empty()) return Error{Fault::not_found, "register.withdrawn_number"};
    view.rulings = TRY(rulings_on(session_.store(), session_.vault(), ids_of(records)));
    view.golden = golden_record(golden_members, policy_.survivorship, view.rulings);
    view.version = version_of(customer, records, numbers, times_of(view.rulings));
    return view;
}

GoldenMember golden_member_of(
    const StoredRecord& record, Instant at, SourceValues values, const StoredSource& source,
    const RegisterPolicy& policy) {
    const auto verified = policy.verified_fields.find(source.name);
    return {
        record.id,
        record.source,
        source.rank,
        verified == policy.verified_fields.end() ? std::vector<Field>{} : verified->second,
        record.version,
        at,
        std::move(values)};
}

Result<std::string> customer_version(StoreReader& store, NumberId customer) {
    const auto records = TRY(store.records_of(customer));
    if (records.empty()) return Error{Fault::not_found, "register.withdrawn_number"};
    RulingTimes rulings;
    std::vector<std::string> names;
    for (const auto& record : records) names.push_back(ruling_paper(record.id));
    for (const auto& paper : TRY(store.papers_named(names)))
        rulings[RecordId{TRY(number_of_paper(kRulingPapers, paper.name))}] = paper.at;
    return version_of(customer, records, TRY(store.numbers_anchored_on(ids_of(records))), rulings);
}

Result<MemberView> CustomerDesk::open_member(const StoredRecord& record) {
    const auto versions = TRY(session_.store().versions(record.id));
    MemberView member;
    member.record = record;
    member.source_name = session_.source(record.source).name;
    member.versions = static_cast<std::int64_t>(versions.size());
    for (const auto& version : versions) {
        if (version.version == 1) member.first_seen = version.at;
        if (version.version != record.version) continue;
        member.last_changed = version.at;
        member.values = TRY(session_.vault().open_payload(record, version));
    }
    return member;
}

GoldenMember CustomerDesk::golden_member(const MemberView& member) const {
    return golden_member_of(
        member.record, member.last_changed, member.values, session_.source(member.record.source),
        policy_);
}

Result<MemberView> CustomerDesk::record(RecordId id) {
    const auto record = session_.store().record(id);
    if (!record.ok() || record->version == 0)
        return Error{Fault::not_found, "register.unknown_record"};
    return open_member(*record);
}

Result<CustomerDesk::RecordPair> CustomerDesk::two_records(RecordId left, RecordId right) {
    auto left_view = TRY(record(left));
    auto right_view = TRY(record(right));
    return RecordPair{std::move(left_view), std::move(right_view)};
}

Explanation CustomerDesk::explain(const RecordPair& pair, const Model& model) const {
    const PreparedRow left = match_row_of(pair.left.values);
    const PreparedRow right = match_row_of(pair.right.values);
    return genbo::explain(register_schema(), model, left.view(), right.view());
}

Result<std::vector<TimelineEntry>> CustomerDesk::timeline(const CustomerView& customer) {
    using Kind = TimelineEntry::Kind;
    std::vector<TimelineEntry> entries;
    std::set<VerdictId> verdicts_seen;
    for (const auto& member : customer.members) {
        const RecordId id = member.record.id;
        const SourceId source = member.record.source;
        for (const auto& version : TRY(session_.store().versions(id)))
            entries.push_back(
                {version.at,
                 version.version == 1 ? Kind::record_added : Kind::record_changed,
                 id,
                 source,
                 version.import,
                 StaffId{},
                 {}});
        for (const auto& move : TRY(session_.store().moves_of(id))) {
            if (move.to.value() == 0 || move.from.value() == 0) continue;
            const bool came = move.to == customer.id;
            const NumberId other = came ? move.from : move.to;
            entries.push_back(
                {move.at, came ? Kind::joined : Kind::split, id, source, ImportId{}, StaffId{},
                 TRY(number_text(other))});
        }
        for (const auto& number : TRY(session_.store().numbers_anchored_on(std::span{&id, 1})))
            entries.push_back(
                {number.issued, Kind::number_issued, id, source, ImportId{}, StaffId{},
                 TRY(grouped_text(number))});
        for (const auto& verdict : TRY(session_.store().verdicts_of(std::span{&id, 1}))) {
            if (!verdicts_seen.insert(verdict.id).second) continue;
            const Kind kind = timeline_kind_of(verdict.kind);
            entries.push_back({verdict.at, kind, id, source, ImportId{}, verdict.actor, {}});
            if (verdict.withdrawn != Instant{})
                entries.push_back(
                    {verdict.withdrawn,
                     Kind::verdict_withdrawn,
                     id,
                     source,
                     ImportId{},
                     verdict.actor,
                     {}});
        }
    }
    std::ranges::stable_sort(entries, std::ranges::greater{}, &TimelineEntry::at);
    return entries;
}

Result<std::vector<SearchHit>> CustomerDesk::search(
    RegisterIndex& index, std::string_view text, std::size_t limit, const SearchSight& sight) {
    // A customer number needs no index.
    if (CustomerNumber::parse(text, session_.rules()).ok()) {
        const auto lookup = TRY(look_up(text));
        if (lookup.customer) {
            auto view = TRY(show(*lookup.customer));
            SearchHit hit{view.id, view.number, std::move(view.golden), 0, {}, 100};
            hit.members = static_cast<std::int64_t>(view.members.size());
            hit.stores = stores_of(view);
            return std::vector<SearchHit>{std::move(hit)};
        }
    }
    const auto query = parse_query(text);
    auto hits = TRY(find(index, query, limit, sight));
    if (!hits.empty()) return hits;
    hits = TRY(find(index, forgive_typing(query), limit, sight));
    for (auto& hit : hits) hit.approximate = true;
    return hits;
}

Result<std::vector<SearchHit>> CustomerDesk::find(
    RegisterIndex& index, const std::vector<QueryTerm>& query, std::size_t limit,
    const SearchSight& sight) {
    std::vector<std::vector<std::uint32_t>> terms;
    for (const auto& term : query) {
        auto& hashes = terms.emplace_back();
        for (const auto& token : term.alternatives) hashes.push_back(token.hash());
    }
    const auto records = TRY(index.find(session_.store(), terms, kSearchCandidatesMax));
    return hits_of(records, query, limit, sight);
}

Result<std::vector<SearchHit>> CustomerDesk::hits_of(
    const std::vector<RecordId>& records, const std::vector<QueryTerm>& query, std::size_t limit,
    const SearchSight& sight) {
    std::map<NumberId, std::vector<SearchKind>> found;
    // The index may know more, or less, than this session's moment.
    auto candidates = TRY(session_.store().records(records));
    std::erase_if(candidates, [](const auto& record) {
        return record.version == 0 || record.customer.value() == 0;
    });
    const auto versions = TRY(session_.store().current_versions(candidates));
    if (versions.size() != candidates.size()) return Error{Fault::corrupt, "register.bad_payload"};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto& record = candidates[i];
        const auto values = TRY(session_.vault().open_payload(record, versions[i]));
        const auto kinds =
            matches_query(query, sight ? sight(record, values) : tokens_of_record(values));
        auto& all = found[record.customer];
        for (const auto kind : kinds)
            if (std::ranges::count(all, kind) == 0) all.push_back(kind);
        if (all.empty()) found.erase(record.customer);
    }
    std::vector<std::pair<double, NumberId>> order;
    for (const auto& [customer, kinds] : found)
        order.emplace_back(-search_score(kinds, 0), customer);
    std::ranges::sort(order);
    std::vector<SearchHit> hits;
    for (const auto& [score, customer] : order) {
        if (hits.size() == limit) break;
        auto view = TRY(show(customer));
        SearchHit hit{customer, view.number, std::move(view.golden), 0, found[customer], -score};
        hit.members = static_cast<std::int64_t>(view.members.size());
        hit.stores = stores_of(view);
        hits.push_back(std::move(hit));
    }
    return hits;
}

}  // namespace genbo
