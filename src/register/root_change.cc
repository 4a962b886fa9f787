// SPDX-License-Identifier: Apache-2.0
#include "register/root_change.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/log.h"
#include "register/erasure_removal.h"
#include "register/paper_json.h"
#include "register/trail_export.h"

namespace genbo {

namespace {

constexpr std::string_view kRootChangeSetting = "root.change";
constexpr std::string_view kRootDone = "done";
// In their order.
constexpr std::array<std::string_view, 5> kRootParts = {
    "paper", "alert", "note", "staff", "verify"};
// Behind every name of a paper.
constexpr std::string_view kBehindAll = "~";

std::string_view root_part_after(std::string_view part) {
    const auto* const at = std::ranges::find(kRootParts, part);
    return at == kRootParts.end() || at + 1 == kRootParts.end() ? "end" : *(at + 1);
}

}  // namespace

std::string RootChange::state_text(const State& state) {
    JsonWriter json;
    json.object([&] {
        json.field("part", state.part);
        json.field("generation", std::int64_t{state.generation});
        json.field("after", state.after);
        json.field("boxes", state.boxes);
    });
    return std::move(json).str();
}

Result<RootChange::State> RootChange::read_state() {
    auto reader = TRY(store_.reader());
    const auto setting = reader->setting(kRootChangeSetting);
    State state;
    state.part = kRootDone;
    if (!setting.ok() && setting.error().fault == Fault::not_found) return state;
    if (!setting.ok()) return setting.error();
    const auto json = TRY(PaperJson::parse(*setting));
    state.part = json.text("part");
    state.generation = static_cast<std::uint32_t>(json.integer("generation"));
    state.after = json.text("after");
    state.boxes = json.integer("boxes");
    return state;
}

Result<bool> RootChange::under_way() { return TRY(read_state()).part != kRootDone; }

// The file first: what the store says must be there.  A process that dies between leaves a root
// that nothing was sealed under, which the next change takes.
Result<> RootChange::begin() {
    TRY(keyring_.refresh());
    std::uint32_t noted = 1;
    {
        auto reader = TRY(store_.reader());
        const auto setting = reader->setting(kRootSetting);
        if (setting.ok())
            std::from_chars(setting->data(), setting->data() + setting->size(), noted);
    }
    if (keyring_.root_generation() <= noted) TRY(keyring_.begin_root());
    State state{std::string{kRootParts.front()}, keyring_.root_generation(), {}, 0};
    return writer_.run([&](WriteContext& context) -> Result<> {
        TRY(context.store.set_setting(kRootSetting, std::to_string(state.generation)));
        TRY(context.store.set_setting(kBurialSetting, "due"));
        return context.store.set_setting(kRootChangeSetting, state_text(state));
    });
}

Result<> RootChange::seal_papers(WriteContext& context, State& state) const {
    const auto page = TRY(context.store.papers(state.after, kBehindAll, batch_));
    std::vector<StoredPaper> changed;
    for (auto paper : page) {
        auto sealed = TRY(context.vault.resealed_by_root(paper_place(paper.name), paper.sealed));
        if (!sealed) continue;
        paper.sealed = *std::move(sealed);
        changed.push_back(std::move(paper));
    }
    TRY(context.store.put_papers(changed));
    state.boxes += static_cast<std::int64_t>(changed.size());
    state.after = page.size() < batch_ ? "" : page.back().name;
    return {};
}

// A few hundred at most (alert_desk.h), like notes: one transaction.
Result<> RootChange::seal_alerts(WriteContext& context, State& state) {
    for (auto alert : TRY(context.store.alerts(SIZE_MAX >> 1))) {
        auto sealed = TRY(context.vault.resealed_by_root(alert_place(alert.entry), alert.sealed));
        if (!sealed) continue;
        alert.sealed = *std::move(sealed);
        TRY(context.store.put_alert(alert));
        ++state.boxes;
    }
    return {};
}

Result<> RootChange::seal_notes(WriteContext& context, State& state) {
    for (const auto prefix : sealed_notes())
        for (auto note : TRY(context.store.notes(prefix))) {
            if (note.value.empty()) continue;
            auto sealed = TRY(context.vault.resealed_by_root(*note_place(note.name), note.value));
            if (!sealed) continue;
            note.value = *std::move(sealed);
            TRY(context.store.put_note(note));
            ++state.boxes;
        }
    return {};
}

Result<> RootChange::do_part(WriteContext& context, State& state) const {
    if (state.part == "paper") return seal_papers(context, state);
    if (state.part == "alert") return seal_alerts(context, state);
    if (state.part == "note") return seal_notes(context, state);
    if (state.part != "staff") return Error{Fault::corrupt, "register.bad_paper"};
    state.boxes += TRY(others_(context.store));
    return {};
}

// All parts again find nothing to do.
Result<> RootChange::verify() {
    return writer_.run([&](WriteContext& context) -> Result<> {
        State again;
        for (const auto part : kRootParts) {
            if (part == "verify") break;
            again.part = part;
            do {
                TRY(do_part(context, again));
                if (again.boxes > 0)
                    return Error{Fault::corrupt, "register.roll_incomplete", {std::string{part}}};
            } while (!again.after.empty());
        }
        return {};
    });
}

Result<bool> RootChange::step(const Actor& actor) {
    const auto state = TRY(read_state());
    if (state.part == kRootDone) {
        TRY(begin());
        return false;
    }
    TRY(keyring_.refresh());
    if (state.part == "verify") TRY(verify());
    const bool last = state.part == "end";
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        // Read anew: a transaction may be tried again.
        auto next = state;
        if (last) {
            next = {};
            next.part = kRootDone;
            TRY(context.trail.record(
                context.store, actor, context.now,
                {"keys.root", "root", std::int64_t{state.generation},
                 static_cast<std::uint64_t>(std::max<std::int64_t>(1, state.boxes))}));
            TRY(hand_over_trail(context, keyring_, actor));
        } else {
            if (state.part != "verify") TRY(do_part(context, next));
            if (next.after.empty()) next.part = root_part_after(state.part);
        }
        return context.store.set_setting(kRootChangeSetting, state_text(next));
    }));
    if (last) report_ = {state.generation, state.boxes};
    return last;
}

Result<RootChangeReport> RootChange::run(const Actor& actor) {
    while (!TRY(step(actor))) {
    }
    log_info(
        "root.changed",
        {{"generation", static_cast<std::int64_t>(report_.generation)}, {"boxes", report_.boxes}});
    return report_;
}

}  // namespace genbo
