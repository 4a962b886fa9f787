// SPDX-License-Identifier: Apache-2.0
#include "server/oidc.h"

#include <array>
#include <charconv>

#include "base/base64.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "server/base64url.h"
#include "server/json_body.h"
#include "server/web_url.h"

namespace genbo {

namespace {

constexpr std::chrono::hours kProviderAge{1};
constexpr std::chrono::minutes kKeysCooldown{1};
constexpr std::uint32_t kFlowKeyVersion = 1;
constexpr std::size_t kCodeMax = 4096;

Error oidc_refused() { return {.fault = Fault::forbidden, .code = "server.oidc_refused"}; }
Error oidc_unavailable() {
    return {.fault = Fault::unavailable, .code = "server.oidc_unavailable"};
}

std::string random_word() { return to_base64url(this_thread_random().bytes(32)); }

std::string text_of(const JsonValue& object, std::string_view name) {
    const auto* value = object.member(name);
    return value != nullptr && value->kind == JsonValue::Kind::text ? value->text : std::string{};
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string form;
    for (const auto& [name, value] : fields) {
        if (!form.empty()) form += '&';
        form += name;
        form += '=';
        form += form_coded(value);
    }
    return form;
}

AssociatedData flow_place() { return AssociatedData("oidc.flow"); }

HttpCall question(std::string url) {
    HttpCall call;
    call.url = std::move(url);
    call.headers = {{"Accept", "application/json"}};
    return call;
}

}  // namespace

std::string seal_flow(const Key& key, const OidcFlow& flow) {
    const std::string text = flow.state + "\n" + flow.nonce + "\n" + flow.verifier + "\n" +
                             (flow.purpose == OidcPurpose::link ? "link" : "sign-in") + "\n" +
                             std::to_string(to_micros(flow.begun));
    return to_base64url(seal(key, kFlowKeyVersion, flow_place(), as_bytes(text)));
}

std::optional<OidcFlow> open_flow(const Key& key, std::string_view sealed, Instant now) {
    const auto box = from_base64url(sealed);
    if (!box.ok()) return std::nullopt;
    const auto plain = unseal(key, flow_place(), *box);
    if (!plain.ok()) return std::nullopt;
    std::string_view rest = as_text(*plain);
    std::array<std::string_view, 5> lines;
    for (auto& line : lines) {
        const auto end = std::min(rest.find('\n'), rest.size());
        line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::int64_t micros = 0;
    std::from_chars(lines[4].data(), lines[4].data() + lines[4].size(), micros);
    OidcFlow flow{
        .state = std::string{lines[0]},
        .nonce = std::string{lines[1]},
        .verifier = std::string{lines[2]},
        .purpose = lines[3] == "link" ? OidcPurpose::link : OidcPurpose::sign_in,
        .begun = instant_from_micros(micros)};
    if (flow.begun > now || now - flow.begun > kOidcFlowAge) return std::nullopt;
    return flow;
}

Result<OidcClient::Provider> OidcClient::provider(Instant now) {
    {
        const std::lock_guard lock{mutex_};
        if (provider_ && provider_read_ <= now && now - provider_read_ < kProviderAge)
            return *provider_;
    }
    std::string url = settings_.issuer;
    if (url.ends_with('/')) url.pop_back();
    const auto answer = TRY(web_.call(question(url + "/.well-known/openid-configuration")));
    const auto parsed = parse_json(answer.body);
    // A configuration that names another issuer is another house's (Discovery §4.3).
    if (answer.status != 200 || !parsed.ok() || text_of(*parsed, "issuer") != settings_.issuer)
        return oidc_unavailable();
    Provider read{
        .authorization_endpoint = text_of(*parsed, "authorization_endpoint"),
        .token_endpoint = text_of(*parsed, "token_endpoint"),
        .jwks_uri = text_of(*parsed, "jwks_uri")};
    for (const auto* place : {&read.authorization_endpoint, &read.token_endpoint, &read.jwks_uri})
        if (!parse_web_url(*place).ok()) return oidc_unavailable();
    const std::lock_guard lock{mutex_};
    provider_ = read;
    provider_read_ = now;
    return read;
}

Result<std::vector<TokenKey>> OidcClient::keys(const Provider& provider, Instant now, bool again) {
    {
        const std::lock_guard lock{mutex_};
        const bool fresh = keys_read_ && *keys_read_ <= now && now - *keys_read_ < kKeysCooldown;
        if (keys_read_ && (!again || fresh)) return keys_;
        // Whoever comes meanwhile takes the old ones.
        keys_read_ = now;
    }
    const auto answer = web_.call(question(provider.jwks_uri));
    auto read = answer.ok() && answer->status == 200
                    ? parse_jwks(answer->body)
                    : Result<std::vector<TokenKey>>{oidc_unavailable()};
    const std::lock_guard lock{mutex_};
    if (!read.ok()) {
        if (keys_.empty()) keys_read_.reset();
        return oidc_unavailable();
    }
    keys_ = *std::move(read);
    return keys_;
}

Result<OidcClient::Start> OidcClient::start(
    OidcPurpose purpose, const std::string& redirect_uri, Instant now) {
    const auto known = TRY(provider(now));
    OidcFlow flow{
        .state = random_word(),
        .nonce = random_word(),
        .verifier = random_word(),
        .purpose = purpose,
        .begun = now};
    const Hash challenge = sha256(as_bytes(flow.verifier));
    const std::string query = form_of(
        {{"response_type", "code"},
         {"client_id", settings_.client_id},
         {"redirect_uri", redirect_uri},
         {"scope", "openid"},
         {"state", flow.state},
         {"nonce", flow.nonce},
         {"code_challenge", to_base64url(challenge)},
         {"code_challenge_method", "S256"}});
    const auto& place = known.authorization_endpoint;
    const char joint = place.find('?') == std::string::npos ? '?' : '&';
    return Start{.url = place + joint + query, .flow = std::move(flow)};
}

Result<std::string> OidcClient::ask_for_token(
    const Provider& provider, const OidcFlow& flow, const std::string& code,
    const std::string& redirect_uri) {
    auto request = question(provider.token_endpoint);
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = form_of(
        {{"grant_type", "authorization_code"},
         {"code", code},
         {"redirect_uri", redirect_uri},
         {"client_id", settings_.client_id},
         {"code_verifier", flow.verifier}});
    if (!settings_.client_secret.empty()) {
        const std::string pair =
            form_coded(settings_.client_id) + ":" + form_coded(settings_.client_secret);
        request.headers.emplace_back("Authorization", "Basic " + to_base64(as_bytes(pair)));
    }
    const auto answer = TRY(web_.call(request));
    if (answer.status != 200) return oidc_refused();
    const auto parsed = parse_json(answer.body);
    auto token = parsed.ok() ? text_of(*parsed, "id_token") : std::string{};
    if (token.empty()) return oidc_refused();
    return token;
}

Result<std::string> OidcClient::finish(
    const OidcFlow& flow, const OidcAnswer& answer, const std::string& redirect_uri, Instant now) {
    const bool ours = constant_time_equal(as_bytes(answer.state), as_bytes(flow.state)) &&
                      !flow.state.empty() && answer.code.size() <= kCodeMax &&
                      (!answer.iss || *answer.iss == settings_.issuer);
    if (!ours) return oidc_refused();
    const auto known = TRY(provider(now));
    const auto token = TRY(ask_for_token(known, flow, answer.code, redirect_uri));
    const TokenExpectation expected{
        .issuer = settings_.issuer,
        .client_id = settings_.client_id,
        .nonce = flow.nonce,
        .now = now};
    const auto present = TRY(keys(known, now, false));
    auto verdict = verify_id_token(token, present, expected);
    if (!verdict.good() && verdict.fault == TokenFault::unknown_key) {
        const auto renewed = TRY(keys(known, now, true));
        verdict = verify_id_token(token, renewed, expected);
    }
    if (!verdict.good()) return oidc_refused();
    return verdict.subject;
}

}  // namespace genbo
