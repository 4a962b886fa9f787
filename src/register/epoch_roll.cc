// SPDX-License-Identifier: Apache-2.0
#include "register/epoch_roll.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/log.h"
#include "register/approval_desk.h"
#include "register/erasure_desk.h"
#include "register/erasure_removal.h"
#include "register/import_desk.h"
#include "register/paper_json.h"
#include "register/relation_desk.h"
#include "register/value_ruling.h"
#include "register/verdict_desk.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::string_view kDone = "done";

// In their order.
constexpr std::array<std::string_view, 6> kParts = {"record", "rejection", "verdict",
                                                    "answer", "paper",     "verify"};
constexpr std::array<std::string_view, 5> kMortalPapers = {
    kApprovalPapers, kErasurePapers, kMarkPapers, kRelationPapers, kRulingPapers};

std::string_view part_after(std::string_view part) {
    const auto* const at = std::ranges::find(kParts, part);
    return at + 1 == kParts.end() ? "end" : *(at + 1);
}

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Error still_old(std::string_view what) {
    return {Fault::corrupt, "register.roll_incomplete", {std::string{what}}};
}

// A text whose key is gone already is nobody's any more.
Result<std::optional<Bytes>> resealed_if_readable(
    const RecordVault& vault, const AssociatedData& place, ByteView sealed) {
    auto again = vault.resealed(place, sealed);
    if (!again.ok() && again.error().code == "crypto.epoch_gone") return std::optional<Bytes>{};
    return again;
}

// Old enough to be lost: of an epoch that the roll ends.
Result<bool> is_of_old_text(const Keyring& keyring, ByteView sealed, std::uint32_t newest) {
    const auto version = TRY(key_version_of(sealed));
    const auto known = keyring.text_epochs();
    return version != newest && (version < kTextEpochs || std::ranges::count(known, version) > 0);
}

}  // namespace

Result<bool> burial_due(StoreReader& store) {
    const auto setting = store.setting(kBurialSetting);
    if (!setting.ok() && setting.error().fault != Fault::not_found) return setting.error();
    return setting.ok() && *setting == "due";
}

std::string EpochRoll::state_text(const State& state) {
    JsonWriter json;
    json.object([&] {
        json.field("part", state.part);
        json.field("epoch", std::int64_t{state.epoch});
        json.field("text_epoch", std::int64_t{state.text_epoch});
        json.field("after", state.after);
        json.field("records", state.records);
        json.field("texts", state.texts);
    });
    return std::move(json).str();
}

Result<EpochRoll::State> EpochRoll::state_of(std::string_view text) {
    const auto json = TRY(PaperJson::parse(text));
    State state;
    state.part = json.text("part");
    state.epoch = static_cast<std::uint32_t>(json.integer("epoch"));
    state.text_epoch = static_cast<std::uint32_t>(json.integer("text_epoch"));
    state.after = json.text("after");
    state.records = json.integer("records");
    state.texts = json.integer("texts");
    return state;
}

Result<EpochRoll::State> EpochRoll::read_state() {
    auto reader = TRY(store_.reader());
    const auto setting = reader->setting(kRollSetting);
    if (!setting.ok() && setting.error().fault == Fault::not_found)
        return State{std::string{kDone}, 0, 0, {}, 0, 0};
    if (!setting.ok()) return setting.error();
    return state_of(*setting);
}

Result<bool> EpochRoll::under_way() { return TRY(read_state()).part != kDone; }

// The file first: what the store says must be there.  A process that dies between leaves an epoch
// that nothing was wrapped by, which the next roll takes.
Result<> EpochRoll::begin() {
    TRY(keyring_.refresh());
    std::int64_t noted = 0;
    std::int64_t noted_texts = 0;
    bool burial = false;
    {
        auto reader = TRY(store_.reader());
        const auto setting = reader->setting(kEpochSetting);
        if (setting.ok()) noted = number_in(*setting);
        const auto texts = reader->setting(kTextEpochSetting);
        if (texts.ok()) noted_texts = number_in(*texts);
        burial = TRY(burial_due(*reader));
    }
    const bool fresh = keyring_.epochs().size() > 1 && keyring_.epoch() > noted;
    if (!fresh) TRY(keyring_.begin_epoch());
    const bool fresh_texts =
        keyring_.text_epochs().size() > 1 && keyring_.text_epoch() > noted_texts;
    const bool texts = burial || keyring_.text_epoch() == 0;
    if (texts && !fresh_texts) TRY(keyring_.begin_text_epoch());
    State state{std::string{kParts[0]}, keyring_.epoch(), 0, {}, 0, 0};
    if (texts) state.text_epoch = keyring_.text_epoch();
    return writer_.run([&](WriteContext& context) -> Result<> {
        TRY(context.store.set_setting(kEpochSetting, std::to_string(state.epoch)));
        if (texts)
            TRY(context.store.set_setting(kTextEpochSetting, std::to_string(state.text_epoch)));
        // What is erased from here on is not of this roll.
        if (burial) TRY(context.store.set_setting(kBurialSetting, "rolling"));
        return context.store.set_setting(kRollSetting, state_text(state));
    });
}

Result<> EpochRoll::wrap_records(WriteContext& context, State& state) const {
    std::vector<WrappedKeyChange> changes;
    const auto records = TRY(context.store.all_records(RecordId{number_in(state.after)}, batch_));
    for (const auto& record : records) {
        auto key = TRY(context.vault.rewrapped(record));
        if (key) changes.push_back({record.id, record.wrapped_key, *std::move(key)});
    }
    TRY(context.store.set_wrapped_keys(changes));
    state.records += static_cast<std::int64_t>(changes.size());
    state.after = records.size() < batch_ ? "" : std::to_string(records.back().id.value());
    return {};
}

// "import row": the import that is being worked on, and its last row.
Result<> EpochRoll::seal_rejections(WriteContext& context, State& state) const {
    const auto space = state.after.find(' ');
    ImportId import{number_in(state.after)};
    std::int64_t row = 0;
    if (space == state.after.npos) {
        const auto newest = TRY(context.store.imports(ImportId{}, 1));
        if (newest.empty()) return {};
        import = newest.front().id;
    } else {
        row = number_in(std::string_view{state.after}.substr(space + 1));
    }
    const auto page = TRY(context.store.rejections(import, row, batch_));
    std::vector<StoredRejection> changed;
    for (auto rejection : page) {
        row = rejection.row;
        auto sealed = TRY(resealed_if_readable(
            context.vault, rejection_place(import, rejection.row), rejection.sealed));
        if (!sealed) continue;
        rejection.sealed = *std::move(sealed);
        changed.push_back(std::move(rejection));
    }
    TRY(context.store.reseal_rejections(changed));
    state.texts += static_cast<std::int64_t>(changed.size());
    if (page.size() == batch_) {
        state.after = std::to_string(import.value()) + " " + std::to_string(row);
        return {};
    }
    const auto next = TRY(context.store.imports(import, 1));
    state.after = next.empty() ? "" : std::to_string(next.front().id.value()) + " 0";
    return {};
}

Result<> EpochRoll::seal_verdicts(WriteContext& context, State& state) const {
    const auto page = TRY(context.store.verdicts(VerdictId{number_in(state.after)}, batch_));
    std::vector<StoredVerdict> changed;
    for (auto verdict : page) {
        auto sealed = TRY(
            resealed_if_readable(context.vault, verdict_place(verdict.id), verdict.sealed_reason));
        if (!sealed) continue;
        verdict.sealed_reason = *std::move(sealed);
        changed.push_back(std::move(verdict));
    }
    TRY(context.store.reseal_verdicts(changed));
    state.texts += static_cast<std::int64_t>(changed.size());
    state.after = page.size() < batch_ ? "" : std::to_string(page.back().id.value());
    return {};
}

Result<> EpochRoll::seal_answers(WriteContext& context, State& state) const {
    const auto page = TRY(context.store.answers(state.after, batch_));
    std::vector<StoredAnswer> changed;
    for (auto answer : page) {
        auto sealed =
            TRY(resealed_if_readable(context.vault, answer_place(answer.key), answer.sealed_body));
        if (!sealed) continue;
        answer.sealed_body = *std::move(sealed);
        changed.push_back(std::move(answer));
    }
    TRY(context.store.reseal_answers(changed));
    state.texts += static_cast<std::int64_t>(changed.size());
    state.after = page.size() < batch_ ? "" : page.back().key;
    return {};
}

Result<> EpochRoll::seal_papers(WriteContext& context, State& state) const {
    const auto* kind = kMortalPapers.begin();
    if (!state.after.empty())
        kind = std::ranges::find_if(kMortalPapers, [&](std::string_view one) {
            return state.after.starts_with(std::string{one} + "/");
        });
    if (kind == kMortalPapers.end()) return bad_paper();
    const auto first = std::string{*kind} + "/";
    const auto page = TRY(papers_of_kind(
        context.store, *kind, state.after == first ? std::string_view{} : state.after, batch_));
    std::vector<StoredPaper> changed;
    for (auto paper : page) {
        auto sealed =
            TRY(resealed_if_readable(context.vault, paper_place(paper.name), paper.sealed));
        if (!sealed) continue;
        paper.sealed = *std::move(sealed);
        changed.push_back(std::move(paper));
    }
    TRY(context.store.put_papers(changed));
    state.texts += static_cast<std::int64_t>(changed.size());
    if (page.size() == batch_)
        state.after = page.back().name;
    else
        state.after = kind + 1 == kMortalPapers.end() ? "" : std::string{*(kind + 1)} + "/";
    return {};
}

Result<> EpochRoll::do_part(WriteContext& context, State& state) const {
    if (state.part == "record") return wrap_records(context, state);
    if (state.text_epoch == 0) return {};
    if (state.part == "rejection") return seal_rejections(context, state);
    if (state.part == "verdict") return seal_verdicts(context, state);
    if (state.part == "answer") return seal_answers(context, state);
    if (state.part == "paper") return seal_papers(context, state);
    return Error{Fault::corrupt, "register.bad_paper"};
}

// Everything written since the roll began is of the new epoch (Writer), so that what is not seen
// here cannot be old.
Result<> EpochRoll::verify(const State& state) {
    auto reader = TRY(store_.reader());
    RecordId after;
    while (true) {
        const auto records = TRY(reader->all_records(after, batch_));
        for (const auto& record : records)
            if (TRY(Keyring::epoch_of(record.wrapped_key)) != state.epoch)
                return still_old("record");
        if (records.size() < batch_) break;
        after = records.back().id;
    }
    if (state.text_epoch == 0) return {};
    const auto old = [&](ByteView sealed) {
        return is_of_old_text(keyring_, sealed, state.text_epoch);
    };
    ImportId before;
    while (true) {
        const auto imports = TRY(reader->imports(before, batch_));
        for (const auto& import : imports) {
            before = import.id;
            for (const auto& rejection : TRY(reader->rejections(import.id, 0, SIZE_MAX >> 1)))
                if (TRY(old(rejection.sealed))) return still_old("rejection");
        }
        if (imports.size() < batch_) break;
    }
    VerdictId newest;
    while (true) {
        const auto verdicts = TRY(reader->verdicts(newest, batch_));
        for (const auto& verdict : verdicts)
            if (TRY(old(verdict.sealed_reason))) return still_old("verdict");
        if (verdicts.size() < batch_) break;
        newest = verdicts.back().id;
    }
    for (const auto kind : kMortalPapers)
        for (const auto& paper : TRY(all_papers_of_kind(*reader, kind)))
            if (TRY(old(paper.sealed))) return still_old("paper");
    return {};
}

Result<> EpochRoll::end(const State& state, const Actor& actor) {
    // Of an ended epoch nobody takes keys out of a backup without this.
    if (!key_store_.empty()) {
        auto reader = TRY(store_.reader());
        TRY(write_key_store(key_store_, *reader, keyring_));
    }
    TRY(keyring_.refresh());
    report_.ended = 0;
    for (const auto epoch : keyring_.epochs())
        if (epoch < state.epoch) {
            TRY(keyring_.end_epoch(epoch));
            ++report_.ended;
        }
    if (state.text_epoch != 0)
        for (const auto epoch : keyring_.text_epochs())
            if (epoch < state.text_epoch) {
                TRY(keyring_.end_epoch(epoch));
                ++report_.ended;
            }
    // Whoever died between the file and its guard left the guard's older keys: none opens from
    // here.
    TRY(keyring_.forget_old_seals());
    report_.epoch = state.epoch;
    report_.records = state.records;
    report_.texts = state.texts;
    return writer_.run([&](WriteContext& context) -> Result<> {
        State done;
        done.part = kDone;
        TRY(context.store.set_setting(kRollSetting, state_text(done)));
        TRY(context.store.set_setting("epoch.rolled", std::to_string(to_micros(context.now))));
        const auto burial = context.store.setting(kBurialSetting);
        if (burial.ok() && *burial == "rolling")
            TRY(context.store.set_setting(kBurialSetting, "none"));
        if (state.text_epoch != 0)
            for (auto& erasure : TRY(stored_erasures(context.store, context.vault))) {
                if (erasure.state != ErasureState::erased || erasure.epoch >= state.epoch ||
                    erasure.text_epoch >= state.text_epoch)
                    continue;
                erasure.state = ErasureState::buried;
                erasure.buried = context.now;
                TRY(put_erasure(context, erasure));
            }
        return context.trail.record(
            context.store, actor, context.now,
            {"epoch.roll", "epoch", std::int64_t{state.epoch},
             static_cast<std::uint64_t>(std::max<std::int64_t>(1, state.records))});
    });
}

Result<bool> EpochRoll::step(const Actor& actor) {
    const auto state = TRY(read_state());
    if (state.part == kDone) {
        TRY(begin());
        return false;
    }
    TRY(keyring_.refresh());
    if (state.part == "end") {
        TRY(end(state, actor));
        return true;
    }
    if (state.part == "verify") TRY(verify(state));
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        // Read anew: a transaction may be tried again.
        auto next = state;
        if (state.part != "verify") TRY(do_part(context, next));
        if (next.after.empty()) next.part = part_after(state.part);
        return context.store.set_setting(kRollSetting, state_text(next));
    }));
    return false;
}

Result<RollReport> EpochRoll::run(const Actor& actor) {
    while (!TRY(step(actor))) {
    }
    log_info(
        "epoch.rolled",
        {{"epoch", static_cast<std::int64_t>(report_.epoch)}, {"records", report_.records}});
    return report_;
}

}  // namespace genbo
