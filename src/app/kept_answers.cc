// SPDX-License-Identifier: Apache-2.0
#include "app/kept_answers.h"

#include "base/log.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "register/intake_row.h"

namespace genbo {

namespace {

std::string claim_name(const std::string& answer) { return "request." + answer; }

}  // namespace

std::string request_name(StaffId actor, std::string_view idempotency_key) {
    const std::string who = std::to_string(actor.value()) + "\n";
    return to_hex(sha256({as_bytes(who), as_bytes(idempotency_key)}));
}

StoredAnswers::StoredAnswers(Master& master)
    : master_(master),
      shared_(master.store().sharing() == Sharing::shared),
      claimant_(this_thread_random().bytes(16)) {}

Result<std::optional<KeptAnswer>> StoredAnswers::find(StaffId actor, std::string_view key) {
    const std::string name = request_name(actor, key);
    auto session = TRY(master_.sessions().borrow());
    const auto stored = session->store().answer(name);
    if (!stored.ok()) {
        if (stored.error().fault == Fault::not_found) return std::optional<KeptAnswer>{};
        return stored.error();
    }
    const auto opened = session->vault().open_text(answer_place(name), stored->sealed_body);
    // An epoch ended between the answer and its retry: the act itself knows that it was done.
    if (!opened.ok() && opened.error().code == "crypto.epoch_gone")
        return std::optional<KeptAnswer>{};
    const auto text = TRY(Result<std::string>{opened});
    auto parts = TRY(decode_cells(text));
    if (parts.size() != 3) return Error{Fault::corrupt, "register.rejected_cells"};
    return std::optional{KeptAnswer{
        std::string{as_text(stored->request_hash)}, static_cast<int>(stored->status),
        std::move(parts[0]), std::move(parts[1]), std::move(parts[2])}};
}

Result<> StoredAnswers::keep(StaffId actor, std::string_view key, const KeptAnswer& answer) {
    const std::string name = request_name(actor, key);
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            if (shared_) TRY(remove_claim(context.store, claim_name(name), context.now));
            if (context.store.answer(name).ok()) return {};
            const std::vector<std::string> parts{answer.etag, answer.location, answer.body};
            const auto hash = as_bytes(answer.request_hash);
            return context.store.add_answer(
                {name, Bytes{hash.begin(), hash.end()}, answer.status,
                 context.vault.seal_mortal_text(answer_place(name), encode_cells(parts)),
                 context.now});
        },
        WriteScope::rows);
}

Result<bool> StoredAnswers::claim(StaffId actor, std::string_view key) {
    if (!shared_) return true;
    const std::string name = claim_name(request_name(actor, key));
    bool ours = false;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            const auto note = TRY(context.store.hold_note(name, context.now));
            const bool free = note.value.empty() || note.value == claimant_ ||
                              context.now - note.at >= kClaimLife;
            ours = free;
            return free ? context.store.put_note({name, context.now, claimant_}) : Result<>{};
        },
        WriteScope::rows));
    return ours;
}

void StoredAnswers::release(StaffId actor, std::string_view key) {
    if (!shared_) return;
    const std::string name = claim_name(request_name(actor, key));
    const auto done = master_.writer().run(
        [&](WriteContext& context) { return remove_claim(context.store, name, context.now); },
        WriteScope::rows);
    // It ends by itself after kClaimLife.
    if (!done.ok()) log_warn("request.not_released", {{"code", LogToken{done.error().code}}});
}

// Unless it ran out and is another node's by now.
Result<> StoredAnswers::remove_claim(
    StoreWriter& store, const std::string& name, Instant now) const {
    const auto note = TRY(store.hold_note(name, now));
    if (!note.value.empty() && note.value != claimant_) return {};
    return store.remove_note(name);
}

}  // namespace genbo
