// SPDX-License-Identifier: Apache-2.0
#include "app/stored_gate.h"

#include <array>
#include <charconv>

namespace genbo {

namespace {

// "tries last open_at", times in microseconds.
Bytes note_of_counter(const SignInCounter& counter) {
    const std::string text = std::to_string(counter.tries) + " " +
                             std::to_string(to_micros(counter.last)) + " " +
                             std::to_string(to_micros(counter.open_at));
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

// What cannot be read counts as nothing: a new note has no value.
SignInCounter counter_of_note(const StoredNote& note) {
    std::string_view text = as_text(note.value);
    std::array<std::int64_t, 3> numbers{};
    for (auto& number : numbers) {
        const auto* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number);
        if (read.ec != std::errc{}) return {};
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        if (text.starts_with(' ')) text.remove_prefix(1);
    }
    return {numbers[0], instant_from_micros(numbers[1]), instant_from_micros(numbers[2])};
}

}  // namespace

std::string StoredGate::note_name(
    std::string_view kind, std::string_view name, std::string_view remote) const {
    constexpr std::size_t kNameBytes = 16;
    Bytes text;
    for (const std::string_view part : {kind, remote, name}) {
        const auto bytes = as_bytes(part);
        text.insert(text.end(), bytes.begin(), bytes.end());
        text.push_back(0);
    }
    const Mac mac = name_mac_;  // One Mac belongs to one thread.
    const Hash tag = mac.tag(text);
    return "sign_in." + to_hex(std::span{tag}.first(kNameBytes));
}

Result<> StoredGate::begin(std::string_view name, std::string_view remote, Instant now) {
    const std::string pair_name = note_name("pair", name, remote);
    const std::string account_name = note_name("account", name, {});
    Result<> verdict;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            StoredNote account_note;
            if (counts_for_account(remote))
                account_note = TRY(context.store.hold_note(account_name, now));
            auto pair_note = TRY(context.store.hold_note(pair_name, now));
            SignInCounter pair = counter_of_note(pair_note);
            SignInCounter account = counter_of_note(account_note);
            verdict = count_sign_in(pair, account, now);
            if (!verdict.ok()) return {};
            TRY(context.store.put_note({pair_name, now, note_of_counter(pair)}));
            if (!counts_for_account(remote)) return {};
            return context.store.put_note({account_name, now, note_of_counter(account)});
        },
        WriteScope::rows));
    return verdict;
}

Result<> StoredGate::succeeded(std::string_view name, std::string_view remote) {
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            if (counts_for_account(remote))
                TRY(context.store.remove_note(note_name("account", name, {})));
            return context.store.remove_note(note_name("pair", name, remote));
        },
        WriteScope::rows);
}

}  // namespace genbo
