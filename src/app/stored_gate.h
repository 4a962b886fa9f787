// SPDX-License-Identifier: Apache-2.0
#pragma once

// Failed sign-ins of all nodes of a shared master together: the counters of server/login.h, as
// notes in the database.  Two tries on two nodes at once wait for each other at the account's note,
// so both count.
//
// Their names are keyed hashes: people type their password into the name field, and whoever has
// the database alone must not be able to try words against it.
//
// Thread safety: all functions, from any thread.

#include "app/master.h"
#include "crypto/mac.h"
#include "server/login.h"

namespace genbo {

class StoredGate final : public SignInGate {
public:
    // REQUIRES: the master is open for writing, and outlives it.
    explicit StoredGate(Master& master)
        : master_(master), name_mac_(master.keyring().derive("sign_in.counter")) {}

    Result<> begin(std::string_view name, std::string_view remote, Instant now) override;
    Result<> succeeded(std::string_view name, std::string_view remote) override;

private:
    std::string note_name(
        std::string_view kind, std::string_view name, std::string_view remote) const;

    Master& master_;
    const Mac name_mac_;
};

}  // namespace genbo
