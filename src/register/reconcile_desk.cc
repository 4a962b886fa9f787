// SPDX-License-Identifier: Apache-2.0
#include "register/reconcile_desk.h"

#include <algorithm>
#include <charconv>

#include "register/paper_json.h"

namespace genbo {

namespace {

void write_control_totals(JsonWriter& json, std::string_view name, const ControlTotals& totals) {
    json.field(name).object([&] {
        write_sums(json, totals);
        // JSON numbers end at 2^53.
        json.field("checksum", std::to_string(totals.checksum));
    });
}

ControlTotals control_totals(const PaperJson& json) {
    ControlTotals totals{
        json.integer("records"), json.integer("points"), json.integer("purchase_count"),
        json.integer("purchase_amount"), 0};
    const auto text = json.text("checksum");
    std::from_chars(text.data(), text.data() + text.size(), totals.checksum);
    return totals;
}

std::string kept_text(const KeptReconciliation& kept) {
    JsonWriter json;
    json.object([&] {
        json.field("source", kept.source);
        json.field("file_name", kept.file_name);
        json.field("actor", kept.actor.value());
        json.field("repaired_by", kept.repaired_by.value());
        write_control_totals(json, "file", kept.file);
        write_control_totals(json, "register", kept.in_register);
        write_row_counts(json, kept);
        json.field("agrees", kept.agrees);
    });
    return std::move(json).str();
}

Result<KeptReconciliation> kept_of_paper(const RecordVault& vault, const StoredPaper& paper) {
    const auto text = TRY(vault.open_paper(paper));
    const auto json = TRY(PaperJson::parse(text));
    KeptReconciliation kept;
    kept.id = TRY(number_of_paper(kReconcilePapers, paper.name));
    kept.at = paper.at;
    kept.source = json.text("source");
    kept.file_name = json.text("file_name");
    kept.actor = StaffId{json.integer("actor")};
    kept.repaired_by = ImportId{json.integer("repaired_by")};
    kept.file = control_totals(json.object("file"));
    kept.in_register = control_totals(json.object("register"));
    kept.same = json.integer("same");
    kept.differing = json.integer("differing");
    kept.only_file = json.integer("only_file");
    kept.only_register = json.integer("only_register");
    kept.repeated = json.integer("repeated");
    kept.rejected = json.integer("rejected");
    kept.agrees = json.truth("agrees");
    return kept;
}

}  // namespace

void write_sums(JsonWriter& json, const ControlTotals& totals) {
    json.field("records", totals.records);
    json.field("points", totals.points);
    json.field("purchase_count", totals.purchase_count);
    json.field("purchase_amount", totals.purchase_amount);
}

void write_row_counts(JsonWriter& json, const KeptReconciliation& kept) {
    json.field("same", kept.same);
    json.field("differing", kept.differing);
    json.field("only_file", kept.only_file);
    json.field("only_register", kept.only_register);
    json.field("repeated", kept.repeated);
    json.field("rejected", kept.rejected);
}

KeptReconciliation kept_of(const Reconciliation& report) {
    KeptReconciliation kept;
    kept.file = report.file;
    kept.in_register = report.in_register;
    kept.same = report.same;
    kept.differing = report.differing;
    kept.only_file = report.only_file;
    kept.only_register = report.only_register;
    kept.repeated = report.repeated;
    kept.rejected = report.rejected;
    kept.agrees = report.agrees();
    return kept;
}

Result<KeptReconciliation> keep_reconciliation(
    Writer& writer, KeptReconciliation kept, const Actor& actor) {
    TRY(writer.run([&](WriteContext& context) -> Result<> {
        kept.id = TRY(take_paper_number(context.store, kReconcilePapers));
        kept.at = context.now;
        kept.actor = actor.staff;
        const auto paper = context.vault.lasting_paper(
            numbered_paper(kReconcilePapers, kept.id), context.now, kept_text(kept));
        TRY(context.store.put_papers(std::span{&paper, 1}));
        const auto drift = kept.differing + kept.only_file + kept.only_register;
        return context.trail.record(
            context.store, actor, context.now,
            {"reconcile.run", "reconciliation", kept.id, static_cast<std::uint64_t>(drift)});
    }));
    return kept;
}

Result<std::vector<KeptReconciliation>> kept_reconciliations(ReadSession& session) {
    std::vector<KeptReconciliation> all;
    for (const auto& paper : TRY(all_papers_of_kind(session.store(), kReconcilePapers)))
        all.push_back(TRY(kept_of_paper(session.vault(), paper)));
    std::ranges::reverse(all);
    return all;
}

}  // namespace genbo
