// SPDX-License-Identifier: Apache-2.0
#include "app/api_key_desk.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::size_t kKeyNameMax = 100;
constexpr std::size_t kKeyNetworksMax = 50;
constexpr std::int64_t kKeyDaysMax = 730;

Error wrong_wish(const char* code, std::string_view what) {
    return {Fault::invalid, code, {std::string{what}}};
}

Result<ApiKey> key_of_wish(const ApiKeyWish& wish) {
    ApiKey key;
    if (wish.name.empty() || wish.name.size() > kKeyNameMax || wish.days < 1 ||
        wish.days > kKeyDaysMax)
        return Error{Fault::invalid, "app.key_name", {}};
    key.name = wish.name;
    for (const auto& name : wish.actions) {
        const auto action = action_by_name(name);
        if (!action || !allowed(Role::integration, *action))
            return wrong_wish("app.key_action", name);
        key.actions.insert(*action);
    }
    for (const auto& name : wish.purposes) {
        const auto purpose = purpose_by_name(name);
        if (!purpose || !may_claim(Role::integration, *purpose))
            return wrong_wish("app.key_purpose", name);
        key.purposes.insert(*purpose);
    }
    for (const auto& name : wish.classes) {
        const auto field_class = field_class_by_name(name);
        if (!field_class) return wrong_wish("app.key_class", name);
        key.classes.insert(*field_class);
    }
    if (wish.networks.size() > kKeyNetworksMax) return wrong_wish("app.key_network", "");
    for (const auto& text : wish.networks) {
        const auto network = Network::parse(text);
        if (!network) return wrong_wish("app.key_network", text);
        key.networks.push_back(*network);
    }
    if (key.actions.empty()) return wrong_wish("app.key_action", "");
    if (key.purposes.empty()) return wrong_wish("app.key_purpose", "");
    return key;
}

}  // namespace

std::string_view api_key_state(const ApiKey& key, Instant now) {
    if (key.ended) return "ended";
    return now >= key.expires ? "expired" : "active";
}

Result<MadeApiKey> ApiKeyDesk::create(const Actor& actor, const ApiKeyWish& wish) {
    auto key = TRY(key_of_wish(wish));
    key.id = new_api_key_id();
    key.environment = master_.config().access.environment;
    key.made_by = actor.staff;
    const auto secret = new_api_secret(key.environment, key.id);
    key.secret = secret.hash;
    TRY(master_.writer().run(
        [&](WriteContext& context) {
            key.made = context.now;
            key.expires = context.now + std::chrono::hours{24 * wish.days};
            return put_api_key(context, actor, key, "key.create");
        },
        WriteScope::rows));
    return MadeApiKey{key, secret.token};
}

Result<MadeApiKey> ApiKeyDesk::rotate(
    const Actor& actor, std::string_view id, std::chrono::microseconds overlap) {
    ApiKey key;
    NewApiSecret secret;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            key = TRY(api_key(context.store, id));
            if (key.ended) return Error{Fault::conflict, "access.key_ended", {}};
            secret = new_api_secret(key.environment, key.id);
            key.former = key.secret;
            key.former_until = context.now + overlap;
            key.secret = secret.hash;
            return put_api_key(context, actor, key, "key.rotate");
        },
        WriteScope::rows));
    return MadeApiKey{key, secret.token};
}

Result<> ApiKeyDesk::revoke(const Actor& actor, std::string_view id) {
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            auto key = TRY(api_key(context.store, id));
            if (!key.ended) key.ended = context.now;
            return put_api_key(context, actor, key, "key.revoke");
        },
        WriteScope::rows);
}

Result<ApiKey> ApiKeyDesk::admit(
    std::string_view token, std::string_view address, const std::string& request_id) {
    const auto id = id_of_api_token(token);
    if (!id) return Error{Fault::forbidden, "access.key_wrong", {}};
    auto session = TRY(master_.sessions().borrow());
    const auto now = master_.clock().now();
    auto key = api_key(session->store(), *id);
    if (!key.ok()) {
        if (key.error().fault != Fault::not_found) return key.error();
        return Error{Fault::forbidden, "access.key_wrong", {}};
    }
    const auto fits = check_api_key(*key, token, now, address);
    const auto used = TRY(api_key_last_used(session->store(), *id));
    if (fits.ok() && used && now - *used < kLastUseEvery) return key;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            if (fits.ok()) return note_api_key_used(context, *id);
            return context.trail.record(
                context.store, {key->principal(), {}, request_id}, context.now,
                {"key.refused", "key", -key->principal().value()});
        },
        WriteScope::rows));
    if (!fits.ok()) return fits.error();
    return key;
}

}  // namespace genbo
