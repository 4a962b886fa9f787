// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an OpenID provider in memory, which answers what a real one would, or what a test
// makes it say.

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <functional>
#include <map>
#include <string>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "port/clock.h"
#include "server/base64url.h"
#include "server/oidc.h"

namespace genbo {

// A key pair on P-256 that signs tokens.
class TokenSigner {
public:
    TokenSigner() : key_(EVP_EC_gen("P-256")) {}
    ~TokenSigner() { EVP_PKEY_free(key_); }
    TokenSigner(const TokenSigner&) = delete;
    TokenSigner& operator=(const TokenSigner&) = delete;

    std::string jwk(const std::string& kid) const {
        return R"({"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" + kid +
               R"(","x":")" + to_base64url(number("qx")) + R"(","y":")" +
               to_base64url(number("qy")) + R"("})";
    }
    std::string token(std::string_view header, std::string_view claims) const {
        const std::string text =
            to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(claims));
        return text + "." + to_base64url(sign(as_bytes(text)));
    }
    // The two numbers side by side.
    Bytes sign(ByteView message) const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
        Bytes der(128);
        std::size_t size = der.size();
        EVP_DigestSign(context, der.data(), &size, message.data(), message.size());
        EVP_MD_CTX_free(context);
        const auto* at = der.data();
        ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
        Bytes raw(64);
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw.data(), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw.data() + 32, 32);
        ECDSA_SIG_free(pair);
        return raw;
    }

private:
    Bytes number(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_, name, &value);
        Bytes bytes(32);
        BN_bn2binpad(value, bytes.data(), 32);
        BN_free(value);
        return bytes;
    }

    EVP_PKEY* key_;
};

class TestProvider final : public HttpCaller {
public:
    static constexpr const char* kIssuer = "https://id.example.jp";

    static OidcSettings settings() {
        return {.issuer = kIssuer, .client_id = "genbo", .client_secret = "", .label = "社員証"};
    }

    Result<HttpAnswer> call(const HttpCall& request) override {
        asked[request.url] += 1;
        if (request.url.ends_with("/.well-known/openid-configuration"))
            return answer_of(
                R"({"issuer":")" + said_issuer +
                R"(","authorization_endpoint":"https://id.example.jp/auth",)"
                R"("token_endpoint":"https://id.example.jp/token",)"
                R"("jwks_uri":"https://id.example.jp/jwks"})");
        if (request.url.ends_with("/jwks"))
            return answer_of(R"({"keys":[)" + signer.jwk(kid) + "]}");
        if (!request.url.ends_with("/token")) return HttpAnswer{.status = 404};
        EXPECT_EQ(request.method, "POST");
        last_form = request.body;
        return answer_of(R"({"token_type":"Bearer","id_token":")" + make_token() + R"("})");
    }

    // What the browser was sent away with: the body of a start.
    void take_query(const std::string& body) {
        state = value_in(body, "state=");
        nonce = value_in(body, "nonce=");
        challenge = value_in(body, "code_challenge=");
    }

    std::string claims() const {
        const auto seconds = to_micros(clock->now()) / 1'000'000;
        return R"({"iss":"https://id.example.jp","aud":"genbo","sub":")" + subject +
               R"(","nonce":")" + nonce + R"(","iat":)" + std::to_string(seconds) + R"(,"exp":)" +
               std::to_string(seconds + 300) + "}";
    }
    std::string header() const { return R"({"alg":"ES256","kid":")" + kid + R"("})"; }

    TokenSigner signer;
    std::string kid = "k1";
    std::string said_issuer = kIssuer;
    std::string subject = "taro@id";
    std::string state;
    std::string nonce;
    std::string challenge;
    std::string last_form;
    std::map<std::string, int> asked;
    const Clock* clock = nullptr;
    std::function<std::string()> make_token = [this] { return signer.token(header(), claims()); };

private:
    static HttpAnswer answer_of(std::string body) {
        return HttpAnswer{.status = 200, .body = std::move(body)};
    }
    static std::string value_in(const std::string& text, const std::string& name) {
        const auto at = text.find(name);
        if (at == std::string::npos) return {};
        const auto from = at + name.size();
        return text.substr(from, text.find_first_of("&\"", from) - from);
    }
};

}  // namespace genbo
