// SPDX-License-Identifier: Apache-2.0
#include "register/cleanse_report.h"

#include "register/paper_json.h"

namespace genbo {

namespace {

std::string cleanse_report_text(const CleanseReport& report) {
    JsonWriter json;
    json.object([&] {
        json.field("at", to_micros(report.at));
        json.field("state", report.state);
        json.field("records", report.records);
        json.field("certain", report.certain);
        json.field("doubtful", report.doubtful);
        json.field("to_ask", report.to_ask);
        json.field("written", report.written);
        json.field("codes").array([&] {
            for (const auto& [code, count] : report.codes)
                json.object([&] {
                    json.field("code", code);
                    json.field("count", count);
                });
        });
        json.field("imports").array([&] {
            for (const auto id : report.imports) json.value(id.value());
        });
    });
    return std::move(json).str();
}

}  // namespace

void CleanseReport::count(const CleansePiece& piece) {
    records += piece.looked_at;
    for (const auto& one : piece.proposals) {
        ++codes[one.finding.code];
        ++(!one.finding.proposal ? to_ask : one.finding.certain ? certain : doubtful);
    }
}

Result<> store_cleanse_report(Writer& writer, const CleanseReport& report) {
    return writer.run(
        [&](WriteContext& context) -> Result<> {
            const auto paper = context.vault.lasting_paper(
                std::string{kCleansePaper}, context.now, cleanse_report_text(report));
            return context.store.put_papers(std::span{&paper, 1});
        },
        WriteScope::rows);
}

Result<std::optional<CleanseReport>> stored_cleanse_report(ReadSession& session) {
    const auto paper = session.store().paper(kCleansePaper);
    if (!paper.ok() && paper.error().fault == Fault::not_found)
        return std::optional<CleanseReport>{};
    if (!paper.ok()) return paper.error();
    const auto text = TRY(session.vault().open_paper(*paper));
    const auto json = TRY(PaperJson::parse(text));
    CleanseReport report;
    report.at = json.instant("at");
    report.state = json.text("state");
    report.records = json.integer("records");
    report.certain = json.integer("certain");
    report.doubtful = json.integer("doubtful");
    report.to_ask = json.integer("to_ask");
    report.written = json.integer("written");
    for (const auto& one : json.objects("codes"))
        report.codes[one.text("code")] = one.integer("count");
    for (const auto id : json.integers("imports")) report.imports.emplace_back(id);
    return std::optional{std::move(report)};
}

}  // namespace genbo
