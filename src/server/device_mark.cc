// SPDX-License-Identifier: Apache-2.0
#include "server/device_mark.h"

#include <array>
#include <utility>

#include "base/bytes.h"
#include "crypto/mac.h"
#include "crypto/random.h"
#include "server/login.h"

namespace genbo {

namespace {

constexpr std::size_t kChanceDigits = 32;
constexpr std::size_t kTagBytes = 16;

std::string mark_tag(const Key& key, std::string_view staff_name, std::string_view chance) {
    std::string message{chance};
    message += staff_name;
    const Hash tag = hmac_sha256(key.bytes(), as_bytes(message));
    return to_hex(std::span{tag}.first(kTagBytes));
}

using Word = std::pair<std::string_view, std::string_view>;

template <std::size_t N>
std::string_view first_word(std::string_view text, const std::array<Word, N>& words) {
    for (const auto& [sign, word] : words)
        if (text.find(sign) != std::string_view::npos) return word;
    return {};
}

}  // namespace

std::string new_device_mark(const Key& key, std::string_view staff_name) {
    const std::string chance = this_thread_random().id();
    return chance + "." + mark_tag(key, staff_name, chance);
}

std::string device_place(const Key& key, std::string_view staff_name, std::string_view mark) {
    if (mark.size() != kChanceDigits + 1 + 2 * kTagBytes || mark[kChanceDigits] != '.') return {};
    const auto chance = mark.substr(0, kChanceDigits);
    const auto tag = mark.substr(kChanceDigits + 1);
    if (!constant_time_equal(as_bytes(tag), as_bytes(mark_tag(key, staff_name, chance)))) return {};
    return std::string{kKnownDevice} + std::string{chance};
}

std::string device_words(std::string_view user_agent) {
    // In this order: most call themselves by the names of others too.
    constexpr std::array<Word, 6> kBrowsers = {{
        {"Edg/", "Edge"},
        {"OPR/", "Opera"},
        {"Firefox/", "Firefox"},
        {"Chrome/", "Chrome"},
        {"Safari/", "Safari"},
        {"curl/", "curl"},
    }};
    constexpr std::array<Word, 6> kMachines = {{
        {"iPhone", "iPhone"},
        {"iPad", "iPad"},
        {"Android", "Android"},
        {"Windows", "Windows"},
        {"Mac OS X", "macOS"},
        {"Linux", "Linux"},
    }};
    std::string words{first_word(user_agent, kBrowsers)};
    const auto machine = first_word(user_agent, kMachines);
    if (!words.empty() && !machine.empty()) words += " / ";
    words += machine;
    return words;
}

}  // namespace genbo
