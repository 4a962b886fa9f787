// SPDX-License-Identifier: Apache-2.0

// Any text as note and as verifier key, and any text signed by us as a checkpoint: what opens is
// exactly what we would have signed.

#include <cstddef>
#include <cstdint>

#include "audit/checkpoint.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    static const SigningKey signer{Key(Bytes(32, 0x33))};
    static const NoteKey key{"genbo.example/main", signer.public_key()};
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    if (const auto parsed = NoteKey::parse(text); parsed.ok()) check(parsed->str() == text);
    if (const auto opened = open_checkpoint(text, key); opened.ok())
        check(text.starts_with(checkpoint_text(*opened)));

    // With a signature that fits, the parser behind it is reached too.
    std::string signable;
    for (const char c : text) {
        if (c == '\n' || (c >= ' ' && c <= '~')) signable += c;
    }
    signable += '\n';
    const auto note = sign_note(signable, key.name, signer);
    const auto text_back = open_note(note, key);
    check(text_back.ok() && *text_back == signable);
    if (const auto opened = open_checkpoint(note, key); opened.ok())
        check(checkpoint_text(*opened) == signable);
    return 0;
}
