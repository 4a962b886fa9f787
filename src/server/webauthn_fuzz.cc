// SPDX-License-Identifier: Apache-2.0

// Whatever a browser or an authenticator sends: read without a fault, and what is read twice is
// read alike.  The first byte says as what.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "server/cbor.h"
#include "server/webauthn.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    if (size == 0) return 0;
    const ByteView bytes{data + 1, size - 1};
    switch (data[0] % 5) {
        case 0: static_cast<void>(parse_cbor(bytes)); break;
        case 1: {
            const auto read = parse_authenticator_data(bytes);
            if (read.ok() && !read->public_key.empty()) check(parse_cbor(read->public_key).ok());
            break;
        }
        case 2: static_cast<void>(parse_cose_key(bytes)); break;
        case 3: static_cast<void>(parse_client_data(as_text(bytes))); break;
        default:
            static_cast<void>(verify_registration(
                {R"({"type":"webauthn.create","challenge":"AA","origin":"http://localhost"})",
                 Bytes(bytes.begin(), bytes.end())},
                {.rp_id = "localhost", .origin = "http://localhost"}));
    }
    return 0;
}
