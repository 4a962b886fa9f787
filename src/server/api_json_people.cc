// SPDX-License-Identifier: Apache-2.0

// Sessions, factors and accounts.  A seed or a password is written once, in the answer that hands
// it out.

#include "server/api_json_parts.h"
#include "server/base64url.h"

namespace genbo {

namespace {

// What stands between this session and work.
std::string_view step_of(const ApiStaff& staff, const SessionProof& proof) {
    if (staff.has_second_factor() && !proof.second_factor) return "second_factor";
    if (staff.must_change_password) return "new_password";
    if (staff.needs_second_factor && !staff.has_second_factor()) return "enrol";
    return "done";
}

void write_account(JsonWriter& json, const StaffAccount& account) {
    json.object([&] {
        id_field(json, "id", account.id);
        json.field("name", account.name);
        json.field("label", account.label);
        json.field("role", account.role);
        json.field("disabled", account.disabled);
        json.field("must_change_password", account.must_change_password);
        instant_field(json, "one_time_until", account.one_time_until);
        json.field("totp", account.totp);
        json.field("passkeys", account.passkeys);
        json.field("recovery_codes", account.recovery_codes);
        instant_field(json, "created", account.created);
        if (account.leaves_on)
            json.field("leaves_on", format_day(*account.leaves_on));
        else
            json.field("leaves_on").null();
    });
}

}  // namespace

std::string staff_scope_json(const ApiStaffScope& scope) {
    JsonWriter json;
    json.object([&] {
        texts_field(json, "stores", scope.stores);
        texts_field(json, "regions", scope.regions);
        texts_field(json, "customers", scope.customers);
        texts_field(json, "known_regions", scope.known_regions);
    });
    return std::move(json).str();
}

std::string session_json(const ApiStaff& staff, std::string_view csrf, const SessionProof& proof) {
    JsonWriter json;
    json.object([&] {
        json.field("staff").object([&] {
            json.field("name", staff.name);
            json.field("role", staff.role);
        });
        json.field("csrf", csrf);
        json.field("must_change_password", staff.must_change_password);
        json.field("step", step_of(staff, proof));
        json.field("factors").array([&] {
            if (staff.has_totp) json.value("totp");
            if (staff.has_passkey) json.value("passkey");
        });
    });
    return std::move(json).str();
}

std::string own_sessions_json(const std::vector<SessionView>& sessions, std::string_view own) {
    JsonWriter json;
    json.object([&] {
        items_field(json, "items", sessions, [&](JsonWriter& out, const SessionView& session) {
            out.object([&] {
                out.field("id", session.id);
                instant_field(out, "opened", session.opened);
                instant_field(out, "used", session.used);
                out.field("device", session.device);
                out.field("second_factor", session.proof.second_factor);
                out.field("this_one", session.id == own);
            });
        });
    });
    return std::move(json).str();
}

std::string factors_json(const StaffFile& file, bool needed) {
    JsonWriter json;
    json.object([&] {
        json.field("needed", needed);
        if (file.totp_seed.empty())
            json.field("totp_since").null();
        else
            instant_field(json, "totp_since", file.totp_added);
        json.field("recovery_codes", static_cast<std::int64_t>(file.recovery.size()));
        if (file.foreign.empty())
            json.field("foreign_since").null();
        else
            instant_field(json, "foreign_since", file.foreign.front().added);
        items_field(json, "passkeys", file.passkeys, [](JsonWriter& out, const Passkey& key) {
            out.object([&] {
                out.field("id", to_hex(key.credential_id));
                out.field("label", key.label);
                instant_field(out, "added", key.added);
                instant_field(
                    out, "used", key.used == Instant{} ? std::nullopt : std::optional{key.used});
                out.field("backed_up", key.backed_up);
            });
        });
    });
    return std::move(json).str();
}

std::string totp_offer_json(const TotpOffer& offer) {
    JsonWriter json;
    json.object([&] {
        json.field("secret", offer.secret);
        json.field("uri", offer.uri);
        json.field("svg", offer.svg);
    });
    return std::move(json).str();
}

std::string recovery_codes_json(const std::vector<std::string>& codes) {
    JsonWriter json;
    json.object([&] { texts_field(json, "recovery_codes", codes); });
    return std::move(json).str();
}

std::string passkey_challenge_json(ByteView challenge, std::string_view rp_id) {
    JsonWriter json;
    json.object([&] {
        json.field("challenge", to_base64url(challenge));
        json.field("rp_id", rp_id);
    });
    return std::move(json).str();
}

std::string passkey_offer_json(
    const StaffFile& file, ByteView challenge, std::string_view rp_id, std::string_view name) {
    JsonWriter json;
    json.object([&] {
        json.field("challenge", to_base64url(challenge));
        json.field("rp_id", rp_id);
        json.field("user_handle", to_base64url(file.user_handle));
        json.field("user_name", name);
        json.field("user_label", file.label.empty() ? name : std::string_view{file.label});
        items_field(json, "known", file.passkeys, [](JsonWriter& out, const Passkey& key) {
            out.value(to_base64url(key.credential_id));
        });
    });
    return std::move(json).str();
}

std::string oidc_json(std::string_view label) {
    JsonWriter json;
    json.object([&] {
        if (label.empty())
            json.field("label").null();
        else
            json.field("label", label);
    });
    return std::move(json).str();
}

std::string oidc_start_json(std::string_view url) {
    JsonWriter json;
    json.object([&] { json.field("url", url); });
    return std::move(json).str();
}

std::string account_json(const StaffAccount& account) {
    JsonWriter json;
    write_account(json, account);
    return std::move(json).str();
}

std::string accounts_json(const std::vector<StaffAccount>& accounts) {
    JsonWriter json;
    json.object([&] { items_field(json, "items", accounts, write_account); });
    return std::move(json).str();
}

std::string handed_out_json(const HandedOut& handed) {
    JsonWriter json;
    json.object([&] {
        json.field("account");
        write_account(json, handed.account);
        json.field("one_time_password", handed.password);
    });
    return std::move(json).str();
}

}  // namespace genbo
