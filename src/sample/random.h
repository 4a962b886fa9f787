// SPDX-License-Identifier: Apache-2.0
#pragma once

// Chance that can be repeated.  Every decision of the generator draws from a Chance, and every
// Chance starts from a key made of the seed, the purpose and the number of the thing decided about;
// never from what was drawn before for something else.  So household 7 comes out the same whether
// it is made first, last, twice, or in a sample of another size.
//
// The generator is SplitMix64 (Steele, Lea, Flood 2014): one addition and one mixing per number,
// and any 64-bit key is a good start.  The standard distributions are deliberately absent: their
// results differ between libraries.
//
// Two draws never stand in one expression: C++ leaves their order to the compiler, and ours differ.
//
//   Chance chance(chance_key(seed, Purpose::household, 7));
//   if (chance.happens(0.045)) move_house(chance.below(town_count));

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"

namespace genbo::sample {

enum class Purpose : std::uint64_t {
    household = 1,
    plan,
    record,
    mobile,
    company,
    test_row,
    shuffle,
    slice_order,
    building,
    town,
    namesake,
    dormitory,
    office,
    hard_set,
};

constexpr std::uint64_t mix_bits(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

constexpr std::uint64_t chance_key(
    std::uint64_t seed, Purpose purpose, std::uint64_t number, std::uint64_t part = 0) {
    std::uint64_t key = mix_bits(seed + 0x9e3779b97f4a7c15ULL);
    key = mix_bits(key ^ (static_cast<std::uint64_t>(purpose) * 0xd1b54a32d192ed03ULL));
    key = mix_bits(key + number * 0x9e3779b97f4a7c15ULL);
    return mix_bits(key ^ (part * 0x8cb92ba72f3d8dd7ULL));
}

class Chance {
public:
    explicit Chance(std::uint64_t key) : state_(key) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        return mix_bits(state_);
    }

    // 0 to count - 1.  REQUIRES: count > 0.
    std::uint32_t below(std::uint32_t count) {
        return static_cast<std::uint32_t>(((next() >> 32) * count) >> 32);
    }

    std::int32_t between(std::int32_t low, std::int32_t high) {
        return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low + 1)));
    }

    // 0 <= unit() < 1.
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

    bool happens(double probability) { return unit() < probability; }

    template <typename Things>
    const auto& pick(const Things& things) {
        return things[below(static_cast<std::uint32_t>(std::size(things)))];
    }

private:
    std::uint64_t state_;
};

// Draws an index with given weights in constant time (Walker's alias method).
class Lottery {
public:
    Lottery() = default;

    // REQUIRES: at least one weight is positive.
    explicit Lottery(std::span<const std::uint32_t> weights) : slots_(weights.size()) {
        std::uint64_t total = 0;
        for (const std::uint32_t weight : weights) total += weight;
        check(total > 0);
        std::vector<double> share(weights.size());
        std::vector<std::uint32_t> small;
        std::vector<std::uint32_t> large;
        for (std::uint32_t i = 0; i < weights.size(); ++i) {
            share[i] = static_cast<double>(weights[i]) * static_cast<double>(weights.size()) /
                       static_cast<double>(total);
            (share[i] < 1 ? small : large).push_back(i);
            slots_[i] = {.keep = 1, .other = i};
        }
        while (!small.empty() && !large.empty()) {
            const std::uint32_t poor = small.back();
            const std::uint32_t rich = large.back();
            small.pop_back();
            slots_[poor] = {.keep = share[poor], .other = rich};
            share[rich] -= 1 - share[poor];
            if (share[rich] < 1) {
                large.pop_back();
                small.push_back(rich);
            }
        }
    }

    std::uint32_t draw(Chance& chance) const {
        const std::uint32_t at = chance.below(static_cast<std::uint32_t>(slots_.size()));
        return chance.unit() < slots_[at].keep ? at : slots_[at].other;
    }

private:
    struct Slot {
        double keep = 1;
        std::uint32_t other = 0;
    };
    std::vector<Slot> slots_;
};

}  // namespace genbo::sample
