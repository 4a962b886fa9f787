// SPDX-License-Identifier: Apache-2.0
#pragma once

// A checkpoint is a root of the trail that Genbo stands for: signed text that is kept outside the
// database (another volume, a log server, a mail, paper), so that whoever rewrites the trail has to
// rewrite all of those too.  The format is C2SP's tlog-checkpoint in a C2SP signed note
// (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), which existing tools verify:
//
//   genbo.example/main
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — genbo.example/main Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5…
//
// The origin names the trail.  Ed25519 signs the text up to the empty line; signatures of other
// keys (a witness, one day ML-DSA) are passed over, as the note format wants.
//
// A NoteKey is what a verifier is given beforehand: "name+key id+base64(algorithm, public key)".

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"

namespace genbo {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

struct NoteKey {
    std::string name;
    PublicKey key{};

    std::uint32_t id() const;
    std::string str() const;
    // invalid: audit.bad_note_key.
    static Result<NoteKey> parse(std::string_view text);

    friend bool operator==(const NoteKey&, const NoteKey&) = default;
};

// The body of a note, ending in a line feed.  REQUIRES: as for sign_note(), and an origin of one
// line.
std::string checkpoint_text(const Checkpoint& checkpoint);

// REQUIRES: `text` ends in a line feed; `name` is not empty and has no space and no plus.
std::string sign_note(std::string_view text, std::string_view name, const SigningKey& key);

// The text of a note that `key` signed.  corrupt: audit.bad_note, audit.not_signed,
// audit.bad_signature.
Result<std::string> open_note(std::string_view note, const NoteKey& key);

// The origin is the name of the key.
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);

// Also refused: an origin that is not the key's name, extension lines, leading zeros, a wrong root
// of the empty tree (audit.bad_checkpoint).
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteKey& key);

}  // namespace genbo
