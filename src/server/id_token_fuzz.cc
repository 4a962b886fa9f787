// SPDX-License-Identifier: Apache-2.0

// A token or a list of keys from anywhere: read without a fault, and never believed, because no
// key here has signed anything.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "server/id_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    if (size == 0) return 0;
    const std::string_view text = as_text(ByteView{data + 1, size - 1});
    if (data[0] % 2 == 0) {
        static_cast<void>(parse_jwks(text));
        return 0;
    }
    // The point of RFC 7515, appendix A.3.
    static const auto keys = parse_jwks(
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"1"}]})");
    check(keys.ok() && keys->size() == 1);
    const auto verdict = verify_id_token(
        text, *keys,
        {.issuer = "https://id.example.jp",
         .client_id = "genbo",
         .nonce = "n",
         .now = instant_from_micros(1'700'000'000'000'000)});
    check(!verdict.good());
    return 0;
}
