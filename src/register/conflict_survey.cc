// SPDX-License-Identifier: Apache-2.0
#include "register/conflict_survey.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "register/model_book.h"
#include "register/paper_json.h"

namespace genbo {

namespace {

std::string report_text(const ConflictReport& report) {
    JsonWriter json;
    json.object([&] {
        json.field("at", to_micros(report.at));
        json.field("state", report.state);
        json.field("customers", report.customers);
        json.field("contradicted", report.contradicted);
        json.field("fields").array([&] {
            for (const auto& [field, count] : report.fields)
                json.object([&] {
                    json.field("field", field_info(field).name);
                    json.field("count", count);
                });
        });
        json.field("places").array([&] {
            for (const auto& place : report.places)
                json.object([&] {
                    json.field("worth", place.worth);
                    json.field("customer", place.customer.value());
                    json.field("field", field_info(place.field).name);
                });
        });
    });
    return std::move(json).str();
}

Result<Field> field_in(const PaperJson& json) {
    const auto field = field_by_name(json.text("field"));
    if (!field) return bad_paper();
    return *field;
}

Result<ConflictReport> report_of(const PaperJson& json) {
    ConflictReport report;
    report.at = json.instant("at");
    report.state = json.text("state");
    report.customers = json.integer("customers");
    report.contradicted = json.integer("contradicted");
    for (const auto& one : json.objects("fields"))
        report.fields[TRY(field_in(one))] = one.integer("count");
    for (const auto& one : json.objects("places"))
        report.places.push_back(
            {static_cast<int>(one.integer("worth")), NumberId{one.integer("customer")},
             TRY(field_in(one))});
    return report;
}

}  // namespace

std::int64_t ConflictReport::conflicts() const {
    std::int64_t all = 0;
    for (const auto& [field, count] : fields) all += count;
    return all;
}

Result<std::string> register_state(StoreReader& store) {
    const auto counts = TRY(store.counts());
    const auto newest = TRY(store.verdicts(VerdictId{}, 1));
    std::string state = std::to_string(counts.versions) + "." + std::to_string(counts.records) +
                        "." + std::to_string(counts.customers);
    if (!newest.empty()) state += "." + std::to_string(newest.front().id.value());
    const auto ruling = store.setting(kLastRulingSetting);
    if (!ruling.ok() && ruling.error().fault != Fault::not_found) return ruling.error();
    if (ruling.ok()) state += "." + *ruling;
    // Another model makes other customers, perhaps as many.
    state += ".m" + std::to_string(TRY(active_model(store)));
    return state;
}

Result<std::string> values_state(StoreReader& store) {
    const auto counts = TRY(store.counts());
    return std::to_string(counts.versions) + "." + std::to_string(counts.records);
}

bool ConflictSurvey::Better::operator()(const ConflictPlace& a, const ConflictPlace& b) const {
    return std::tuple{-a.worth, a.customer, a.field} < std::tuple{-b.worth, b.customer, b.field};
}

void ConflictSurvey::keep(const ConflictPlace& place) {
    best_.insert(place);
    if (best_.size() > kSurveyKept) best_.erase(std::prev(best_.end()));
}

Result<> ConflictSurvey::look_at(ReadSession& session, const std::vector<NumberId>& customers) {
    std::map<NumberId, std::vector<RecordId>> members;
    for (const auto& member : TRY(session.store().members_of(customers)))
        members[member.customer].push_back(member.record);
    std::erase_if(members, [](const auto& one) { return one.second.size() < 2; });
    std::vector<RecordId> ids;
    for (const auto& [customer, records] : members)
        ids.insert(ids.end(), records.begin(), records.end());
    if (ids.empty()) return {};
    const auto records = TRY(session.store().records(ids));
    std::map<NumberId, std::vector<GoldenMember>> opened;
    for (const auto& version : TRY(session.store().current_versions(records))) {
        const auto record =
            std::ranges::lower_bound(records, version.record, {}, &StoredRecord::id);
        opened[record->customer].push_back(golden_member_of(
            *record, version.at, TRY(session.vault().open_payload(*record, version)),
            session.source(record->source), policy_));
    }
    std::map<RecordId, std::vector<ValueRuling>> rulings;
    for (auto& ruling : TRY(rulings_on(session.store(), session.vault(), ids)))
        rulings[ruling.id.record].push_back(std::move(ruling));
    for (const auto& [customer, golden_members] : opened) {
        std::vector<ValueRuling> said;
        for (const auto& member : golden_members)
            if (const auto at = rulings.find(member.record); at != rulings.end())
                said.insert(said.end(), at->second.begin(), at->second.end());
        const auto golden = golden_record(golden_members, policy_.survivorship, said);
        const auto conflicts = find_conflicts(golden_members, golden, said);
        ++report_.customers;
        if (!conflicts.empty()) ++report_.contradicted;
        for (const auto& conflict : conflicts) {
            ++report_.fields[conflict.field];
            keep({conflict.worth, customer, conflict.field});
        }
    }
    return {};
}

Result<std::optional<ConflictReport>> ConflictSurvey::step(
    ReadSession& session, std::size_t pages, Instant now) {
    if (!begun_) {
        begun_ = true;
        after_ = {};
        report_ = {};
        best_.clear();
        report_.state = TRY(register_state(session.store()));
    }
    for (std::size_t page = 0; page < pages; ++page) {
        const auto numbers = TRY(session.store().numbers(after_, kSurveyPage));
        std::vector<NumberId> ids;
        for (const auto& number : numbers) ids.push_back(number.id);
        TRY(look_at(session, ids));
        if (!ids.empty()) after_ = ids.back();
        if (numbers.size() < kSurveyPage) {
            begun_ = false;
            report_.at = now;
            report_.places.assign(best_.begin(), best_.end());
            return std::optional{std::move(report_)};
        }
    }
    return std::optional<ConflictReport>{};
}

Result<> store_report(Writer& writer, const ConflictReport& report) {
    return writer.run(
        [&](WriteContext& context) -> Result<> {
            const auto paper = context.vault.lasting_paper(
                std::string{kConflictPaper}, context.now, report_text(report));
            return context.store.put_papers(std::span{&paper, 1});
        },
        WriteScope::rows);
}

Result<std::optional<ConflictReport>> stored_report(ReadSession& session) {
    const auto paper = session.store().paper(kConflictPaper);
    if (!paper.ok() && paper.error().fault == Fault::not_found)
        return std::optional<ConflictReport>{};
    if (!paper.ok()) return paper.error();
    const auto text = TRY(session.vault().open_paper(*paper));
    const auto json = TRY(PaperJson::parse(text));
    return std::optional{TRY(report_of(json))};
}

Result<ConflictPage> conflict_page(
    ReadSession& session, const RegisterPolicy& policy, const ConflictReport& report,
    const std::optional<ConflictPlace>& after, std::size_t limit, std::optional<Field> field) {
    const auto order = [](const ConflictPlace& place) {
        return std::tuple{-place.worth, place.customer, place.field};
    };
    ConflictPage page;
    auto place = after ? std::ranges::upper_bound(report.places, order(*after), {}, order)
                       : report.places.begin();
    for (; place != report.places.end(); ++place) {
        if (field && place->field != *field) continue;
        auto found = look_for_conflicts(session, policy, place->customer);
        if (!found.ok() && found.error().fault == Fault::not_found) continue;
        if (!found.ok()) return found.error();
        const auto conflict = std::ranges::find(found->conflicts, place->field, &Conflict::field);
        if (conflict == found->conflicts.end()) continue;
        if (page.items.size() == limit) {
            page.next = page.items.back().place;
            break;
        }
        const auto index = static_cast<std::size_t>(conflict - found->conflicts.begin());
        page.items.push_back({*place, *std::move(found), index});
    }
    return page;
}

}  // namespace genbo
