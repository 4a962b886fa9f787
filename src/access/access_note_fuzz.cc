// SPDX-License-Identifier: Apache-2.0

// Any text as the note of an API key, as a key that somebody shows, and as a network.  Oracle: a
// note that reads is written so that it reads the same, a token has one spelling, and a network
// contains the address that it was written with.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "access/api_key.h"
#include "access/note_lines.h"
#include "base/bytes.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto key = api_key_of_note(text); key.ok()) {
        const auto again = api_key_of_note(api_key_note(*key));
        check(again.ok() && *again == *key);
        check(api_key_id(key->principal()) == key->id);
        check(!check_api_key(*key, text, Instant{}, "192.0.2.1").ok());
    }
    NoteLines lines;
    for (const auto& [name, value] : NoteLines::read(text))
        if (name.find_first_of("\t\n") == name.npos) lines.add(name, value);
    for (const auto& [name, value] : NoteLines::read(text))
        if (name.find_first_of("\t\n") == name.npos)
            check(std::ranges::count(NoteLines::read(lines.text()), std::pair{name, value}) > 0);
    if (const auto id = id_of_api_token(text)) check(text.find(*id) != text.npos);
    if (const auto network = Network::parse(text)) {
        check(network->text() == text);
        check(std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; }));
        check(network->contains(text.substr(0, text.find('/'))));
    }
    return 0;
}
