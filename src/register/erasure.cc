// SPDX-License-Identifier: Apache-2.0
#include "register/erasure.h"

#include <algorithm>
#include <array>

#include "register/paper_json.h"

namespace genbo {

namespace {

constexpr std::array<std::string_view, 5> kErasureStates = {
    "pending", "executing", "erased", "buried", "taken_back"};
constexpr std::array<std::string_view, 5> kErasureGrounds = {
    "request", "not_needed", "retention", "consent_withdrawn", "unlawful"};

template <typename Enum, typename Names>
std::optional<Enum> named_in(const Names& names, std::string_view name) {
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) return std::nullopt;
    return static_cast<Enum>(at - names.begin());
}

void write_counts(JsonWriter& json, const ErasureCounts& counts) {
    json.object([&] {
        json.field("records", counts.records);
        json.field("versions", counts.versions);
        json.field("evidence", counts.evidence);
        json.field("moves", counts.moves);
        json.field("verdicts", counts.verdicts);
        json.field("rejections", counts.rejections);
        json.field("answers", counts.answers);
        json.field("numbers", counts.numbers);
    });
}

ErasureCounts read_counts(const PaperJson& json) {
    ErasureCounts counts;
    counts.records = json.integer("records");
    counts.versions = json.integer("versions");
    counts.evidence = json.integer("evidence");
    counts.moves = json.integer("moves");
    counts.verdicts = json.integer("verdicts");
    counts.rejections = json.integer("rejections");
    counts.answers = json.integer("answers");
    counts.numbers = json.integer("numbers");
    return counts;
}

void write_erased_records(JsonWriter& json, const std::vector<ErasedRecord>& records) {
    json.array([&] {
        for (const auto& record : records)
            json.object([&] {
                json.field("record", record.record.value());
                json.field("source", record.source.value());
                json.field("key", to_hex(record.key_hash));
            });
    });
}

void write_tasks(JsonWriter& json, const std::vector<RecipientTask>& tasks) {
    json.array([&] {
        for (const auto& task : tasks)
            json.object([&] {
                json.field("recipient", task.recipient);
                json.field("acknowledged", to_micros(task.acknowledged));
                json.field("by", task.by.value());
                json.field("remark", task.remark);
            });
    });
}

void write_erasure_texts(JsonWriter& json, const std::vector<std::string>& texts) {
    json.array([&] {
        for (const auto& text : texts) json.value(text);
    });
}

}  // namespace

std::string_view erasure_state_name(ErasureState state) {
    return kErasureStates.at(static_cast<std::size_t>(state));
}

std::optional<ErasureState> erasure_state_named(std::string_view name) {
    return named_in<ErasureState>(kErasureStates, name);
}

std::string_view erasure_ground_name(ErasureGround ground) {
    return kErasureGrounds.at(static_cast<std::size_t>(ground));
}

std::optional<ErasureGround> erasure_ground_named(std::string_view name) {
    return named_in<ErasureGround>(kErasureGrounds, name);
}

std::string erasure_subject(const Erasure& erasure) {
    return "erasure=" + std::to_string(erasure.id.value()) + " uid=" + erasure.uid;
}

std::string erasure_to_text(const Erasure& erasure) {
    JsonWriter json;
    json.object([&] {
        json.field("uid", erasure.uid);
        json.field("state", erasure_state_name(erasure.state));
        json.field("ground", erasure_ground_name(erasure.ground));
        json.field("customer", erasure.customer.value());
        json.field("reason", erasure.reason);
        json.field("asked_by", erasure.asked_by.value());
        json.field("asked", to_micros(erasure.asked));
        json.field("due", to_micros(erasure.due));
        json.field("approval", erasure.approval.value());
        write_erased_records(json.field("records"), erasure.records);
        write_erasure_texts(json.field("tokens"), erasure.tokens);
        json.field("numbers").array([&] {
            for (const auto number : erasure.numbers) json.value(number.value());
        });
        write_erasure_texts(json.field("sources"), erasure.sources);
        write_counts(json.field("counts"), erasure.counts);
        write_tasks(json.field("tasks"), erasure.tasks);
        json.field("executed_by", erasure.executed_by.value());
        json.field("executed", to_micros(erasure.executed));
        json.field("epoch", std::int64_t{erasure.epoch});
        json.field("text_epoch", std::int64_t{erasure.text_epoch});
        json.field("leaf_after", erasure.leaf_after);
        json.field("buried", to_micros(erasure.buried));
    });
    return std::move(json).str();
}

Result<Erasure> erasure_from_text(ErasureId id, std::string_view text) {
    const auto paper = TRY(PaperJson::parse(text));
    const auto state = erasure_state_named(paper.text("state"));
    const auto ground = erasure_ground_named(paper.text("ground"));
    if (!state || !ground) return bad_paper();
    Erasure erasure;
    erasure.id = id;
    erasure.uid = paper.text("uid");
    erasure.state = *state;
    erasure.ground = *ground;
    erasure.customer = NumberId{paper.integer("customer")};
    erasure.reason = paper.text("reason");
    erasure.asked_by = StaffId{paper.integer("asked_by")};
    erasure.asked = paper.instant("asked");
    erasure.due = paper.instant("due");
    erasure.approval = ApprovalId{paper.integer("approval")};
    for (const auto& one : paper.objects("records")) {
        auto key = from_hex(one.text("key"));
        if (!key.ok()) return bad_paper();
        erasure.records.push_back(
            {RecordId{one.integer("record")}, SourceId{one.integer("source")}, *std::move(key)});
    }
    erasure.tokens = paper.texts("tokens");
    for (const auto number : paper.integers("numbers")) erasure.numbers.emplace_back(number);
    erasure.sources = paper.texts("sources");
    erasure.counts = read_counts(paper.object("counts"));
    for (const auto& one : paper.objects("tasks"))
        erasure.tasks.push_back(
            {one.text("recipient"), one.instant("acknowledged"), StaffId{one.integer("by")},
             one.text("remark")});
    erasure.executed_by = StaffId{paper.integer("executed_by")};
    erasure.executed = paper.instant("executed");
    erasure.epoch = static_cast<std::uint32_t>(paper.integer("epoch"));
    erasure.text_epoch = static_cast<std::uint32_t>(paper.integer("text_epoch"));
    erasure.leaf_after = paper.integer("leaf_after");
    erasure.buried = paper.instant("buried");
    return erasure;
}

}  // namespace genbo
