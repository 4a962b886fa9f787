// SPDX-License-Identifier: Apache-2.0
#include "register/once.h"

namespace genbo {

namespace {

std::string done_name(const RequestName& request) { return "done." + request; }

}  // namespace

Result<std::optional<std::string>> done_before(WriteContext& context, const RequestName& request) {
    if (request.empty()) return std::optional<std::string>{};
    const auto note = TRY(context.store.hold_note(done_name(request), context.now));
    if (note.value.empty()) return std::optional<std::string>{};
    return std::optional{std::string{as_text(note.value)}};
}

Result<> note_done(WriteContext& context, const RequestName& request, std::string_view outcome) {
    if (request.empty()) return {};
    const auto bytes = as_bytes(outcome);
    return context.store.put_note(
        {done_name(request), context.now, Bytes{bytes.begin(), bytes.end()}});
}

}  // namespace genbo
