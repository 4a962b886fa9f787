// SPDX-License-Identifier: Apache-2.0
#include "register/value_ruling.h"

#include <algorithm>

#include "register/paper_json.h"

namespace genbo {

namespace {

void write_ruling(JsonWriter& json, const ValueRuling& ruling) {
    const auto texts = [&](std::string_view name, const std::vector<std::string>& all) {
        json.field(name).array([&] {
            for (const auto& one : all) json.value(one);
        });
    };
    json.object([&] {
        json.field("number", ruling.id.number);
        json.field("kind", ruling_kind_name(ruling.kind));
        json.field("field", field_info(ruling.field).name);
        json.field("custom_name", ruling.custom_name);
        json.field("chosen", ruling.chosen);
        texts("weighed", ruling.weighed);
        json.field("reason", ruling.reason);
        json.field("actor", ruling.actor.value());
        json.field("at", to_micros(ruling.at));
        json.field("withdrawn", to_micros(ruling.withdrawn));
        json.field("withdrawn_by", ruling.withdrawn_by.value());
    });
}

Result<ValueRuling> ruling_of(RecordId record, const PaperJson& json) {
    const auto field = field_by_name(json.text("field"));
    const auto kind = ruling_kind_named(json.text("kind"));
    if (!field || !kind) return bad_paper();
    ValueRuling ruling;
    ruling.id = {record, json.integer("number")};
    ruling.kind = *kind;
    ruling.field = *field;
    ruling.custom_name = json.text("custom_name");
    ruling.chosen = json.text("chosen");
    ruling.weighed = json.texts("weighed");
    ruling.reason = json.text("reason");
    ruling.actor = StaffId{json.integer("actor")};
    ruling.at = json.instant("at");
    ruling.withdrawn = json.instant("withdrawn");
    ruling.withdrawn_by = StaffId{json.integer("withdrawn_by")};
    return ruling;
}

}  // namespace

std::string_view ruling_kind_name(RulingKind kind) {
    return kind == RulingKind::value ? "value" : "both";
}

std::optional<RulingKind> ruling_kind_named(std::string_view name) {
    if (name == "value") return RulingKind::value;
    if (name == "both") return RulingKind::both;
    return std::nullopt;
}

const ValueRuling* standing_ruling(
    std::span<const ValueRuling> rulings, const Field& first, std::string_view custom_name) {
    const ValueRuling* newest = nullptr;
    for (const auto& ruling : rulings) {
        if (ruling.field != first || ruling.custom_name != custom_name) continue;
        if (ruling.withdrawn != Instant{}) continue;
        if (newest == nullptr ||
            std::pair{newest->at, newest->id} < std::pair{ruling.at, ruling.id})
            newest = &ruling;
    }
    return newest;
}

std::string ruling_paper(RecordId record) { return numbered_paper(kRulingPapers, record.value()); }

Result<std::vector<ValueRuling>> rulings_on(
    StoreReader& store, const RecordVault& vault, std::span<const RecordId> records) {
    std::vector<std::string> names;
    for (const auto record : records) names.push_back(ruling_paper(record));
    std::vector<ValueRuling> out;
    for (const auto& paper : TRY(store.papers_named(names))) {
        const RecordId record{TRY(number_of_paper(kRulingPapers, paper.name))};
        const auto text = TRY(vault.open_paper(paper));
        const auto json = TRY(PaperJson::parse(text));
        for (const auto& one : json.objects("rulings")) out.push_back(TRY(ruling_of(record, one)));
    }
    std::ranges::sort(out, {}, [](const ValueRuling& one) { return std::pair{one.at, one.id}; });
    return out;
}

Result<> put_rulings(
    StoreWriter& store, const RecordVault& vault, RecordId record,
    std::span<const ValueRuling> rulings, Instant now) {
    JsonWriter json;
    json.object([&] {
        json.field("rulings").array([&] {
            for (const auto& ruling : rulings) write_ruling(json, ruling);
        });
    });
    const auto paper = vault.paper(ruling_paper(record), now, std::move(json).str());
    return store.put_papers(std::span{&paper, 1});
}

}  // namespace genbo
