// SPDX-License-Identifier: Apache-2.0
#pragma once

// Guessing made slow, without giving strangers a way to lock the owner out.
//
// Two counters watch failed sign-ins.  The one of (account, address it comes from) is strict: three
// tries, then 1, 2, 4 … seconds, at most 15 minutes.  The one of the account alone, which everyone
// in the world can push up, is lenient: twenty tries, then at most 30 seconds, so a guesser from
// many addresses gets a few thousand tries a day and the owner waits half a minute at worst.  A try
// counts when it begins, so that many at once do not slip through; success takes its counters back
// to zero. A counter is forgotten after an hour of quiet.
//
// A browser from which the owner has signed in before carries a mark (device_mark.h) and is counted
// by itself, strictly, in place of both: strangers cannot make the owner wait at all.
//
// Names are kept as hashes: people type their password into the name field.
//
// What counts is the rule below; who remembers the counters is a SignInGate: LoginGate in this
// process's memory, StoredGate (app/stored_gate.h) for all nodes of a shared master together, so
// that a guesser gains nothing by being sent to another node.
//
// HashSlots bounds the memory of Argon2: so many at once, a few waiting, the others are told to
// come back.
//
// Thread safety: all functions, from any thread.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/time.h"

namespace genbo {

inline constexpr std::size_t kHashesAtOnceMax = 2;
// Fewer than the workers, so that sign-ins never hold all of them.
inline constexpr std::size_t kHashesWaitingMax = 2;

inline constexpr std::chrono::hours kSignInsForgottenAfter{1};

struct SignInCounter {
    std::int64_t tries = 0;
    Instant last;
    Instant open_at;

    friend bool operator==(const SignInCounter&, const SignInCounter&) = default;
};

// Counts a try.  limit (server.sign_in_delayed, seconds) when it comes too early; such a try counts
// no further, or an impatient owner would push the door shut.
Result<> count_sign_in(SignInCounter& pair, SignInCounter& account, Instant now);

// Of the place of a marked browser, where an address would stand.
inline constexpr std::string_view kKnownDevice = "device:";

// Whether the counter of the account takes part.
inline bool counts_for_account(std::string_view remote) {
    return !remote.starts_with(kKnownDevice);
}

class SignInGate {
public:
    virtual ~SignInGate() = default;

    // As count_sign_in().
    virtual Result<> begin(std::string_view name, std::string_view remote, Instant now) = 0;
    virtual Result<> succeeded(std::string_view name, std::string_view remote) = 0;
};

class LoginGate final : public SignInGate {
public:
    Result<> begin(std::string_view name, std::string_view remote, Instant now) override;
    Result<> succeeded(std::string_view name, std::string_view remote) override;

private:
    std::mutex mutex_;
    std::map<std::string, SignInCounter> counters_;
};

class HashSlots {
public:
    // Holds one place while it lives.
    class Slot {
    public:
        explicit Slot(HashSlots& slots) : slots_(&slots) {}
        Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
        Slot& operator=(Slot&&) = delete;
        ~Slot();

    private:
        HashSlots* slots_;
    };

    // unavailable when too many wait already.
    Result<Slot> take();

private:
    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t running_ = 0;
    std::size_t waiting_ = 0;
};

}  // namespace genbo
