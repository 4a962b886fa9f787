// SPDX-License-Identifier: Apache-2.0
#pragma once

// API keys: how another system shows who it is, and what a key is held to.
//
//   genbo_<environment>_<id>_<secret>      genbo_prod_3f9a1c07b2d4_9d3c…(64 hex digits, 256 bits)
//
// The beginning is there for scanners of secrets and for people who find one.  Only the SHA-256 of
// the whole is kept: 256 random bits need no slow hash.  A key has an expiry always; actions,
// purposes and field classes, each only what is listed; and networks, where none listed means any.
// A rotation gives a second secret and lets the first live for some hours, so that a system can be
// changed over without a gap.
//
// check_api_key() answers in the order: ended, expired, network; so the trail knows why.

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "record/ids.h"

namespace genbo {

// One CIDR block, or one address.
class Network {
public:
    // "192.0.2.0/24", "2001:db8::/32", "192.0.2.7".
    static std::optional<Network> parse(std::string_view text);

    // IPv4 in IPv6 ("::ffff:192.0.2.7") is IPv4.  What is no address is in no network.
    bool contains(std::string_view address) const;
    const std::string& text() const { return text_; }

    friend bool operator==(const Network&, const Network&) = default;

private:
    std::string text_;
    std::vector<std::uint8_t> bytes_;  // 4 or 16.
    unsigned bits_ = 0;
};

struct ApiKey {
    std::string id;  // 12 hexadecimal digits.
    std::string name;
    std::string environment;
    Hash secret{};
    // The one before a rotation, while it lives.
    std::optional<Hash> former;
    Instant former_until{};
    std::set<Action> actions;
    std::set<Purpose> purposes;
    std::set<FieldClass> classes;
    std::vector<Network> networks;
    StaffId made_by;
    Instant made{};
    Instant expires{};
    std::optional<Instant> ended;

    // Below zero, so that it is nobody of the staff.
    StaffId principal() const;

    friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

// The id of the key with this principal.
std::string api_key_id(StaffId principal);

struct NewApiSecret {
    std::string token;  // Shown once.
    Hash hash{};
};

// A new key's id.
std::string new_api_key_id();
NewApiSecret new_api_secret(std::string_view environment, std::string_view id);

// The id in a token of the right form; nothing in any other text.
std::optional<std::string> id_of_api_token(std::string_view token);

// Lower case letters and digits, 1 to 16.
bool is_environment_name(std::string_view text);

// forbidden: access.key_wrong, access.key_ended, access.key_expired, access.key_network.
Result<> check_api_key(
    const ApiKey& key, std::string_view token, Instant now, std::string_view address);

// As it is kept: lines of "name<TAB>value".  corrupt: access.bad_note.
std::string api_key_note(const ApiKey& key);
Result<ApiKey> api_key_of_note(std::string_view note);

}  // namespace genbo
