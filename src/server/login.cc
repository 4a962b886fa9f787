// SPDX-License-Identifier: Apache-2.0
#include "server/login.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/bytes.h"
#include "base/utf8.h"
#include "crypto/hash.h"

namespace genbo {

namespace {

using std::chrono::seconds;

// More than this many accounts under attack at once: the longest quiet counters go.
constexpr std::size_t kCountersMax = 20'000;

struct DelayRule {
    int free_tries;
    seconds longest;
};
constexpr DelayRule kPairRule{.free_tries = 3, .longest = seconds{900}};
constexpr DelayRule kAccountRule{.free_tries = 20, .longest = seconds{30}};

seconds delay_after(std::int64_t tries, DelayRule rule) {
    const std::int64_t over = tries - rule.free_tries;
    if (over < 0) return seconds{0};
    return over >= 10 ? rule.longest : std::min(rule.longest, seconds{1 << over});
}

std::string counter_name(std::string_view kind, std::string_view name, std::string_view remote) {
    const Hash hash = sha256(
        {as_bytes(kind), as_bytes(remote), as_bytes(std::string_view{"\0", 1}), as_bytes(name)});
    return std::string{as_text(hash)};
}

// What remains when the decoration that everyone uses is taken off: "Passw0rd!2024" -> "passwrd".
std::string bare_word(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z') out += c;
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
    }
    return out;
}

}  // namespace

Result<> count_sign_in(SignInCounter& pair, SignInCounter& account, Instant now) {
    for (SignInCounter* counter : {&pair, &account})
        if (now - counter->last > kSignInsForgottenAfter) *counter = {};
    const Instant open_at = std::max(pair.open_at, account.open_at);
    if (now < open_at) {
        const auto wait = std::chrono::ceil<seconds>(open_at - now);
        return Error{
            .fault = Fault::limit,
            .code = "server.sign_in_delayed",
            .args = {std::to_string(wait.count())}};
    }
    const auto count = [&](SignInCounter& counter, DelayRule rule) {
        ++counter.tries;
        counter.last = now;
        counter.open_at = now + delay_after(counter.tries, rule);
    };
    count(pair, kPairRule);
    count(account, kAccountRule);
    return {};
}

Result<> LoginGate::begin(std::string_view name, std::string_view remote, Instant now) {
    const std::lock_guard lock{mutex_};
    if (counters_.size() > kCountersMax)
        std::erase_if(counters_, [&](const auto& entry) {
            return now - entry.second.last > kSignInsForgottenAfter;
        });
    if (counters_.size() > kCountersMax) counters_.erase(counters_.begin());
    SignInCounter nobodys;
    auto& account =
        counts_for_account(remote) ? counters_[counter_name("account", name, {})] : nobodys;
    return count_sign_in(counters_[counter_name("pair", name, remote)], account, now);
}

Result<> LoginGate::succeeded(std::string_view name, std::string_view remote) {
    const std::lock_guard lock{mutex_};
    counters_.erase(counter_name("pair", name, remote));
    if (counts_for_account(remote)) counters_.erase(counter_name("account", name, {}));
    return {};
}

HashSlots::Slot::~Slot() {
    if (slots_ == nullptr) return;
    const std::lock_guard lock{slots_->mutex_};
    --slots_->running_;
    slots_->freed_.notify_one();
}

Result<HashSlots::Slot> HashSlots::take() {
    std::unique_lock lock{mutex_};
    if (running_ == kHashesAtOnceMax) {
        if (waiting_ == kHashesWaitingMax)
            return Error{.fault = Fault::unavailable, .code = "server.busy"};
        ++waiting_;
        freed_.wait(lock, [&] { return running_ < kHashesAtOnceMax; });
        --waiting_;
    }
    ++running_;
    return Slot{*this};
}

Result<> check_new_password(std::string_view password, std::string_view staff_name) {
    constexpr std::size_t kLengthMin = 12;
    constexpr std::size_t kDifferentMin = 5;
    constexpr std::array<std::string_view, 18> kCommon = {
        "password",   "passwrd",          "pssword",      "pasuwaado", "genbo",     "qwerty",
        "admin",      "administrator",    "letmein",      "welcome",   "iloveyou",  "asdfghjkl",
        "qwertyuiop", "passwordpassword", "abcdefghijkl", "qazwsxedc", "zaqxswcde", "adminadmin"};
    const Error weak{.fault = Fault::invalid, .code = "server.password_weak"};
    if (!is_valid_utf8(password)) return weak;
    const std::u32string characters = to_utf32(password);
    if (characters.size() < kLengthMin) return weak;
    if (std::set(characters.begin(), characters.end()).size() < kDifferentMin) return weak;
    const std::string bare = bare_word(password);
    if (std::ranges::find(kCommon, bare) != kCommon.end()) return weak;
    const std::string name = bare_word(staff_name);
    if (name.size() >= 4 && bare.find(name) != std::string::npos) return weak;
    if (!staff_name.empty() && password.find(staff_name) != std::string_view::npos) return weak;
    return {};
}

}  // namespace genbo
