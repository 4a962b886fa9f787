// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an authenticator in software with an Ed25519 key, which does what it is told, wrong
// things too.

#include <string>

#include "base/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "server/base64url.h"

namespace genbo {

struct TestAuthenticator {
    SigningKey key{Key(Bytes(32, 9))};
    Bytes credential_id = Bytes(16, 7);
    std::string rp_id = "localhost";
    std::string origin = "http://localhost:8080";
    std::uint8_t flags = 0x05;  // Present and verified.
    std::uint32_t count = 1;

    // {1: 1, 3: -8, -1: 6, -2: x}
    Bytes cose_key() const {
        Bytes cose{0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20};
        cose.insert(cose.end(), key.public_key().begin(), key.public_key().end());
        return cose;
    }
    Bytes data(bool with_credential) const {
        const Hash hash = sha256(as_bytes(rp_id));
        Bytes out(hash.begin(), hash.end());
        out.push_back(static_cast<std::uint8_t>(flags | (with_credential ? 0x40 : 0)));
        for (int shift = 24; shift >= 0; shift -= 8)
            out.push_back(static_cast<std::uint8_t>(count >> shift));
        if (!with_credential) return out;
        out.insert(out.end(), 16, 0);
        out.push_back(0);
        out.push_back(static_cast<std::uint8_t>(credential_id.size()));
        out.insert(out.end(), credential_id.begin(), credential_id.end());
        const auto cose = cose_key();
        out.insert(out.end(), cose.begin(), cose.end());
        return out;
    }
    // {"fmt": "none", "attStmt": {}, "authData": data}
    Bytes attestation() const {
        const auto auth = data(true);
        Bytes out{0xA3};
        const auto text = [&](std::string_view some) {
            out.push_back(static_cast<std::uint8_t>(0x60 + some.size()));
            out.insert(out.end(), some.begin(), some.end());
        };
        text("fmt");
        text("none");
        text("attStmt");
        out.push_back(0xA0);
        text("authData");
        out.push_back(0x58);
        out.push_back(static_cast<std::uint8_t>(auth.size()));
        out.insert(out.end(), auth.begin(), auth.end());
        return out;
    }
    std::string client_data(std::string_view type, ByteView challenge) const {
        return R"({"type":")" + std::string{type} + R"(","challenge":")" + to_base64url(challenge) +
               R"(","origin":")" + origin + R"(","crossOrigin":false})";
    }
    Bytes sign(ByteView auth_data, std::string_view client_data_json) const {
        Bytes message(auth_data.begin(), auth_data.end());
        const Hash hash = sha256(as_bytes(client_data_json));
        message.insert(message.end(), hash.begin(), hash.end());
        const auto signature = key.sign(message);
        return {signature.begin(), signature.end()};
    }
    // Bodies of the API.
    std::string registration_body(ByteView challenge, std::string_view label = "鍵") const {
        return R"({"label":")" + std::string{label} + R"(","client_data":")" +
               to_base64url(as_bytes(client_data("webauthn.create", challenge))) +
               R"(","attestation_object":")" + to_base64url(attestation()) + R"("})";
    }
    std::string assertion_body(ByteView challenge) const {
        const auto client = client_data("webauthn.get", challenge);
        const auto auth = data(false);
        return R"({"id":")" + to_base64url(credential_id) + R"(","client_data":")" +
               to_base64url(as_bytes(client)) + R"(","authenticator_data":")" + to_base64url(auth) +
               R"(","signature":")" + to_base64url(sign(auth, client)) + R"("})";
    }
};

}  // namespace genbo
