// SPDX-License-Identifier: Apache-2.0
#include "staff/passkey_desk.h"

#include <algorithm>
#include <array>

#include "crypto/mac.h"
#include "crypto/random.h"
#include "staff/factor_desk.h"
#include "staff/staff_desk.h"

namespace genbo {

namespace {

constexpr std::size_t kChallengeChance = 32;
constexpr std::size_t kChallengeTime = 8;
constexpr std::size_t kChallengeTag = 16;
constexpr std::size_t kUserHandleSize = 32;

Error challenge_over() { return {Fault::forbidden, "staff.challenge_over"}; }
Error unknown_passkey() { return {Fault::not_found, "staff.unknown_passkey"}; }

Hash challenge_tag(const Key& key, ByteView start, std::string_view purpose) {
    Bytes message(start.begin(), start.end());
    const auto bytes = as_bytes(purpose);
    message.insert(message.end(), bytes.begin(), bytes.end());
    return hmac_sha256(key.bytes(), message);
}

Instant challenge_time(ByteView challenge) {
    std::uint64_t micros = 0;
    for (const auto byte : challenge.subspan(kChallengeChance, kChallengeTime))
        micros = micros << 8 | byte;
    return instant_from_micros(static_cast<std::int64_t>(micros));
}

Passkey* find_passkey(StaffFile& file, ByteView credential_id) {
    for (auto& key : file.passkeys)
        if (std::ranges::equal(key.credential_id, credential_id)) return &key;
    return nullptr;
}

}  // namespace

bool passkey_count_rises(std::uint32_t stored, std::uint32_t sent) {
    return (stored == 0 && sent == 0) || sent > stored;
}

std::string enrol_challenge(StaffId staff) { return "enrol " + std::to_string(staff.value()); }

Bytes PasskeyDesk::new_challenge(std::string_view purpose, Instant now) const {
    Bytes challenge = this_thread_random().bytes(kChallengeChance);
    const auto micros = static_cast<std::uint64_t>(to_micros(now));
    for (int shift = 56; shift >= 0; shift -= 8)
        challenge.push_back(static_cast<std::uint8_t>(micros >> shift));
    const Hash tag = challenge_tag(challenge_key_, challenge, purpose);
    challenge.insert(challenge.end(), tag.begin(), tag.begin() + kChallengeTag);
    return challenge;
}

bool PasskeyDesk::is_good_challenge(
    ByteView challenge, std::string_view purpose, Instant now) const {
    constexpr std::size_t kStart = kChallengeChance + kChallengeTime;
    if (challenge.size() != kStart + kChallengeTag) return false;
    const Hash tag = challenge_tag(challenge_key_, challenge.first(kStart), purpose);
    if (!constant_time_equal(challenge.subspan(kStart), std::span{tag}.first(kChallengeTag)))
        return false;
    const Instant made = challenge_time(challenge);
    return made <= now + kChallengeAge && now - made <= kChallengeAge;
}

Result<> PasskeyDesk::spend_challenge(
    WriteContext& context, ByteView challenge, std::string_view purpose) const {
    if (!is_good_challenge(challenge, purpose, context.now)) return challenge_over();
    const Hash name = sha256(challenge);
    const auto note =
        TRY(context.store.hold_note("challenge." + to_hex(std::span{name}.first(16)), context.now));
    if (!note.value.empty()) return challenge_over();
    return context.store.put_note({note.name, context.now, Bytes{1}});
}

Result<StaffFile> PasskeyDesk::prepare(StaffId staff, const Actor& actor) {
    {
        const auto reader = TRY(store_.reader());
        auto file = TRY(vault_.read(*reader, staff));
        if (!file.user_handle.empty()) return file;
    }
    StaffFile prepared;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            prepared = TRY(vault_.read(context.store, staff));
            if (!prepared.user_handle.empty()) return {};
            prepared.user_handle = this_thread_random().bytes(kUserHandleSize);
            TRY(vault_.write(context.store, staff, prepared));
            return context.trail.record(
                context.store, actor, context.now, {"factor.offer", "staff", staff.value()});
        },
        WriteScope::rows));
    return prepared;
}

Result<PasskeyOwner> PasskeyDesk::owner_of(ByteView credential_id) const {
    const auto reader = TRY(store_.reader());
    for (const auto& staff : TRY(reader->staff())) {
        auto file = TRY(vault_.read(*reader, staff.id));
        if (const auto* key = find_passkey(file, credential_id))
            return PasskeyOwner{staff.id, file.user_handle, *key};
    }
    return unknown_passkey();
}

Result<std::vector<std::string>> PasskeyDesk::add(
    StaffId staff, const Passkey& passkey, ByteView challenge, const Actor& actor) {
    if (owner_of(passkey.credential_id).ok()) return Error{Fault::conflict, "staff.passkey_known"};
    std::vector<std::string> codes;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            TRY(spend_challenge(context, challenge, enrol_challenge(staff)));
            auto file = TRY(vault_.read(context.store, staff));
            if (find_passkey(file, passkey.credential_id) != nullptr)
                return Error{Fault::conflict, "staff.passkey_known"};
            if (file.passkeys.size() >= kPasskeysPerStaffMax)
                return Error{Fault::conflict, "staff.too_many_passkeys"};
            if (!file.has_second_factor()) codes = fresh_recovery_codes(file);
            file.passkeys.push_back(passkey);
            file.passkeys.back().added = context.now;
            TRY(vault_.write(context.store, staff, file));
            return context.trail.record(
                context.store, actor, context.now, {"factor.add", "staff", staff.value()});
        },
        WriteScope::rows));
    return codes;
}

Result<> PasskeyDesk::remove(
    StaffId staff, ByteView credential_id, bool factor_needed, const Actor& actor) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            auto file = TRY(vault_.read(context.store, staff));
            if (find_passkey(file, credential_id) == nullptr) return unknown_passkey();
            std::erase_if(file.passkeys, [&](const Passkey& key) {
                return std::ranges::equal(key.credential_id, credential_id);
            });
            if (!file.has_second_factor()) {
                if (factor_needed) return Error{Fault::conflict, "staff.factor_needed"};
                file.recovery.clear();
            }
            TRY(vault_.write(context.store, staff, file));
            return context.trail.record(
                context.store, actor, context.now, {"factor.remove", "staff", staff.value()});
        },
        WriteScope::rows);
}

Result<> PasskeyDesk::use(const PasskeyUse& use, const Actor& actor) {
    bool copied = false;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, use.staff));
            TRY(spend_challenge(context, use.challenge, kSignInChallenge));
            auto file = TRY(vault_.read(context.store, use.staff));
            auto* key = find_passkey(file, use.credential_id);
            if (key == nullptr) return unknown_passkey();
            copied = !passkey_count_rises(key->sign_count, use.sign_count);
            if (!copied) {
                key->sign_count = use.sign_count;
                key->backed_up = use.backed_up;
                key->used = context.now;
                TRY(vault_.write(context.store, use.staff, file));
            }
            return context.trail.record(
                context.store, actor, context.now,
                {copied ? "factor.passkey_copied" : "factor.proved", "staff", use.staff.value()});
        },
        WriteScope::rows));
    if (copied) return Error{Fault::forbidden, "staff.passkey_copied"};
    return {};
}

}  // namespace genbo
