// SPDX-License-Identifier: Apache-2.0

#include "sample/rates.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "sample/damage.h"
#include "sample/random.h"

namespace genbo::sample {
namespace {

struct NamedRate {
    std::string_view name;
    double Rates::* rate;
};

// clang-format off
constexpr std::array kNamedRates = {
    NamedRate{"foreign", &Rates::foreign},
    NamedRate{"foreign_spouse", &Rates::foreign_spouse},
    NamedRate{"adopted_name", &Rates::adopted_name},
    NamedRate{"husband_changes_name", &Rates::husband_changes_name},
    NamedRate{"divorced_single", &Rates::divorced_single},
    NamedRate{"divorced_parent", &Rates::divorced_parent},
    NamedRate{"divorce_reverts_name", &Rates::divorce_reverts_name},
    NamedRate{"twins", &Rates::twins},
    NamedRate{"twins_other_gender", &Rates::twins_other_gender},
    NamedRate{"shared_kanji", &Rates::shared_kanji},
    NamedRate{"same_reading", &Rates::same_reading},
    NamedRate{"rare_reading", &Rates::rare_reading},
    NamedRate{"namesake_in_building", &Rates::namesake_in_building},
    NamedRate{"moves_per_year", &Rates::moves_per_year},
    NamedRate{"moves_per_year_young", &Rates::moves_per_year_young},
    NamedRate{"leaves_home", &Rates::leaves_home},
    NamedRate{"dormitory", &Rates::dormitory},
    NamedRate{"care_of", &Rates::care_of},
    NamedRate{"landline", &Rates::landline},
    NamedRate{"mobile", &Rates::mobile},
    NamedRate{"mobile_changes", &Rates::mobile_changes},
    NamedRate{"recycled_mobile", &Rates::recycled_mobile},
    NamedRate{"swapped_phones", &Rates::swapped_phones},
    NamedRate{"mail", &Rates::mail},
    NamedRate{"mail_changes", &Rates::mail_changes},
    NamedRate{"family_mail", &Rates::family_mail},
    NamedRate{"at_work", &Rates::at_work},
    NamedRate{"only_at_work", &Rates::only_at_work},
    NamedRate{"new_year_birth", &Rates::new_year_birth},
    NamedRate{"deaths_per_year", &Rates::deaths_per_year},
    NamedRate{"households_per_company", &Rates::households_per_company},
    NamedRate{"renamed", &Rates::renamed},
    NamedRate{"mirrored", &Rates::mirrored},
    NamedRate{"head_office_record", &Rates::head_office_record},
    NamedRate{"site_record", &Rates::site_record},
    NamedRate{"more_records_mean", &Rates::more_records_mean},
    NamedRate{"more_records_size", &Rates::more_records_size},
    NamedRate{"second_in_source", &Rates::second_in_source},
    NamedRate{"test_rows", &Rates::test_rows},
};
// clang-format on

// The words of a line, without the comment.
std::vector<std::string_view> rates_words(std::string_view line) {
    line = line.substr(0, line.find('#'));
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos) return words;
        const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
        words.push_back(line.substr(begin, end - begin));
        line.remove_prefix(end);
    }
}

// 0.93, .02, 12: digits and one point.  The same double everywhere, which from_chars for doubles
// would also be, but not every library has it.
double rates_decimal(std::string_view word) {
    double value = 0;
    double scale = 1;
    bool point = false;
    check(!word.empty());
    for (const char c : word) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        check(c >= '0' && c <= '9');
        value = value * 10 + (c - '0');
        if (point) scale *= 10;
    }
    return value / scale;
}

std::uint64_t rates_whole(std::string_view word) {
    const bool hexadecimal = word.starts_with("0x");
    if (hexadecimal) word.remove_prefix(2);
    std::uint64_t value = 0;
    const auto read =
        std::from_chars(word.data(), word.data() + word.size(), value, hexadecimal ? 16 : 10);
    check(read.ec == std::errc() && read.ptr == word.data() + word.size());
    return value;
}

Lexicon rates_lexicon(std::string_view word) {
    check(word == "all" || word == "a" || word == "b");
    return word == "all" ? Lexicon::all : word == "a" ? Lexicon::a : Lexicon::b;
}

void rates_take_six(
    const std::vector<std::string_view>& words, std::array<std::uint32_t, 6>& into) {
    check(words.size() == 7);
    for (std::size_t i = 0; i < 6; ++i) {
        into[i] = static_cast<std::uint32_t>(rates_whole(words[i + 1]));
    }
}

// Answers whether the line named a channel.
bool rates_take_channel(Rates& rates, const std::vector<std::string_view>& words) {
    for (std::size_t channel = 0; channel < kStruckChannelCount; ++channel) {
        if (channel_name(static_cast<Channel>(channel)) != words[0]) continue;
        check(words.size() == 1 + kRateSources);
        for (std::size_t source = 0; source < kRateSources; ++source) {
            rates.damage[channel][source] = rates_decimal(words[source + 1]);
            check(rates.damage[channel][source] <= 1);
        }
        return true;
    }
    return false;
}

void rates_take(Rates& rates, const std::vector<std::string_view>& words) {
    const std::string_view key = words[0];
    if (key == "household_kinds") return rates_take_six(words, rates.household_kinds);
    if (key == "source_tickets") return rates_take_six(words, rates.source_tickets);
    if (rates_take_channel(rates, words)) return;
    check(words.size() == 2);
    if (key == "base") {
        rates = read_rates(sample_profile_text(words[1]));
    } else if (key == "profile") {
        rates.profile = words[1];
    } else if (key == "lexicon") {
        rates.lexicon = rates_lexicon(words[1]);
    } else if (key == "salt") {
        rates.salt = rates_whole(words[1]);
    } else {
        const auto* const named = std::ranges::find(kNamedRates, key, &NamedRate::name);
        check(named != kNamedRates.end());
        rates.*named->rate = rates_decimal(words[1]);
    }
}

}  // namespace

Rates read_rates(std::string_view text) {
    Rates rates;
    // Whatever the text leaves out stays below zero, and is found below.
    for (const NamedRate& named : kNamedRates) rates.*named.rate = -1;
    rates.damage.assign(kStruckChannelCount, {-1, -1, -1, -1, -1, -1});
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const auto words = rates_words(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!words.empty() && !words[0].starts_with('[')) rates_take(rates, words);
    }
    for (const NamedRate& named : kNamedRates) check(rates.*named.rate >= 0);
    for (const auto& per_source : rates.damage) check(per_source[0] >= 0);
    check(!rates.profile.empty());
    return rates;
}

const Rates* sample_rates(std::string_view profile) {
    static const std::array kProfiles = {
        read_rates(sample_profile_text("normal")), read_rates(sample_profile_text("open")),
        read_rates(sample_profile_text("sealed"))};
    const auto* const found = std::ranges::find(kProfiles, profile, &Rates::profile);
    return found == kProfiles.end() ? nullptr : found;
}

const Rates& normal_rates() { return *sample_rates("normal"); }

bool in_first_half(std::string_view word) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return (mix_bits(hash) & 1) == 0;
}

}  // namespace genbo::sample
