// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who may wait for a worker, and who is turned away at once (503).
//
// A queue helps against a burst and harms against a load that stays: everybody then waits for its
// whole length, and those who have given up are served as well as the others.  So it is bounded in
// what matters to the people in it and to the machine:
//
//   time      when the one whose turn is next has waited longer than WaitingLimits::longest, a
//             newcomer would too: since turns are taken in order, that is known without guessing
//             how long requests take (cf. CoDel, RFC 8289, which bounds the same "sojourn time")
//   bytes     bodies that are kept in memory meanwhile
//   requests  what each costs besides its body
//
// Who has just been served and asks again would, by being quicker, always find the place that his
// own leaving made, and those who were turned away never.  So the last quarter of the room is
// theirs: a Guest::first may use three quarters of each limit, a Guest::again all of it.
//
//   if (!room.has_room(now, request.body.size(), guest)) return turn_away(…);
//   room.enter(now, request.body.size());
//   post(pool, [&] { room.leave(); … });
//
// INVARIANT: guests leave in the order in which they entered.  Several workers may swap the calls
// of two neighbours; then for a moment one is taken for the other, which harms nothing.
//
// Thread safety: leave() may be called from any thread, the others from one thread.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace genbo {

struct WaitingLimits {
    std::size_t requests = 512;
    std::size_t bytes = std::size_t{64} << 20;
    std::chrono::milliseconds longest{5'000};
};

class WaitingRoom {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit WaitingRoom(const WaitingLimits& limits) : limits_(limits) {}

    enum class Guest { first, again };  // Again: was turned away when it asked last.

    bool has_room(Time now, std::size_t bytes, Guest guest = Guest::first) {
        settle();
        if (waiting_.empty()) return limits_.requests > 0;  // However large: alone it may wait.
        const auto part = [&](auto limit) {
            return guest == Guest::again ? limit : limit - limit / 4;
        };
        return waiting_.size() < part(limits_.requests) && bytes_ + bytes <= part(limits_.bytes) &&
               now - waiting_.front().since <= part(limits_.longest);
    }

    void enter(Time now, std::size_t bytes) {
        waiting_.push_back({now, bytes});
        bytes_ += bytes;
    }

    // The one whose turn it is has been taken by a worker.
    void leave() { called_.fetch_add(1, std::memory_order_relaxed); }

    std::size_t waiting() {
        settle();
        return waiting_.size();
    }

private:
    struct Waiting {
        Time since;
        std::size_t bytes;
    };

    void settle() {
        const std::uint64_t called = called_.load(std::memory_order_relaxed);
        for (; gone_ < called; ++gone_) {
            bytes_ -= waiting_.front().bytes;
            waiting_.pop_front();
        }
    }

    const WaitingLimits limits_;
    std::deque<Waiting> waiting_;
    std::size_t bytes_ = 0;  // Of waiting_.
    std::uint64_t gone_ = 0;
    std::atomic<std::uint64_t> called_ = 0;
};

}  // namespace genbo
