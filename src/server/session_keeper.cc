// SPDX-License-Identifier: Apache-2.0
#include "server/session_keeper.h"

#include <array>

#include "base/bytes.h"
#include "crypto/random.h"

namespace genbo {

std::string new_session_token() {
    std::array<std::uint8_t, 32> secret{};
    this_thread_random().fill(secret);
    return to_hex(secret);
}

Hash session_hash(std::string_view token) {
    return sha256({as_bytes("genbo/session/"), as_bytes(token)});
}

std::string session_id(ByteView hash) {
    constexpr std::size_t kIdBytes = 16;
    const Hash name = sha256({as_bytes("genbo/session-id/"), hash});
    return to_hex(std::span{name}.first(kIdBytes));
}

std::string csrf_token_of(std::string_view session_token) {
    return to_hex(sha256({as_bytes("genbo/csrf/"), as_bytes(session_token)}));
}

bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

}  // namespace genbo
