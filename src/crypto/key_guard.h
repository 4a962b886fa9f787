// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who guards the keyring: the port behind which a passphrase, a key file, a hardware module
// (adapter/keys/pkcs11_guard.h) or a key service (adapter/keys/transit_guard.h) stands.
//
// A guard makes a seal: a fresh key that encrypts the secrets of the keyring file, and a note by
// which the guard finds that key again.  The note stands in the file, in the clear; without the
// guard it leads nowhere.
//
//   guard             the note is                        what opens it
//   none              –                                  the file mode
//   argon2id          cost and salt                      the passphrase
//   keyfile           salt                               a file on another volume
//   pkcs11            label of a key, box                a key that never leaves the module
//   transit           box of Vault or OpenBao            a key that never leaves the service
//
// Guards that forget() destroy the older versions of their own key.  Then an old copy of the
// keyring file, from whatever backup, opens no more, and what was erased under it is gone there
// too.  Others can only promise this for the file as it is now.
//
// Thread safety: one keyring uses its guard from one thread at a time.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/key.h"
#include "crypto/password.h"

namespace genbo {

inline constexpr std::string_view kNoGuard = "none";

class KeyGuard {
public:
    struct Seal {
        Key key;
        std::string note;  // One line of printable ASCII.
    };

    virtual ~KeyGuard() = default;

    // One word; it stands in the file before the note.
    virtual std::string_view kind() const = 0;

    // A fresh seal, under a fresh version of the guard's own key where it forgets().
    virtual Result<Seal> make() = 0;

    // corrupt: crypto.keyring_damaged, the note is none of this guard's.  forbidden: the guard does
    // not open it (crypto.passphrase_wrong, crypto.guard_refused).  unavailable: it cannot be
    // asked.
    virtual Result<Key> open(std::string_view note) = 0;

    virtual bool forgets() const { return false; }
    // Destroys every version of the guard's key that is older than the note's.
    virtual Result<> forget_before(std::string_view note);
};

using KeyGuardPtr = std::shared_ptr<KeyGuard>;

// Argon2id; empty for none.
KeyGuardPtr passphrase_guard(const std::optional<std::string>& passphrase);

// 32 or more bytes of chance in a file of the rules of secret_file.h, best on another volume.  Not
// there: it is made by the first make().
KeyGuardPtr key_file_guard(std::filesystem::path path);

}  // namespace genbo
