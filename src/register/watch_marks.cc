// SPDX-License-Identifier: Apache-2.0
#include "register/watch_marks.h"

#include <algorithm>
#include <array>

#include "register/paper_json.h"
#include "watch/access_facts.h"

namespace genbo {

namespace {

constexpr std::array<std::string_view, 4> kMarkNames = {"own_person", "family", "notable", "honey"};

std::string mark_paper(std::int64_t id) { return numbered_paper(kMarkPapers, id); }

std::string mark_text(const PersonMark& mark) {
    JsonWriter json;
    json.object([&] {
        json.field("kind", person_mark_name(mark.kind));
        json.field("record", mark.record.value());
        json.field("staff", mark.staff.value());
        json.field("import", mark.import.value());
        json.field("reason", mark.reason);
        json.field("set_by", mark.set_by.value());
    });
    return std::move(json).str();
}

Result<PersonMark> mark_of(std::int64_t id, Instant at, std::string_view text) {
    const auto json = TRY(PaperJson::parse(text));
    const auto kind = person_mark_named(json.text("kind"));
    if (!kind) return bad_paper();
    return PersonMark{
        id,
        *kind,
        RecordId{json.integer("record")},
        StaffId{json.integer("staff")},
        ImportId{json.integer("import")},
        json.text("reason"),
        StaffId{json.integer("set_by")},
        at};
}

// Those of erased records too.
Result<std::vector<PersonMark>> kept_marks(StoreReader& store, const RecordVault& vault) {
    std::vector<PersonMark> marks;
    for (const auto& paper : TRY(all_papers_of_kind(store, kMarkPapers))) {
        const auto read = vault.open_paper(paper);
        // Of before texts were erased, out of an old backup.
        if (!read.ok() && read.error().code == "crypto.epoch_gone") continue;
        const auto text = TRY(Result<std::string>{read});
        const auto id = TRY(number_of_paper(kMarkPapers, paper.name));
        marks.push_back(TRY(mark_of(id, paper.at, text)));
    }
    return marks;
}

struct StandingMarks {
    std::vector<PersonMark> marks;
    std::map<RecordId, StoredRecord> records;
};

Result<StandingMarks> standing_marks(StoreReader& store, const RecordVault& vault) {
    StandingMarks standing;
    standing.marks = TRY(kept_marks(store, vault));
    std::vector<RecordId> ids;
    for (const auto& mark : standing.marks) ids.push_back(mark.record);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const auto& record : TRY(store.records(ids))) standing.records[record.id] = record;
    std::erase_if(standing.marks, [&](const PersonMark& mark) {
        return !standing.records.contains(mark.record);
    });
    return standing;
}

std::int64_t bit_of(const PersonMark& mark, StaffId who) {
    switch (mark.kind) {
        case PersonMarkKind::own_person:
            return bit(mark.staff == who ? Mark::own_person : Mark::colleague);
        case PersonMarkKind::family: return mark.staff == who ? bit(Mark::family) : 0;
        case PersonMarkKind::notable: return bit(Mark::notable);
        case PersonMarkKind::honey: return bit(Mark::honey);
    }
    return 0;
}

Result<PersonMark> put_mark(WriteContext& context, PersonMark mark, const Actor& actor) {
    mark.id = TRY(take_paper_number(context.store, kMarkPapers));
    mark.set_by = actor.staff;
    mark.at = context.now;
    const auto paper = context.vault.paper(mark_paper(mark.id), context.now, mark_text(mark));
    TRY(context.store.put_papers(std::span{&paper, 1}));
    // Which customer it is, and of what kind, stays sealed: the trail is read by many.
    TRY(context.trail.record(
        context.store, actor, context.now,
        {.action = "watch.mark", .object_type = "mark", .object = mark.id}));
    return mark;
}

}  // namespace

std::string_view person_mark_name(PersonMarkKind kind) {
    return kMarkNames.at(static_cast<std::size_t>(kind));
}

std::optional<PersonMarkKind> person_mark_named(std::string_view name) {
    const auto* const at = std::ranges::find(kMarkNames, name);
    if (at == kMarkNames.end()) return std::nullopt;
    return static_cast<PersonMarkKind>(at - kMarkNames.begin());
}

Result<std::vector<PersonMark>> person_marks(StoreReader& store, const RecordVault& vault) {
    return TRY(standing_marks(store, vault)).marks;
}

Result<PersonMarks> PersonMarks::read(StoreReader& store, const RecordVault& vault) {
    PersonMarks all;
    const auto standing = TRY(standing_marks(store, vault));
    for (const auto& mark : standing.marks) {
        const auto customer = standing.records.at(mark.record).customer;
        if (customer.value() == 0)
            all.alone_[mark.record].push_back(mark);
        else
            all.marks_[customer].push_back(mark);
    }
    return all;
}

std::int64_t PersonMarks::of(const StoredRecord& record, StaffId who) const {
    std::int64_t bits = 0;
    if (const auto at = marks_.find(record.customer); at != marks_.end())
        for (const auto& mark : at->second) bits |= bit_of(mark, who);
    if (const auto at = alone_.find(record.id); at != alone_.end())
        for (const auto& mark : at->second) bits |= bit_of(mark, who);
    // One's own record is not a colleague's.
    if (has(bits, Mark::own_person)) bits &= ~bit(Mark::colleague);
    return bits;
}

std::int64_t marks_told(std::int64_t marks) { return marks & ~bit(Mark::honey); }

std::string_view alert_kind_told(std::string_view kind) {
    return kind == person_mark_name(PersonMarkKind::honey) ? "unexplained" : kind;
}

std::int64_t MadeUp::record_count() const {
    std::int64_t count = 0;
    for (const auto& [source, records_of_it] : records) count += records_of_it;
    return count;
}

Result<MadeUp> made_up_customers(StoreReader& store, const RecordVault& vault) {
    MadeUp made_up;
    const auto standing = TRY(standing_marks(store, vault));
    for (const auto& mark : standing.marks) {
        if (mark.kind != PersonMarkKind::honey) continue;
        const auto& record = standing.records.at(mark.record);
        made_up.imports.insert(mark.import);
        if (record.customer.value() == 0) continue;
        made_up.customers.insert(record.customer);
        made_up.record_ids.insert(record.id);
        ++made_up.records[record.source];
    }
    return made_up;
}

Result<PersonMark> WatchMarkDesk::set(const NewPersonMark& mark, const Actor& actor) {
    if (mark.reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    const bool about_staff =
        mark.kind == PersonMarkKind::own_person || mark.kind == PersonMarkKind::family;
    if (about_staff != (mark.staff.value() != 0) || mark.kind == PersonMarkKind::honey)
        return Error{Fault::invalid, "register.mark_staff"};
    PersonMark made;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto records = TRY(context.store.records_of(mark.customer));
        if (records.empty()) return Error{Fault::not_found, "register.unknown_number"};
        const auto standing = TRY(standing_marks(context.store, context.vault));
        for (const auto& other : standing.marks)
            if (other.kind == mark.kind && other.staff == mark.staff &&
                standing.records.at(other.record).customer == mark.customer)
                return Error{Fault::conflict, "register.mark_there"};
        PersonMark placed;
        placed.kind = mark.kind;
        placed.record = records.front().id;
        placed.staff = mark.staff;
        placed.reason = mark.reason;
        made = TRY(put_mark(context, std::move(placed), actor));
        return {};
    }));
    return made;
}

Result<PersonMark> WatchMarkDesk::mark_planted(
    RecordId record, ImportId import, const std::string& reason, const Actor& actor) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    PersonMark made;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        PersonMark planted;
        planted.kind = PersonMarkKind::honey;
        planted.record = record;
        planted.import = import;
        planted.reason = reason;
        made = TRY(put_mark(context, std::move(planted), actor));
        return {};
    }));
    return made;
}

Result<PersonMark> WatchMarkDesk::lift(
    std::int64_t id, const std::string& reason, const Actor& actor) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    PersonMark lifted;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto marks = TRY(kept_marks(context.store, context.vault));
        const auto at = std::ranges::find(marks, id, &PersonMark::id);
        if (at == marks.end()) return Error{Fault::not_found, "register.unknown_mark"};
        if (at->staff.value() != 0 && at->staff == actor.staff)
            return Error{Fault::conflict, "register.mark_own"};
        lifted = *at;
        const std::string name = mark_paper(id);
        TRY(context.store.remove_papers(std::span{&name, 1}));
        return context.trail.record(
            context.store, actor, context.now,
            {.action = "watch.unmark", .object_type = "mark", .object = id});
    }));
    return lifted;
}

Result<> remove_person_marks(WriteContext& context, const std::vector<RecordId>& records) {
    std::vector<std::string> names;
    for (const auto& mark : TRY(kept_marks(context.store, context.vault)))
        if (std::ranges::count(records, mark.record) > 0) names.push_back(mark_paper(mark.id));
    return context.store.remove_papers(names);
}

}  // namespace genbo
