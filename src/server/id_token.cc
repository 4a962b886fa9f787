// SPDX-License-Identifier: Apache-2.0
#include "server/id_token.h"

#include <algorithm>
#include <array>
#include <optional>

#include "server/base64url.h"
#include "server/json_body.h"

namespace genbo {

namespace {

constexpr std::size_t kTokenMax = 16 * 1024;
constexpr std::size_t kSubjectMax = 255;  // Core §2.
constexpr std::size_t kKeysMax = 64;

const std::string* text_member(const JsonValue& object, std::string_view name) {
    const auto* value = object.member(name);
    return value != nullptr && value->kind == JsonValue::Kind::text ? &value->text : nullptr;
}

bool is_text(const JsonValue& object, std::string_view name, std::string_view wanted) {
    const auto* text = text_member(object, name);
    return text != nullptr && *text == wanted;
}

Bytes bytes_member(const JsonValue& object, std::string_view name) {
    const auto* text = text_member(object, name);
    if (text == nullptr) return {};
    auto bytes = from_base64url(*text);
    return bytes.ok() ? *std::move(bytes) : Bytes{};
}

std::optional<VerifyKey> key_of_jwk(const JsonValue& jwk) {
    // A key for encrypting, or for another algorithm, verifies nothing.
    if (jwk.member("use") != nullptr && !is_text(jwk, "use", "sig")) return std::nullopt;
    const auto made = [&]() -> std::optional<Result<VerifyKey>> {
        const auto fits = [&](std::string_view algorithm) {
            return jwk.member("alg") == nullptr || is_text(jwk, "alg", algorithm);
        };
        if (is_text(jwk, "kty", "RSA") && fits("RS256"))
            return VerifyKey::rs256(bytes_member(jwk, "n"), bytes_member(jwk, "e"));
        if (is_text(jwk, "kty", "EC") && is_text(jwk, "crv", "P-256") && fits("ES256"))
            return VerifyKey::es256(bytes_member(jwk, "x"), bytes_member(jwk, "y"));
        return std::nullopt;
    }();
    if (!made || !made->ok()) return std::nullopt;
    return **made;
}

struct TokenParts {
    JsonValue header;
    JsonValue claims;
    std::string_view signed_part;
    Bytes signature;
};

std::optional<JsonValue> json_part(std::string_view coded) {
    const auto bytes = from_base64url(coded);
    if (!bytes.ok()) return std::nullopt;
    auto parsed = parse_json(as_text(*bytes));
    if (!parsed.ok() || parsed->kind != JsonValue::Kind::object) return std::nullopt;
    return *std::move(parsed);
}

std::optional<TokenParts> take_apart(std::string_view token) {
    if (token.size() > kTokenMax || std::ranges::count(token, '.') != 2) return std::nullopt;
    const auto first = token.find('.');
    const auto second = token.find('.', first + 1);
    auto header = json_part(token.substr(0, first));
    auto claims = json_part(token.substr(first + 1, second - first - 1));
    auto signature = from_base64url(token.substr(second + 1));
    if (!header || !claims || !signature.ok() || signature->empty()) return std::nullopt;
    return TokenParts{
        *std::move(header), *std::move(claims), token.substr(0, second), *std::move(signature)};
}

std::optional<SignatureAlgorithm> allowed_algorithm(const JsonValue& header) {
    if (is_text(header, "alg", "RS256")) return SignatureAlgorithm::rs256;
    if (is_text(header, "alg", "ES256")) return SignatureAlgorithm::es256;
    return std::nullopt;
}

// Nullptr also when several would do and the token does not say which.
const TokenKey* key_for(
    const std::vector<TokenKey>& keys, const JsonValue& header, SignatureAlgorithm algorithm) {
    const auto* kid = text_member(header, "kid");
    const TokenKey* found = nullptr;
    for (const auto& key : keys) {
        if (key.key.algorithm() != algorithm || (kid != nullptr && key.kid != *kid)) continue;
        if (found != nullptr) return nullptr;
        found = &key;
    }
    return found;
}

bool names_audience(const JsonValue& claims, std::string_view client_id) {
    const auto* audience = claims.member("aud");
    if (audience == nullptr) return false;
    const bool authorised = claims.member("azp") == nullptr || is_text(claims, "azp", client_id);
    if (audience->kind == JsonValue::Kind::text) return audience->text == client_id && authorised;
    if (audience->kind != JsonValue::Kind::array) return false;
    const bool named = std::ranges::any_of(audience->items, [&](const JsonValue& item) {
        return item.kind == JsonValue::Kind::text && item.text == client_id;
    });
    if (audience->items.size() > 1 && claims.member("azp") == nullptr) return false;
    return named && authorised;
}

std::optional<Instant> time_claim(const JsonValue& claims, std::string_view name) {
    constexpr std::int64_t kYear9999 = 253'402'300'799;
    const auto* value = claims.member(name);
    if (value == nullptr) return std::nullopt;
    std::int64_t seconds = -1;
    if (value->kind == JsonValue::Kind::integer) seconds = value->integer;
    if (value->kind == JsonValue::Kind::real && value->real >= 0 && value->real < 1e11)
        seconds = static_cast<std::int64_t>(value->real);
    // What is no time is one that never fits.
    if (seconds < 0 || seconds > kYear9999) return std::nullopt;
    return instant_from_micros(seconds * 1'000'000);
}

bool is_in_time(const JsonValue& claims, Instant now) {
    const auto expires = time_claim(claims, "exp");
    const auto issued = time_claim(claims, "iat");
    if (!expires || !issued) return false;
    if (now >= *expires + kTokenClockSkew || *issued > now + kTokenClockSkew) return false;
    if (claims.member("nbf") == nullptr) return true;
    const auto begins = time_claim(claims, "nbf");
    return begins && *begins <= now + kTokenClockSkew;
}

}  // namespace

Result<std::vector<TokenKey>> parse_jwks(std::string_view json) {
    const Error bad{.fault = Fault::invalid, .code = "server.bad_jwks"};
    const auto parsed = parse_json(json);
    if (!parsed.ok()) return bad;
    const auto* list = parsed->member("keys");
    if (list == nullptr || list->kind != JsonValue::Kind::array || list->items.size() > kKeysMax)
        return bad;
    std::vector<TokenKey> keys;
    for (const auto& jwk : list->items) {
        if (jwk.kind != JsonValue::Kind::object) return bad;
        auto key = key_of_jwk(jwk);
        if (!key) continue;
        const auto* kid = text_member(jwk, "kid");
        keys.push_back({kid == nullptr ? std::string{} : *kid, *std::move(key)});
    }
    return keys;
}

TokenVerdict verify_id_token(
    std::string_view token, const std::vector<TokenKey>& keys, const TokenExpectation& expected) {
    const auto parts = take_apart(token);
    if (!parts) return {.subject = {}, .fault = TokenFault::malformed};
    const auto algorithm = allowed_algorithm(parts->header);
    if (!algorithm || parts->header.member("crit") != nullptr) return {};
    const auto* key = key_for(keys, parts->header, *algorithm);
    if (key == nullptr) return {.subject = {}, .fault = TokenFault::unknown_key};
    if (!key->key.verify(
            as_bytes(parts->signed_part), parts->signature, SignatureForm::side_by_side))
        return {};
    const auto& claims = parts->claims;
    const auto* subject = text_member(claims, "sub");
    const bool good = is_text(claims, "iss", expected.issuer) &&
                      names_audience(claims, expected.client_id) && !expected.nonce.empty() &&
                      is_text(claims, "nonce", expected.nonce) &&
                      is_in_time(claims, expected.now) && subject != nullptr && !subject->empty() &&
                      subject->size() <= kSubjectMax;
    if (!good) return {};
    return {.subject = *subject};
}

}  // namespace genbo
