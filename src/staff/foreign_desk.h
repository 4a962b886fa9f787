// SPDX-License-Identifier: Apache-2.0
#pragma once

// The desk of foreign accounts: which account at another house (an OpenID provider) opens which of
// ours.  The key is issuer and subject, never a mail address, which houses give to others again
// (OpenID Connect Core §5.7).
//
// Somebody links their own account, signed in and freshly proved; nobody is let in because a
// provider knows them.  What a foreign account proves is one factor: who has a second one still
// shows it here.
//
// Thread safety: all functions, from any thread.

#include <string_view>

#include "register/writer.h"
#include "staff/staff_vault.h"

namespace genbo {

class ForeignDesk {
public:
    // REQUIRES: all outlive the desk.
    ForeignDesk(Writer& writer, Store& store, const Keyring& keyring)
        : writer_(writer), store_(store), vault_(keyring) {}

    // not_found: staff.unknown_foreign.
    Result<StaffId> owner_of(std::string_view issuer, std::string_view subject) const;
    // conflict: staff.foreign_known, when it opens an account already.
    Result<> link(
        StaffId staff, std::string_view issuer, std::string_view subject, const Actor& actor);
    // not_found: staff.unknown_foreign.
    Result<> unlink(StaffId staff, std::string_view issuer, const Actor& actor);

private:
    Writer& writer_;
    Store& store_;
    const StaffVault vault_;
};

}  // namespace genbo
