// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is kept of a staff member beside the row that every engine has (StoredStaff: name, role,
// password): the full name, whether the account is disabled, and the second factors.
//
// One file per person, sealed as a whole under a key of the keyring and pinned to the person, in
// the setting "staff.file.<id>": settings are facts, so files go into backups and move with a
// master.  Whoever has the database alone learns neither the seed of a code nor how many factors
// somebody has; whoever copies one person's box over another's finds that it does not open there.
//
// A disabled account has the role "disabled" in its row, which is the name of no role: whatever
// asks for a role, in this program or an older one, refuses.  What the role was is in the file.
//
//   encode_staff_file / decode_staff_file    the bytes inside the box; a version first
//
// Thread safety: values.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/hash.h"

namespace genbo {

inline constexpr std::string_view kDisabledRole = "disabled";

struct Passkey {
    Bytes credential_id;
    Bytes public_key;  // COSE_Key, as the authenticator gave it.
    std::uint32_t sign_count = 0;
    std::string label;
    Instant added;
    Instant used;  // Epoch = never.
    bool backed_up = false;

    friend bool operator==(const Passkey&, const Passkey&) = default;
};

// An account at another house that opens this one.
struct ForeignAccount {
    std::string issuer;
    std::string subject;
    Instant added;

    friend bool operator==(const ForeignAccount&, const ForeignAccount&) = default;
};

struct StaffFile {
    std::string label;       // Full name, for other people to read.
    std::string role_then;   // While disabled: the role before.
    Instant disabled;        // Epoch = is not.
    Instant one_time_until;  // Of a handed-out password; epoch = no end.

    Bytes totp_seed;                  // Empty = none.
    std::int64_t totp_last_step = 0;  // No code of this half-minute or an earlier one counts.
    Instant totp_added;
    Bytes offered_seed;  // Shown, and not yet confirmed by a code.
    Instant offered;

    std::vector<Hash> recovery;  // Of the codes that have not been used.

    Bytes user_handle;  // 32 random bytes: who a passkey says it belongs to.
    std::vector<Passkey> passkeys;
    std::vector<ForeignAccount> foreign;

    Instant leaves;  // The first moment after the last day of work; epoch = not known.

    bool has_second_factor() const { return !totp_seed.empty() || !passkeys.empty(); }

    friend bool operator==(const StaffFile&, const StaffFile&) = default;
};

Bytes encode_staff_file(const StaffFile& file);
// corrupt: staff.bad_file.
Result<StaffFile> decode_staff_file(ByteView bytes);

}  // namespace genbo
