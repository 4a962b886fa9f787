// SPDX-License-Identifier: Apache-2.0
#include "staff/factor_desk.h"

#include <algorithm>
#include <optional>

#include "crypto/key.h"
#include "crypto/random.h"
#include "crypto/totp.h"
#include "staff/staff_desk.h"

namespace genbo {

namespace {

// No 0 and O, no 1, I and L: 31 symbols, 4.95 bits each.
constexpr std::string_view kRecoverySymbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr int kRecoveryGroups = 5;
constexpr int kRecoveryGroupSize = 5;
constexpr std::string_view kTotpHouse = "Genbo";

Error wrong_code() { return {Fault::forbidden, "staff.wrong_code"}; }

// What counts of a code: people put blanks in the middle.
std::string code_digits(std::string_view typed) {
    std::string digits;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        if (c < '0' || c > '9') return {};
        digits += c;
    }
    return digits;
}

// Takes the code that fits out of the file.
std::optional<CodeKind> use_code(StaffFile& file, std::string_view typed, Instant now) {
    if (const auto digits = code_digits(typed); digits.size() == kTotpDigits) {
        const auto step =
            file.totp_seed.empty()
                ? 0
                : matching_totp_step(file.totp_seed, digits, file.totp_last_step, now);
        if (step == 0) return std::nullopt;
        file.totp_last_step = step;
        return CodeKind::totp;
    }
    const Hash hash = recovery_hash(typed);
    const auto fits = [&](const Hash& kept) { return constant_time_equal(kept, hash); };
    if (std::erase_if(file.recovery, fits) == 0) return std::nullopt;
    return CodeKind::recovery;
}

}  // namespace

std::vector<std::string> fresh_recovery_codes(StaffFile& file) {
    std::vector<std::string> codes;
    file.recovery.clear();
    for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(new_recovery_code());
        file.recovery.push_back(recovery_hash(codes.back()));
    }
    return codes;
}

std::string new_recovery_code() {
    std::string code;
    for (int group = 0; group < kRecoveryGroups; ++group) {
        if (group > 0) code += '-';
        for (int i = 0; i < kRecoveryGroupSize; ++i)
            code += kRecoverySymbols[this_thread_random().below(kRecoverySymbols.size())];
    }
    return code;
}

Hash recovery_hash(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c == '-' || c == ' ') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return sha256({as_bytes("genbo/recovery/"), as_bytes(plain)});
}

std::int64_t matching_totp_step(
    ByteView seed, std::string_view code, std::int64_t last, Instant now) {
    const std::int64_t present = totp_step(now);
    std::int64_t found = 0;
    // All three are looked at, whichever fits.
    for (const std::int64_t step : {present - 1, present, present + 1}) {
        const bool same = constant_time_equal(as_bytes(totp_code(seed, step)), as_bytes(code));
        if (same && step > last && found == 0) found = step;
    }
    return found;
}

Result<StaffFile> FactorDesk::file(StaffId staff) const {
    const auto reader = TRY(store_.reader());
    return vault_.read(*reader, staff);
}

Result<> FactorDesk::change_file(
    StaffId staff, const Actor& actor, const char* action, const FileChange& change) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            auto file = TRY(vault_.read(context.store, staff));
            TRY(change(context, file));
            TRY(vault_.write(context.store, staff, file));
            return context.trail.record(
                context.store, actor, context.now, {action, "staff", staff.value()});
        },
        WriteScope::rows);
}

Result<TotpOffer> FactorDesk::offer_totp(StaffId staff, std::string_view name, const Actor& actor) {
    const Bytes seed = this_thread_random().bytes(kTotpSeedSize);
    TRY(change_file(
        staff, actor, "factor.offer", [&](WriteContext& context, StaffFile& file) -> Result<> {
            if (!file.totp_seed.empty()) return Error{Fault::conflict, "staff.totp_is_set"};
            file.offered_seed = seed;
            file.offered = context.now;
            return {};
        }));
    const auto uri = totp_uri(kTotpHouse, name, seed);
    return TotpOffer{.secret = to_base32(seed), .uri = uri, .svg = TRY(qr_svg(uri))};
}

Result<std::vector<std::string>> FactorDesk::confirm_totp(
    StaffId staff, std::string_view code, const Actor& actor) {
    std::vector<std::string> codes;
    TRY(change_file(
        staff, actor, "factor.add", [&](WriteContext& context, StaffFile& file) -> Result<> {
            if (file.offered_seed.empty() || context.now - file.offered > kTotpOfferAge)
                return Error{Fault::conflict, "staff.no_totp_offer"};
            const auto step =
                matching_totp_step(file.offered_seed, code_digits(code), 0, context.now);
            if (step == 0) return wrong_code();
            file.totp_seed = std::exchange(file.offered_seed, Bytes{});
            file.totp_last_step = step;
            file.totp_added = context.now;
            file.offered = Instant{};
            codes = fresh_recovery_codes(file);
            return {};
        }));
    return codes;
}

Result<> FactorDesk::remove_totp(StaffId staff, bool factor_needed, const Actor& actor) {
    return change_file(
        staff, actor, "factor.remove", [&](WriteContext&, StaffFile& file) -> Result<> {
            if (file.totp_seed.empty()) return Error{Fault::not_found, "staff.no_such_factor"};
            if (factor_needed && file.passkeys.empty())
                return Error{Fault::conflict, "staff.factor_needed"};
            file.totp_seed.clear();
            file.totp_last_step = 0;
            file.totp_added = Instant{};
            if (file.passkeys.empty()) file.recovery.clear();
            return {};
        });
}

Result<std::vector<std::string>> FactorDesk::renew_recovery_codes(
    StaffId staff, const Actor& actor) {
    std::vector<std::string> codes;
    TRY(change_file(
        staff, actor, "factor.recovery", [&](WriteContext&, StaffFile& file) -> Result<> {
            if (!file.has_second_factor()) return Error{Fault::conflict, "staff.no_such_factor"};
            codes = fresh_recovery_codes(file);
            return {};
        }));
    return codes;
}

Result<CodeKind> FactorDesk::prove_code(StaffId staff, std::string_view code, const Actor& actor) {
    std::optional<CodeKind> kind;
    // A wrong one is noted too, so it is no error inside.
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_staff_file(context, staff));
            auto file = TRY(vault_.read(context.store, staff));
            kind = use_code(file, code, context.now);
            if (kind) TRY(vault_.write(context.store, staff, file));
            const char* action = !kind                     ? "factor.wrong"
                                 : *kind == CodeKind::totp ? "factor.proved"
                                                           : "factor.recovery_used";
            return context.trail.record(
                context.store, actor, context.now, {action, "staff", staff.value()});
        },
        WriteScope::rows));
    if (!kind) return wrong_code();
    return *kind;
}

}  // namespace genbo
