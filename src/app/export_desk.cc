// SPDX-License-Identifier: Apache-2.0
#include "app/export_desk.h"

#include <algorithm>
#include <map>

#include "access/note_lines.h"
#include "base/json_writer.h"
#include "connect/csv_writer.h"
#include "crypto/random.h"
#include "register/customer_desk.h"
#include "register/relation_desk.h"

namespace genbo {

namespace {

constexpr std::string_view kExportPrefix = "access.export.";
constexpr std::size_t kNumbersPage = 1000;
// Customers of one piece: some tens of kilobytes.
constexpr std::size_t kRowsOfPiece = 200;

// Far behind every sweep of notes.
Instant export_note_at() { return instant_from_micros(253'370'764'800'000'000); }

AssociatedData export_place(std::string_view id) {
    return *note_place(std::string{kExportPrefix} + std::string{id});
}

std::string export_text(const ExportRequest& request) {
    NoteLines lines;
    lines.add("format", request.format);
    for (const auto& field : request.fields) lines.add("field", field);
    lines.add("store", request.store);
    lines.add("purpose", request.purpose);
    lines.add("reason", request.reason);
    lines.add("asked_by", std::to_string(request.asked_by.value()));
    lines.add("asked", std::to_string(to_micros(request.asked)));
    lines.add("decided_by", std::to_string(request.decided_by.value()));
    lines.add("decided", std::to_string(to_micros(request.decided)));
    lines.add("approved", request.approved ? "1" : "0");
    lines.add("rows", std::to_string(request.rows));
    lines.add("taken", std::to_string(request.taken));
    lines.add("approval", std::to_string(request.approval.value()));
    return lines.text();
}

ExportRequest export_of_text(std::string_view id, std::string_view text) {
    ExportRequest request;
    request.id = id;
    for (const auto& [name, value] : NoteLines::read(text)) {
        const auto number = NoteLines::number(value).value_or(0);
        if (name == "format") request.format = value;
        if (name == "field") request.fields.push_back(value);
        if (name == "store") request.store = value;
        if (name == "purpose") request.purpose = value;
        if (name == "reason") request.reason = value;
        if (name == "asked_by") request.asked_by = StaffId{number};
        if (name == "asked") request.asked = instant_from_micros(number);
        if (name == "decided_by") request.decided_by = StaffId{number};
        if (name == "decided") request.decided = instant_from_micros(number);
        if (name == "approved") request.approved = number == 1;
        if (name == "rows") request.rows = number;
        if (name == "taken") request.taken = number;
        if (name == "approval") request.approval = ApprovalId{number};
    }
    return request;
}

Result<> put_export(
    WriteContext& context, const Actor& actor, const ExportRequest& request, const char* action) {
    const auto sealed = context.vault.seal_text(export_place(request.id), export_text(request));
    TRY(context.store.put_note(
        {std::string{kExportPrefix} + request.id, export_note_at(), sealed}));
    const auto asked_by = request.asked_by.value();
    return context.trail.record(
        context.store, actor, context.now,
        {action, asked_by < 0 ? "key" : "staff", asked_by < 0 ? -asked_by : asked_by,
         static_cast<std::uint64_t>(std::max<std::int64_t>(1, request.rows))});
}

std::string export_subject(std::string_view id) { return "export=" + std::string{id}; }

// What the approval says of it.  One whose words are gone with an old epoch says nothing more.
Result<> tell_decision(StoreReader& store, const RecordVault& vault, ExportRequest& request) {
    if (request.approval.value() == 0) return {};
    const auto approval = stored_approval(store, vault, request.approval);
    if (!approval.ok() && approval.error().code == "crypto.epoch_gone") return {};
    if (!approval.ok()) return approval.error();
    request.decided_by = approval->decided_by;
    request.decided = approval->decided;
    request.approved =
        approval->state == ApprovalState::approved || approval->state == ApprovalState::used;
    request.withdrawn = approval->state == ApprovalState::withdrawn;
    return {};
}

Result<ExportRequest> stored_export(
    StoreReader& store, const RecordVault& vault, std::string_view id) {
    const auto note = store.note(std::string{kExportPrefix} + std::string{id});
    if (!note.ok()) {
        if (note.error().fault != Fault::not_found) return note.error();
        return Error{Fault::not_found, "access.unknown_export", {}};
    }
    auto request = export_of_text(id, TRY(vault.open_text(export_place(id), note->value)));
    TRY(tell_decision(store, vault, request));
    return request;
}

// What leaves with the approval of two: in full what the table gives to two persons.
std::optional<std::string> exported_value(
    const Viewer& viewer, const GoldenField& field, const Subject& subject) {
    const auto effect = viewer.effect(field.field, field.custom_name, subject);
    if (effect == Effect::two_person || effect == Effect::full) return field.value;
    if (effect != Effect::tokenised) return std::nullopt;
    return viewer.value(field.field, field.custom_name, field.value, subject);
}

struct ExportedRelation {
    std::string kind;
    std::string direction;  // up: the other one is above.
    std::string number;
    std::string since;  // Days; empty: open.
    std::string until;
};

struct ExportRow {
    std::string number;
    std::vector<std::string> values;  // As the request's fields.
    std::vector<ExportedRelation> relations = {};
};

// A made-up person for a number of nobody.
ExportRow canary_row(
    const ExportMarks& marks, const std::string& number, const std::vector<std::string>& fields) {
    constexpr std::string_view kSurnames[] = {"佐倉", "三枝", "八重樫", "真田", "香取", "鵜飼"};
    constexpr std::string_view kGiven[] = {"航平", "奈緒", "理恵", "直人", "千尋", "和香"};
    constexpr std::string_view kRomaji[] = {"sakura", "saegusa", "yaegashi",
                                            "sanada", "katori",  "ukai"};
    const auto dice = marks.chance(number);
    const auto surname = dice % std::size(kSurnames);
    const auto given = dice / 7 % std::size(kGiven);
    const std::string digits = std::to_string(10'000'000 + dice / 49 % 90'000'000);
    ExportRow row{number, {}};
    for (const auto& name : fields) {
        std::string value;
        if (name == "surname") value = kSurnames[surname];
        if (name == "given_name") value = kGiven[given];
        if (name == "name_full")
            value = std::string{kSurnames[surname]} + " " + std::string{kGiven[given]};
        if (name == "email")
            value = std::string{kRomaji[surname]} + digits.substr(0, 4) + "@example.jp";
        // 090-0… is assigned to no carrier.
        if (name == "mobile" || name == "phone")
            value = "090-0" + digits.substr(0, 3) + "-" + digits.substr(4, 4);
        row.values.push_back(std::move(value));
    }
    return row;
}

constexpr CsvStyle kExportStyle{.formula_guard = FormulaGuard::on};

std::string csv_head(const ExportRequest& request) {
    std::string out = "\xEF\xBB\xBF";
    std::vector<std::string_view> cells = {"number"};
    cells.insert(cells.end(), request.fields.begin(), request.fields.end());
    cells.push_back(kMarkColumn);
    append_csv_row(out, cells, kExportStyle);
    return out;
}

std::string relations_cell(const std::vector<ExportedRelation>& relations) {
    std::string cell;
    for (const auto& one : relations) {
        if (!cell.empty()) cell += "; ";
        cell += one.direction + " " + one.kind + " " + one.number;
        if (!one.since.empty() || !one.until.empty()) cell += " " + one.since + "/" + one.until;
    }
    return cell;
}

void write_exported_relations(JsonWriter& json, const std::vector<ExportedRelation>& relations) {
    if (relations.empty()) return;
    json.field(kExportRelations).array([&] {
        for (const auto& one : relations)
            json.object([&] {
                json.field("kind", one.kind);
                json.field("direction", one.direction);
                json.field("number", one.number);
                if (!one.since.empty()) json.field("since", one.since);
                if (!one.until.empty()) json.field("until", one.until);
            });
    });
}

void append_row(
    std::string& out, const ExportRequest& request, const ExportMarks& marks,
    const ExportRow& row) {
    const std::string mark = marks.mark(row.number);
    if (request.format == "csv") {
        std::vector<std::string_view> cells = {row.number};
        cells.insert(cells.end(), row.values.begin(), row.values.end());
        cells.push_back(mark);
        append_csv_row(out, cells, kExportStyle);
        return;
    }
    JsonWriter json;
    json.object([&] {
        json.field("number", row.number);
        for (std::size_t i = 0; i < request.fields.size(); ++i)
            if (!row.values[i].empty() && request.fields[i] != kExportRelations)
                json.field(request.fields[i], row.values[i]);
        write_exported_relations(json, row.relations);
        json.field(kMarkColumn, mark);
    });
    out += std::move(json).str() + "\n";
}

// Of those whom the viewer may be told anything of.
Result<std::vector<ExportedRelation>> exported_relations(
    ReadSession& session, CustomerDesk& desk, const Viewer& viewer, NumberId customer) {
    std::vector<ExportedRelation> out;
    for (const auto& edge : TRY(relations_of(session.store(), session.vault(), customer))) {
        const bool up = edge.lower == customer;
        const auto other = up ? edge.upper : edge.lower;
        if (!viewer.sees_anything({other, viewer.standing(other, {})})) continue;
        const auto& relation = edge.relation;
        out.push_back(
            {std::string{relation_kind_name(relation.kind)}, up ? "up" : "down",
             TRY(desk.number_text(other)), relation.since ? format_day(*relation.since) : "",
             relation.until ? format_day(*relation.until) : ""});
    }
    return out;
}

Result<std::optional<ExportRow>> row_of(
    ReadSession& session, CustomerDesk& desk, const ExportRequest& request, const Viewer& viewer,
    NumberId customer) {
    const auto shown = desk.show(customer);
    // Erased, merged or taken back while the file is made.
    if (!shown.ok() && shown.error().fault == Fault::not_found) return std::optional<ExportRow>{};
    if (!shown.ok()) return shown.error();
    const auto& view = *shown;
    if (view.id != customer) return std::optional<ExportRow>{};
    std::vector<std::string> stores;
    for (const auto& member : view.members) stores.emplace_back(member.values.get(Field::store));
    if (!request.store.empty() && std::ranges::count(stores, request.store) == 0)
        return std::optional<ExportRow>{};
    const Subject subject{view.id, viewer.standing(view.id, stores)};
    if (!viewer.sees_anything(subject)) return std::optional<ExportRow>{};
    ExportRow row{view.number, {}};
    row.values.resize(request.fields.size());
    for (const auto& field : view.golden.fields)
        for (std::size_t i = 0; i < request.fields.size(); ++i)
            if (field.field != Field::custom && request.fields[i] == field_info(field.field).name)
                row.values[i] = exported_value(viewer, field, subject).value_or("");
    const auto relations = std::ranges::find(request.fields, kExportRelations);
    if (relations != request.fields.end()) {
        row.relations = TRY(exported_relations(session, desk, viewer, customer));
        row.values[static_cast<std::size_t>(relations - request.fields.begin())] =
            relations_cell(row.relations);
    }
    return std::optional{std::move(row)};
}

}  // namespace

std::string_view ExportRequest::state(Instant now) const {
    if (withdrawn) return "withdrawn";
    if (decided_by.value() == 0) return now < asked + kExportWaitsFor ? "waiting" : "expired";
    if (!approved) return "refused";
    return now < decided + kExportOpenFor ? "approved" : "expired";
}

Result<ExportRequest> ExportDesk::ask(
    const Actor& actor, const Viewer& viewer, const ExportRequest& request) {
    ExportRequest asked = request;
    for (const auto& name : asked.fields) {
        // Who may not be told a name may not be told who belongs to whom.
        const auto field =
            name == kExportRelations ? std::optional{Field::name_full} : field_by_name(name);
        if (!field || *field == Field::custom)
            return Error{Fault::invalid, "app.unknown_field", {name}};
        const auto effect = viewer.effect(*field, {}, {});
        if (effect == Effect::denied || effect == Effect::masked)
            return Error{Fault::forbidden, "access.export_field", {name}};
    }
    if (asked.fields.empty()) return Error{Fault::invalid, "access.export_empty", {}};
    asked.purpose = purpose_name(viewer.caller().purpose);
    asked.asked_by = actor.staff;
    TRY(master_.writer().run([&](WriteContext& context) -> Result<> {
        asked.asked = context.now;
        asked.id = std::to_string(to_micros(context.now)) + "-" + this_thread_random().id();
        const auto approval = TRY(ask_approval(
            context, {ApprovalKind::bulk_export, export_subject(asked.id), asked.reason}, actor));
        asked.approval = approval.id;
        return put_export(context, actor, asked, "export.ask");
    }));
    return asked;
}

Result<ExportRequest> ExportDesk::decide(
    const Actor& actor, Role role, std::string_view id, bool approve) {
    const auto request = TRY(find(id));
    if (request.approval.value() == 0) return Error{Fault::conflict, "access.export_decided", {}};
    if (request.asked_by.value() < 0) {
        auto session = TRY(master_.sessions().borrow());
        const auto key = api_key(session->store(), api_key_id(request.asked_by));
        if (key.ok() && key->made_by == actor.staff)
            return Error{Fault::conflict, "access.own_export", {}};
    }
    ApprovalDesk desk(master_.writer());
    const auto decided = approve ? desk.approve(request.approval, {}, actor, role)
                                 : desk.refuse(request.approval, {}, actor, role);
    if (!decided.ok()) {
        const auto& code = decided.error().code;
        if (code == "register.approval_own") return Error{Fault::conflict, "access.own_export", {}};
        if (code == "register.approval_state")
            return Error{Fault::conflict, "access.export_decided", {}};
        return decided.error();
    }
    return find(id);
}

Result<std::vector<ExportRequest>> ExportDesk::list() {
    auto session = TRY(master_.sessions().borrow());
    std::vector<ExportRequest> requests;
    for (const auto& note : TRY(session->store().notes(kExportPrefix))) {
        const auto id = std::string_view{note.name}.substr(kExportPrefix.size());
        requests.push_back(
            export_of_text(id, TRY(session->vault().open_text(export_place(id), note.value))));
        TRY(tell_decision(session->store(), session->vault(), requests.back()));
    }
    std::ranges::stable_sort(
        requests, [](const auto& a, const auto& b) { return a.asked > b.asked; });
    return requests;
}

Result<ExportRequest> ExportDesk::find(std::string_view id) {
    auto session = TRY(master_.sessions().borrow());
    return stored_export(session->store(), session->vault(), id);
}

Result<std::shared_ptr<ExportStream>> ExportDesk::write(
    const Actor& actor, const Viewer& viewer, std::string_view id) {
    const auto request = TRY(find(id));
    const auto is_open = [&](const ExportRequest& one, Instant now) {
        return one.state(now) == "approved" && one.asked_by == actor.staff;
    };
    if (!is_open(request, master_.clock().now()))
        return Error{Fault::conflict, "access.export_not_open", {}};
    auto stream = std::make_shared<ExportStream>(master_, actor, viewer, request);
    TRY(stream->plan());
    // Written down before the first byte leaves; how many it were in the end is written then.
    TRY(master_.writer().run([&](WriteContext& context) -> Result<> {
        auto now = TRY(stored_export(context.store, context.vault, id));
        if (!is_open(now, context.now)) return Error{Fault::conflict, "access.export_not_open", {}};
        if (now.taken == 0 && now.approval.value() != 0)
            TRY(use_approval(
                context, now.approval, ApprovalKind::bulk_export, export_subject(id), actor));
        now.rows = stream->rows_at_most() - static_cast<std::int64_t>(kCanaries);
        ++now.taken;
        return put_export(context, actor, now, "export.take");
    }));
    return stream;
}

// --- The file -----------------------------------------------------------------------------------

ExportStream::ExportStream(Master& master, Actor actor, Viewer viewer, ExportRequest request)
    : master_(master),
      actor_(std::move(actor)),
      viewer_(std::move(viewer)),
      request_(std::move(request)),
      marks_(master.keyring(), request_.id) {}

Result<> ExportStream::plan() {
    auto session = TRY(master_.sessions().borrow());
    NumberId after;
    while (true) {
        const auto page = TRY(session->store().numbers(after, kNumbersPage));
        std::vector<NumberId> ids;
        std::map<NumberId, std::string> texts;
        for (const auto& number : page) {
            ids.push_back(number.id);
            const auto parsed = CustomerNumber::parse(number.text, session->rules());
            texts[number.id] = parsed.ok() ? parsed->str() : number.text;
        }
        NumberId last;
        for (const auto& member : TRY(session->store().members_of(ids))) {
            if (member.customer == last) continue;
            last = member.customer;
            places_.push_back({marks_.order(texts[last]), last});
        }
        if (page.size() < kNumbersPage) break;
        after = page.back().id;
    }
    canaries_ = marks_.canaries(session->rules(), master_.keyring());
    for (std::size_t i = 0; i < canaries_.size(); ++i)
        places_.push_back(
            {marks_.order(canaries_[i]), NumberId{-1 - static_cast<std::int64_t>(i)}});
    std::ranges::sort(places_, {}, &Place::order);
    return {};
}

Result<std::string> ExportStream::rows_of(std::span<const Place> places) {
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    std::string out;
    for (const auto& place : places) {
        if (place.customer.value() < 0) {
            const auto& number =
                canaries_.at(static_cast<std::size_t>(-1 - place.customer.value()));
            append_row(out, request_, marks_, canary_row(marks_, number, request_.fields));
            continue;
        }
        const auto row = TRY(row_of(*session, desk, request_, viewer_, place.customer));
        if (!row) continue;
        append_row(out, request_, marks_, *row);
        ++rows_;
    }
    return out;
}

Result<std::string> ExportStream::next() {
    std::string out;
    if (!std::exchange(begun_, true) && request_.format == "csv") out = csv_head(request_);
    // A piece in which nobody is visible is not the end.
    while (out.empty() && done_ < places_.size()) {
        const auto count = std::min(kRowsOfPiece, places_.size() - done_);
        out = TRY(rows_of(std::span{places_}.subspan(done_, count)));
        done_ += count;
    }
    if (out.empty() && !std::exchange(finished_, true)) TRY(finish());
    return out;
}

Result<> ExportStream::finish() {
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            auto now = TRY(stored_export(context.store, context.vault, request_.id));
            now.rows = rows_;
            return put_export(context, actor_, now, "export.sent");
        },
        WriteScope::rows);
}

}  // namespace genbo
