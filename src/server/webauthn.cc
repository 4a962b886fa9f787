// SPDX-License-Identifier: Apache-2.0
#include "server/webauthn.h"

#include <algorithm>

#include "crypto/hash.h"
#include "server/base64url.h"
#include "server/cbor.h"
#include "server/json_body.h"

namespace genbo {

namespace {

constexpr std::size_t kClientDataMax = 4096;
constexpr std::size_t kCredentialIdMax = 1023;  // Level 2 §4.

// Flags of authenticator data, Level 2 §6.1, Level 3 for the backup ones.
constexpr std::uint8_t kUserPresent = 0x01;
constexpr std::uint8_t kUserVerified = 0x04;
constexpr std::uint8_t kBackupEligible = 0x08;
constexpr std::uint8_t kBackedUp = 0x10;
constexpr std::uint8_t kHasCredential = 0x40;
constexpr std::uint8_t kHasExtensions = 0x80;

// COSE (RFC 9053): key types, algorithms and the labels of their parts.
constexpr std::int64_t kCoseKeyType = 1;
constexpr std::int64_t kCoseAlgorithm = 3;
constexpr std::int64_t kTypeOkp = 1;
constexpr std::int64_t kTypeEc2 = 2;
constexpr std::int64_t kTypeRsa = 3;
constexpr std::int64_t kCurveP256 = 1;
constexpr std::int64_t kCurveEd25519 = 6;
constexpr std::int64_t kEs256 = -7;
constexpr std::int64_t kEdDsa = -8;
constexpr std::int64_t kRs256 = -257;

Error bad_client_data() { return {.fault = Fault::invalid, .code = "server.bad_client_data"}; }
Error bad_authenticator_data() {
    return {.fault = Fault::invalid, .code = "server.bad_authenticator_data"};
}
Error bad_cose_key() { return {.fault = Fault::invalid, .code = "server.bad_cose_key"}; }
Error passkey_refused() { return {.fault = Fault::forbidden, .code = "server.passkey_refused"}; }

bool is_integer(const CborValue* value, std::int64_t number) {
    return value != nullptr && value->kind == CborValue::Kind::integer && value->integer == number;
}

// The bytes of a part; nullptr when it is not there or something else.
const Bytes* bytes_at(const CborValue& map, std::int64_t key) {
    const auto* value = map.at(key);
    if (value == nullptr || value->kind != CborValue::Kind::bytes) return nullptr;
    return &value->bytes;
}

Result<ByteView> take_bytes(ByteView& rest, std::size_t size) {
    if (size > rest.size()) return bad_authenticator_data();
    const auto some = rest.first(size);
    rest = rest.subspan(size);
    return some;
}

// What registration and assertion have in common.
Result<> check_party(
    std::string_view client_data, std::string_view type, const AuthenticatorData& data,
    const WebAuthnParty& party) {
    const auto client = TRY(parse_client_data(client_data));
    const Hash rp_hash = sha256(as_bytes(party.rp_id));
    const bool good = client.type == type && client.origin == party.origin &&
                      !client.cross_origin && std::ranges::equal(data.rp_id_hash, rp_hash) &&
                      data.user_present && data.user_verified;
    if (!good) return passkey_refused();
    return {};
}

Result<> read_credential(ByteView& rest, AuthenticatorData& data) {
    constexpr std::size_t kModelId = 16;
    TRY(take_bytes(rest, kModelId));
    const auto size = TRY(take_bytes(rest, 2));
    const std::size_t id_size = static_cast<std::size_t>(size[0]) << 8 | size[1];
    if (id_size == 0 || id_size > kCredentialIdMax) return bad_authenticator_data();
    const auto id = TRY(take_bytes(rest, id_size));
    data.credential_id.assign(id.begin(), id.end());
    CborReader reader(rest);
    TRY(reader.value());
    const auto key = rest.first(rest.size() - reader.rest().size());
    data.public_key.assign(key.begin(), key.end());
    rest = reader.rest();
    return {};
}

}  // namespace

WebAuthnParty party_of(std::string_view host, bool https) {
    WebAuthnParty party{
        .rp_id = std::string{host.substr(0, host.rfind(':'))},
        .origin = (https ? "https://" : "http://") + std::string{host}};
    // An address in brackets is no name, and no browser makes a passkey for one.
    if (host.starts_with('[')) party.rp_id = std::string{host};
    return party;
}

Result<ClientData> parse_client_data(std::string_view json) {
    if (json.size() > kClientDataMax) return bad_client_data();
    const auto parsed = parse_json(json);
    if (!parsed.ok() || parsed->kind != JsonValue::Kind::object) return bad_client_data();
    const auto text_of = [&](std::string_view name) -> const std::string* {
        const auto* value = parsed->member(name);
        return value != nullptr && value->kind == JsonValue::Kind::text ? &value->text : nullptr;
    };
    const auto* type = text_of("type");
    const auto* challenge = text_of("challenge");
    const auto* origin = text_of("origin");
    if (type == nullptr || challenge == nullptr || origin == nullptr) return bad_client_data();
    auto bytes = from_base64url(*challenge);
    if (!bytes.ok()) return bad_client_data();
    ClientData data{.type = *type, .challenge = *std::move(bytes), .origin = *origin};
    if (const auto* cross = parsed->member("crossOrigin")) {
        if (cross->kind != JsonValue::Kind::truth) return bad_client_data();
        data.cross_origin = cross->truth;
    }
    return data;
}

Result<AuthenticatorData> parse_authenticator_data(ByteView bytes) {
    constexpr std::size_t kHashSize = 32;
    AuthenticatorData data;
    const auto hash = TRY(take_bytes(bytes, kHashSize));
    data.rp_id_hash.assign(hash.begin(), hash.end());
    const std::uint8_t flags = TRY(take_bytes(bytes, 1))[0];
    for (const auto byte : TRY(take_bytes(bytes, 4))) data.sign_count = data.sign_count << 8 | byte;
    data.user_present = (flags & kUserPresent) != 0;
    data.user_verified = (flags & kUserVerified) != 0;
    data.backup_eligible = (flags & kBackupEligible) != 0;
    data.backed_up = (flags & kBackedUp) != 0;
    if (data.backed_up && !data.backup_eligible) return bad_authenticator_data();
    if ((flags & kHasCredential) != 0) TRY(read_credential(bytes, data));
    if ((flags & kHasExtensions) != 0) {
        CborReader reader(bytes);
        const auto extensions = TRY(reader.value());
        if (extensions.kind != CborValue::Kind::map) return bad_authenticator_data();
        bytes = reader.rest();
    }
    if (!bytes.empty()) return bad_authenticator_data();
    return data;
}

Result<VerifyKey> parse_cose_key(ByteView cose) {
    const auto key = TRY(parse_cbor(cose));
    if (key.kind != CborValue::Kind::map) return bad_cose_key();
    const auto* type = key.at(kCoseKeyType);
    const auto* algorithm = key.at(kCoseAlgorithm);
    if (is_integer(type, kTypeEc2) && is_integer(algorithm, kEs256)) {
        const auto* x = bytes_at(key, -2);
        const auto* y = bytes_at(key, -3);
        if (!is_integer(key.at(-1), kCurveP256) || x == nullptr || y == nullptr)
            return bad_cose_key();
        return VerifyKey::es256(*x, *y);
    }
    if (is_integer(type, kTypeOkp) && is_integer(algorithm, kEdDsa)) {
        const auto* x = bytes_at(key, -2);
        if (!is_integer(key.at(-1), kCurveEd25519) || x == nullptr) return bad_cose_key();
        return VerifyKey::eddsa(*x);
    }
    if (is_integer(type, kTypeRsa) && is_integer(algorithm, kRs256)) {
        const auto* n = bytes_at(key, -1);
        const auto* e = bytes_at(key, -2);
        if (n == nullptr || e == nullptr) return bad_cose_key();
        return VerifyKey::rs256(*n, *e);
    }
    return bad_cose_key();
}

Result<AuthenticatorData> verify_registration(
    const SentRegistration& sent, const WebAuthnParty& party) {
    const auto object = TRY(parse_cbor(sent.attestation_object));
    const auto* format = object.at("fmt");
    const auto* statement = object.at("attStmt");
    const auto* data = object.at("authData");
    if (format == nullptr || format->kind != CborValue::Kind::text || statement == nullptr ||
        statement->kind != CborValue::Kind::map || data == nullptr ||
        data->kind != CborValue::Kind::bytes)
        return bad_authenticator_data();
    if (format->text != "none" || !statement->items.empty()) return passkey_refused();
    auto made = TRY(parse_authenticator_data(data->bytes));
    TRY(check_party(sent.client_data, "webauthn.create", made, party));
    if (made.credential_id.empty()) return bad_authenticator_data();
    TRY(parse_cose_key(made.public_key));
    return made;
}

Result<AuthenticatorData> verify_assertion(
    const SentAssertion& sent, ByteView cose_key, const WebAuthnParty& party) {
    const auto key = TRY(parse_cose_key(cose_key));
    const auto data = TRY(parse_authenticator_data(sent.authenticator_data));
    TRY(check_party(sent.client_data, "webauthn.get", data, party));
    Bytes message = sent.authenticator_data;
    const Hash hash = sha256(as_bytes(sent.client_data));
    message.insert(message.end(), hash.begin(), hash.end());
    if (!key.verify(message, sent.signature, SignatureForm::der)) return passkey_refused();
    return data;
}

}  // namespace genbo
