// SPDX-License-Identifier: Apache-2.0
#include "app/export_desk.h"

#include <algorithm>
#include <map>

#include "access/note_lines.h"
#include "app/export_marks.h"
#include "base/json_writer.h"
#include "connect/csv_writer.h"
#include "crypto/random.h"
#include "register/customer_desk.h"

namespace genbo {

namespace {

constexpr std::string_view kExportPrefix = "access.export.";
constexpr std::size_t kNumbersPage = 1000;

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
    }
    return request;
}

Result<> put_export(
    WriteContext& context, const Actor& actor, const ExportRequest& request, const char* action) {
    const auto sealed = context.vault.seal_text(export_place(request.id), export_text(request));
    TRY(context.store.put_note(
        {std::string{kExportPrefix} + request.id, export_note_at(), sealed}));
    return context.trail.record(
        context.store, actor, context.now,
        {action, "staff", request.asked_by.value(),
         static_cast<std::uint64_t>(std::max<std::int64_t>(1, request.rows))});
}

Result<ExportRequest> stored_export(
    StoreReader& store, const RecordVault& vault, std::string_view id) {
    const auto note = store.note(std::string{kExportPrefix} + std::string{id});
    if (!note.ok()) {
        if (note.error().fault != Fault::not_found) return note.error();
        return Error{Fault::not_found, "access.unknown_export", {}};
    }
    return export_of_text(id, TRY(vault.open_text(export_place(id), note->value)));
}

// What leaves with the approval of two: in full what the table gives to two persons.
std::optional<std::string> exported_value(
    const Viewer& viewer, const GoldenField& field, const Subject& subject) {
    const auto effect = viewer.effect(field.field, field.custom_name, subject);
    if (effect == Effect::two_person || effect == Effect::full) return field.value;
    if (effect != Effect::tokenised) return std::nullopt;
    return viewer.value(field.field, field.custom_name, field.value, subject);
}

struct ExportRow {
    std::uint64_t order = 0;
    std::string number;
    std::vector<std::string> values;  // As the request's fields.
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
    ExportRow row{marks.order(number), number, {}};
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

std::string csv_of(
    const ExportRequest& request, const ExportMarks& marks, const std::vector<ExportRow>& rows) {
    const CsvStyle style{.formula_guard = FormulaGuard::on};
    std::string out = "\xEF\xBB\xBF";
    std::vector<std::string_view> cells = {"number"};
    cells.insert(cells.end(), request.fields.begin(), request.fields.end());
    cells.push_back(kMarkColumn);
    append_csv_row(out, cells, style);
    for (const auto& row : rows) {
        const std::string mark = marks.mark(row.number);
        cells.assign({row.number});
        cells.insert(cells.end(), row.values.begin(), row.values.end());
        cells.push_back(mark);
        append_csv_row(out, cells, style);
    }
    return out;
}

std::string ndjson_of(
    const ExportRequest& request, const ExportMarks& marks, const std::vector<ExportRow>& rows) {
    std::string out;
    for (const auto& row : rows) {
        JsonWriter json;
        json.object([&] {
            json.field("number", row.number);
            for (std::size_t i = 0; i < request.fields.size(); ++i)
                if (!row.values[i].empty()) json.field(request.fields[i], row.values[i]);
            json.field(kMarkColumn, marks.mark(row.number));
        });
        out += std::move(json).str() + "\n";
    }
    return out;
}

Result<std::optional<ExportRow>> row_of(
    CustomerDesk& desk, const ExportRequest& request, const Viewer& viewer,
    const ExportMarks& marks, NumberId customer) {
    const auto view = TRY(desk.show(customer));
    std::vector<std::string> stores;
    for (const auto& member : view.members) stores.emplace_back(member.values.get(Field::store));
    if (!request.store.empty() && std::ranges::count(stores, request.store) == 0)
        return std::optional<ExportRow>{};
    const Subject subject{view.id, viewer.standing(view.id, stores)};
    if (!viewer.sees_anything(subject)) return std::optional<ExportRow>{};
    ExportRow row{marks.order(view.number), view.number, {}};
    row.values.resize(request.fields.size());
    for (const auto& field : view.golden.fields)
        for (std::size_t i = 0; i < request.fields.size(); ++i)
            if (field.field != Field::custom && request.fields[i] == field_info(field.field).name)
                row.values[i] = exported_value(viewer, field, subject).value_or("");
    return std::optional{std::move(row)};
}

}  // namespace

std::string_view ExportRequest::state(Instant now) const {
    if (decided_by.value() == 0) return now < asked + kExportWaitsFor ? "waiting" : "expired";
    if (!approved) return "refused";
    return now < decided + kExportOpenFor ? "approved" : "expired";
}

Result<ExportRequest> ExportDesk::ask(
    const Actor& actor, const Viewer& viewer, const ExportRequest& request) {
    ExportRequest asked = request;
    for (const auto& name : asked.fields) {
        const auto field = field_by_name(name);
        if (!field || *field == Field::custom)
            return Error{Fault::invalid, "app.unknown_field", {name}};
        const auto effect = viewer.effect(*field, {}, {});
        if (effect == Effect::denied || effect == Effect::masked)
            return Error{Fault::forbidden, "access.export_field", {name}};
    }
    if (asked.fields.empty()) return Error{Fault::invalid, "access.export_empty", {}};
    asked.purpose = purpose_name(viewer.caller().purpose);
    asked.asked_by = actor.staff;
    TRY(master_.writer().run(
        [&](WriteContext& context) {
            asked.asked = context.now;
            asked.id = std::to_string(to_micros(context.now)) + "-" + this_thread_random().id();
            return put_export(context, actor, asked, "export.ask");
        },
        WriteScope::rows));
    return asked;
}

Result<ExportRequest> ExportDesk::decide(const Actor& actor, std::string_view id, bool approve) {
    ExportRequest request;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            TRY(stored_export(context.store, context.vault, id));
            // Two who decide at once: one of them is told.
            TRY(context.store.hold_note(std::string{kExportPrefix} + std::string{id}, context.now));
            request = TRY(stored_export(context.store, context.vault, id));
            if (request.asked_by == actor.staff)
                return Error{Fault::conflict, "access.own_export", {}};
            if (request.state(context.now) != "waiting")
                return Error{Fault::conflict, "access.export_decided", {}};
            request.decided_by = actor.staff;
            request.decided = context.now;
            request.approved = approve;
            return put_export(
                context, actor, request, approve ? "export.approve" : "export.refuse");
        },
        WriteScope::rows));
    return request;
}

Result<std::vector<ExportRequest>> ExportDesk::list() {
    auto session = TRY(master_.sessions().borrow());
    std::vector<ExportRequest> requests;
    for (const auto& note : TRY(session->store().notes(kExportPrefix))) {
        const auto id = std::string_view{note.name}.substr(kExportPrefix.size());
        requests.push_back(
            export_of_text(id, TRY(session->vault().open_text(export_place(id), note.value))));
    }
    std::ranges::stable_sort(
        requests, [](const auto& a, const auto& b) { return a.asked > b.asked; });
    return requests;
}

Result<ExportRequest> ExportDesk::find(std::string_view id) {
    auto session = TRY(master_.sessions().borrow());
    return stored_export(session->store(), session->vault(), id);
}

Result<std::string> ExportDesk::write(
    const Actor& actor, const Viewer& viewer, std::string_view id) {
    auto request = TRY(find(id));
    const bool open = request.state(master_.clock().now()) == "approved";
    if (!open || request.asked_by != actor.staff)
        return Error{Fault::conflict, "access.export_not_open", {}};
    const ExportMarks marks(master_.keyring(), request.id);
    std::vector<ExportRow> rows;
    {
        auto session = TRY(master_.sessions().borrow());
        CustomerDesk desk(*session, master_.config().policy);
        NumberId after;
        while (true) {
            const auto page = TRY(session->store().numbers(after, kNumbersPage));
            std::vector<NumberId> ids;
            for (const auto& number : page) ids.push_back(number.id);
            NumberId last;
            for (const auto& member : TRY(session->store().members_of(ids))) {
                if (member.customer == last) continue;
                last = member.customer;
                if (auto row = TRY(row_of(desk, request, viewer, marks, last)))
                    rows.push_back(std::move(*row));
            }
            if (page.size() < kNumbersPage) break;
            after = page.back().id;
        }
        request.rows = std::ssize(rows);
        for (const auto& number : marks.canaries(session->rules(), master_.keyring()))
            rows.push_back(canary_row(marks, number, request.fields));
    }
    std::ranges::sort(rows, {}, &ExportRow::order);
    // Written down before the first byte leaves.
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            auto now = TRY(stored_export(context.store, context.vault, id));
            now.rows = request.rows;
            ++now.taken;
            return put_export(context, actor, now, "export.take");
        },
        WriteScope::rows));
    return request.format == "csv" ? csv_of(request, marks, rows) : ndjson_of(request, marks, rows);
}

}  // namespace genbo
