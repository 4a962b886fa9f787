// SPDX-License-Identifier: Apache-2.0
#pragma once

// Makes, changes over and ends API keys (access/api_key.h), and lets in who shows one.
//
//   const auto made = TRY(ApiKeyDesk(master).create(actor, {"EC", {"view_customer"}, …}));
//   made.token   // shown once

#include <chrono>
#include <string>
#include <vector>

#include "app/master.h"
#include "register/access_book.h"

namespace genbo {

struct ApiKeyWish {
    std::string name;
    std::vector<std::string> actions;
    std::vector<std::string> purposes;
    std::vector<std::string> classes;
    std::vector<std::string> networks;
    std::int64_t days = 365;
};

struct MadeApiKey {
    ApiKey key;
    std::string token;
};

// active, ended, expired.
std::string_view api_key_state(const ApiKey& key, Instant now);

class ApiKeyDesk {
public:
    explicit ApiKeyDesk(Master& master) : master_(master) {}

    // invalid: app.key_action, app.key_purpose, app.key_class, app.key_network, app.key_name: what
    // a key cannot have.
    Result<MadeApiKey> create(const Actor& actor, const ApiKeyWish& wish);
    // The former secret lives on for `overlap`.
    Result<MadeApiKey> rotate(
        const Actor& actor, std::string_view id, std::chrono::microseconds overlap);
    Result<> revoke(const Actor& actor, std::string_view id);

    // forbidden: access.key_*; a refusal of a key that exists is in the trail.
    Result<ApiKey> admit(
        std::string_view token, std::string_view address, const std::string& request_id);

private:
    Master& master_;
};

}  // namespace genbo
