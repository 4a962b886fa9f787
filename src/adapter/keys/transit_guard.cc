// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/transit_guard.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/base64.h"
#include "base/check.h"

namespace genbo {

namespace {

namespace json = boost::json;

std::optional<Key> key_from_base64(std::string_view text) {
    auto bytes = from_base64(text);
    if (!bytes.ok() || bytes->size() != Key::kSize) return std::nullopt;
    const Key key(*bytes);
    wipe(*bytes);
    return key;
}

// "vault:v3:…" names the version of the key; OpenBao writes the same.
std::optional<std::int64_t> version_of(std::string_view box) {
    constexpr std::string_view kHead = "vault:v";
    std::int64_t version = 0;
    if (!box.starts_with(kHead)) return std::nullopt;
    const auto [end, failed] =
        std::from_chars(box.data() + kHead.size(), box.data() + box.size(), version);
    if (failed != std::errc{} || end == box.data() + box.size() || *end != ':' || version < 1)
        return std::nullopt;
    return version;
}

bool is_printable_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

class TransitGuard final : public KeyGuard {
public:
    TransitGuard(TransitOptions options, std::shared_ptr<HttpCaller> caller)
        : options_(std::move(options)), caller_(std::move(caller)) {}

    std::string_view kind() const override { return "transit"; }
    bool forgets() const override { return true; }

    Result<Seal> make() override {
        const auto rotated = TRY(ask("keys/" + options_.key + "/rotate", {}));
        // Older services say 400 of a key that is not there, newer ones 404.
        if (rotated.status == 404 || rotated.status == 400)
            TRY(must(ask("keys/" + options_.key, {{"type", "aes256-gcm96"}})));
        else
            TRY(must(rotated));
        const Key key = Key::random();
        const auto answer =
            TRY(must(ask("encrypt/" + options_.key, {{"plaintext", to_base64(key.bytes())}})));
        auto box = TRY(text_of(answer, "ciphertext"));
        if (!version_of(box) || !is_printable_word(box)) return refused();
        return Seal{key, std::move(box)};
    }

    Result<Key> open(std::string_view note) override {
        if (!version_of(note)) return Error{Fault::corrupt, "crypto.keyring_damaged"};
        const auto answer =
            TRY(must(ask("decrypt/" + options_.key, {{"ciphertext", std::string(note)}})));
        auto text = TRY(text_of(answer, "plaintext"));
        const auto key = key_from_base64(text);
        wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
        if (!key) return refused();
        return *key;
    }

    Result<> forget_before(std::string_view note) override {
        const auto version = version_of(note);
        if (!version) return Error{Fault::corrupt, "crypto.keyring_damaged"};
        const auto config = "keys/" + options_.key;
        TRY(must(
            ask(config + "/config",
                {{"min_decryption_version", *version}, {"min_encryption_version", *version}})));
        TRY(must(ask(config + "/trim", {{"min_available_version", *version}})));
        return {};
    }

private:
    Result<HttpAnswer> ask(const std::string& path, const json::object& body) {
        HttpCall call;
        call.method = "POST";
        call.url = options_.address + "/v1/" + options_.mount + "/" + path;
        call.headers = {
            {"Content-Type", "application/json"},
            {"X-Vault-Request", "true"},
            {"X-Vault-Token", options_.token}};
        if (!options_.tenant.empty())
            call.headers.emplace_back("X-Vault-Namespace", options_.tenant);
        call.body = json::serialize(body);
        auto answer = caller_->call(call);
        wipe({reinterpret_cast<std::uint8_t*>(call.body.data()), call.body.size()});
        return answer;
    }

    static Error refused() { return {Fault::forbidden, "crypto.guard_refused"}; }

    // 200 and 204; 403 is the token or its policy, 503 a service that is sealed itself.
    static Result<HttpAnswer> must(Result<HttpAnswer> answer) {
        if (!answer.ok()) return answer;
        if (answer->status == 200 || answer->status == 204) return answer;
        if (answer->status == 403) return Error{Fault::forbidden, "keys.token_refused"};
        if (answer->status >= 500 || answer->status == 429)
            return Error{Fault::unavailable, "keys.service_down", {std::to_string(answer->status)}};
        return refused();
    }

    static Result<std::string> text_of(const HttpAnswer& answer, std::string_view name) {
        boost::system::error_code failed;
        const auto value = json::parse(answer.body, failed);
        if (failed) return refused();
        const auto* const root = value.if_object();
        const auto* const data = root == nullptr ? nullptr : root->if_contains("data");
        const auto* const object = data == nullptr ? nullptr : data->if_object();
        const auto* const member = object == nullptr ? nullptr : object->if_contains(name);
        if (member == nullptr || !member->is_string()) return refused();
        return std::string(member->as_string());
    }

    TransitOptions options_;
    std::shared_ptr<HttpCaller> caller_;
};

}  // namespace

KeyGuardPtr transit_guard(TransitOptions options, std::shared_ptr<HttpCaller> caller) {
    check(caller != nullptr);
    while (options.address.ends_with('/')) options.address.pop_back();
    return std::make_shared<TransitGuard>(std::move(options), std::move(caller));
}

}  // namespace genbo
