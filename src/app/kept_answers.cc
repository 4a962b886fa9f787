// SPDX-License-Identifier: Apache-2.0
#include "app/kept_answers.h"

#include "crypto/hash.h"
#include "register/intake_row.h"

namespace genbo {

namespace {

std::string answer_key(StaffId actor, std::string_view key) {
    const std::string who = std::to_string(actor.value()) + "\n";
    return to_hex(sha256({as_bytes(who), as_bytes(key)}));
}

AssociatedData answer_place(std::string_view key) {
    AssociatedData place("answer");
    place.text(key);
    return place;
}

}  // namespace

Result<std::optional<KeptAnswer>> StoredAnswers::find(StaffId actor, std::string_view key) {
    const std::string name = answer_key(actor, key);
    auto session = TRY(master_.sessions().borrow());
    const auto stored = session->store().answer(name);
    if (!stored.ok()) {
        if (stored.error().fault == Fault::not_found) return std::optional<KeptAnswer>{};
        return stored.error();
    }
    const auto text = TRY(session->vault().open_text(answer_place(name), stored->sealed_body));
    auto parts = TRY(decode_cells(text));
    if (parts.size() != 3) return Error{Fault::corrupt, "register.rejected_cells"};
    return std::optional{KeptAnswer{
        std::string{as_text(stored->request_hash)}, static_cast<int>(stored->status),
        std::move(parts[0]), std::move(parts[1]), std::move(parts[2])}};
}

Result<> StoredAnswers::keep(StaffId actor, std::string_view key, const KeptAnswer& answer) {
    const std::string name = answer_key(actor, key);
    return master_.writer().run([&](WriteContext& context) -> Result<> {
        if (context.store.answer(name).ok()) return {};
        const std::vector<std::string> parts{answer.etag, answer.location, answer.body};
        const auto hash = as_bytes(answer.request_hash);
        return context.store.add_answer(
            {name, Bytes{hash.begin(), hash.end()}, answer.status,
             context.vault.seal_text(answer_place(name), encode_cells(parts)), context.now});
    });
}

}  // namespace genbo
