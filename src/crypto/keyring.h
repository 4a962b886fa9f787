// SPDX-License-Identifier: Apache-2.0
#pragma once

// The keyring is the file, kept outside the database and its backups, without which nothing
// personal in a master can be read.
//
//   root secret ──derive()──► index keys, audit signing key, number permutation, backup key …
//   epoch secret n ─────────► key-encryption key n ──wrap()──► data key of a record ──► its boxes
//
// Keys for one purpose are derived from the root by HKDF under a label and live as long as the
// root.  Key-encryption keys come from epoch secrets that are random and stored one by one, because
// erasure needs a key that can be destroyed: begin_epoch(), re-wrap the survivors, end_epoch(old),
// and the data keys of erased persons are gone from every old backup too.
//
// The root has generations.  A new one (begin_root()) seals whatever is sealed under the root from
// then on (sealing_keys.h) and signs the audit log (audit/key_handover.h), so that who has an old
// copy of the file opens nothing newer.  The first stays for what cannot change without losing its
// meaning, keys of derive(): hashes compared with older ones, the order of numbers, the id.
//
// The file (text, mode 0600, owned by the user who runs Genbo):
//
//   genbo-keyring 1              2 when there is more than one root, which older programs refuse
//   id 5f0c2a9d4b7e1183
//   seal none                    or   seal argon2id 65536 3 <salt>   or another guard's note
//   secrets <hexadecimal>        first root(32) | number(4) secret(32) per epoch and per further
//                                root; in a box when sealed
//   check <16 hex digits>        of the lines above, against typing slips and cut files
//
// It is created and replaced as a whole (temporary file, fsync, link or rename, fsync of the
// folder), is opened without following symbolic links, and is refused when others may read or write
// it.  A guard (key_guard.h) seals it: a passphrase (environment variable GENBO_PASSPHRASE), a key
// file, a hardware module, a key service; without one the file mode is the protection.  On flash
// storage "destroyed" means as good as the drive's erasing, unless the guard forgets(): ending an
// epoch then seals the file anew and destroys the guard's older key, so that no copy of the old
// file opens.
//
// A wrapped key (kWrappedKeySize bytes):
//
//   version(1) | epoch(4) | nonce(24) | encrypted key(32) | tag(16) | commitment(32)
//
// GCM does not commit to its key: one box can be made to open under two keys.  The commitment,
// HKDF-Expand(data key, "genbo/commit" 0x00), fixes which data key a wrapped key means.
//
// version is 1 for a key in use, and 2 for one in quarantine: wrapped by another key of the same
// epoch, so that what is frozen before its erasure is opened by nobody by mistake, and yet can be
// taken back until the epoch ends.
//
// Beside the epochs of data keys stand those of texts (numbers above kTextEpochs; keyrings of older
// programs have none): secrets of the same kind for what the register keeps in words, rolled only
// when words were erased.  Roots after the first have the numbers above kRootGenerations.
//
// Several processes may share the file.  A wrapped key of an epoch that is not known here makes the
// keyring read the file again; whoever begins or ends an epoch does it under a lease of the store.
//
// Thread safety: everything but assignment may run on several threads at once.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/key.h"
#include "crypto/key_guard.h"

namespace genbo {

inline constexpr std::size_t kWrappedKeySize = 1 + 4 + 24 + 32 + 16 + 32;

// GENBO_PASSPHRASE, when it is set and not empty.
std::optional<std::string> passphrase_from_environment();

inline constexpr std::uint32_t kTextEpochs = 0x80000000U;
inline constexpr std::uint32_t kRootGenerations = 0xC0000000U;

// Whether a wrapped key may be used, or waits for its end.
enum class KeyUse : std::uint8_t { live = 1, quarantined = 2 };

class Keyring {
public:
    Keyring(const Keyring& other);
    Keyring(Keyring&&) noexcept = default;
    Keyring& operator=(const Keyring& other) = delete;
    Keyring& operator=(Keyring&&) noexcept = default;
    ~Keyring() = default;

    // A new keyring in a new file.  conflict: crypto.file_exists.
    static Result<Keyring> create(const std::filesystem::path& path, KeyGuardPtr guard);
    static Result<Keyring> create(
        const std::filesystem::path& path,
        const std::optional<std::string>& passphrase = std::nullopt) {
        return create(path, passphrase_guard(passphrase));
    }

    // As read_secret_file() (secret_file.h), and: corrupt: crypto.keyring_damaged,
    // crypto.keyring_version.  forbidden: crypto.passphrase_missing, crypto.passphrase_wrong,
    // crypto.passphrase_unused (the file is not sealed, though whoever starts Genbo thinks so),
    // crypto.guard_other (the file has another guard), crypto.guard_refused.  And what the guard
    // says.
    static Result<Keyring> open(const std::filesystem::path& path, KeyGuardPtr guard);
    static Result<Keyring> open(
        const std::filesystem::path& path,
        const std::optional<std::string>& passphrase = std::nullopt) {
        return open(path, passphrase_guard(passphrase));
    }

    // The kind() of the guard that the file names, or kNoGuard, without opening it.
    static Result<std::string> guard_kind_of(const std::filesystem::path& path);

    // A keyring without a file, from a seed: tests and sample data.
    static Keyring ephemeral(const Key& seed);

    // 16 hexadecimal digits, not secret.  A master notes the id of its keyring and refuses another.
    const std::string& id() const { return id_; }

    // The key for one purpose ("index.phone"), from the first root.  A label never changes its
    // meaning and is never built from data; what varies goes into the context.
    Key derive(std::string_view label, ByteView context = {}) const;

    // The newest generation of the root: 1, until there was another.
    std::uint32_t root_generation() const;
    // From the root of that generation.  corrupt: crypto.epoch_unknown.
    Result<Key> derive_of_root(std::uint32_t generation, std::string_view label) const;

    // The epoch that wrap() uses: the newest.
    std::uint32_t epoch() const;
    std::vector<std::uint32_t> epochs() const;
    // The newest of texts; 0 = there is none.
    std::uint32_t text_epoch() const;
    std::vector<std::uint32_t> text_epochs() const;

    // `associated` says whose key it is; unwrap() must be told the same.
    Bytes wrap(const Key& data_key, ByteView associated, KeyUse use = KeyUse::live) const;

    // corrupt: crypto.not_a_wrapped_key, crypto.does_not_unwrap, crypto.epoch_unknown (the keyring
    // is older than the data).  not_found: crypto.epoch_gone (the key-encryption key was
    // destroyed, and with it the data).  conflict: crypto.key_use (live where quarantined is asked
    // for, or the other way round).
    Result<Key> unwrap(ByteView wrapped, ByteView associated, KeyUse use = KeyUse::live) const;

    static Result<std::uint32_t> epoch_of(ByteView wrapped);
    static Result<KeyUse> use_of(ByteView wrapped);

    // A key for one purpose that ends with the epoch.  Errors as of unwrap().
    Result<Key> derive_in_epoch(std::uint32_t epoch, std::string_view label) const;

    // What the file says now of the epochs.  Errors as of open(); then nothing is changed.
    Result<> refresh() const;

    // A new epoch secret, in the file before this returns.  limit: crypto.too_many_epochs.
    Result<std::uint32_t> begin_epoch();

    Result<std::uint32_t> begin_text_epoch();

    // A new generation of the root, in the file before this returns.
    Result<std::uint32_t> begin_root();

    // Destroys the secret of an epoch of either kind.  invalid: crypto.epoch_newest.  not_found:
    // crypto.epoch_gone.  After an Error of a guard that could not forget, the secret is gone from
    // the file all the same; forget_old_seals() tries the rest again.
    Result<> end_epoch(std::uint32_t epoch);

    // Seals the file anew: under another guard, or none.  The old guard's key is left as it is.
    Result<> set_guard(KeyGuardPtr guard);
    // Under the guard it has, whose older keys are destroyed if it forgets().
    Result<> seal_anew();

    // Whether old copies of the file become unreadable when an epoch ends.
    bool guard_forgets() const { return seal_ && seal_->guard->forgets(); }
    std::string_view guard_kind() const { return seal_ ? seal_->guard->kind() : kNoGuard; }
    Result<> forget_old_seals();

private:
    struct Seal {
        KeyGuardPtr guard;
        std::string note;
        Key key;
    };
    struct Epoch {
        std::uint32_t number;
        Key secret;
        Key kek;
        Key quarantine;
    };
    // Shared by all threads that use the keyring.
    struct EpochBook {
        mutable std::shared_mutex mutex;
        std::vector<Epoch> list;  // Ascending, never empty once open.
    };

    explicit Keyring(const Key& root);

    static Result<std::optional<Seal>> make_seal(KeyGuardPtr guard);
    static Result<Keyring> from_text(std::string_view text, KeyGuardPtr guard);
    static Result<Keyring> from_secrets(ByteView secrets);

    void add_epoch(std::uint32_t number, const Key& secret);
    std::vector<Epoch> list() const;
    std::optional<Seal> present_seal() const;
    void set_list(std::vector<Epoch> list) const;
    enum class Kind { data, text, root };
    static Kind kind_of(std::uint32_t number);
    std::vector<std::uint32_t> numbers(Kind kind) const;
    Result<> begin(std::uint32_t number);
    // Known here, or else in the file.
    Result<Epoch> epoch_numbered(std::uint32_t number) const;
    std::string to_text() const;
    Result<> save() const;

    std::filesystem::path path_;        // Empty: ephemeral.
    mutable std::optional<Seal> seal_;  // Under the lock of epochs_, once it is open.
    std::string id_;
    Key root_;
    std::unique_ptr<EpochBook> epochs_;
};

}  // namespace genbo
