// SPDX-License-Identifier: Apache-2.0
#include "server/login.h"

#include <algorithm>

#include "base/bytes.h"
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

}  // namespace genbo
