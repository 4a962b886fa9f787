// SPDX-License-Identifier: Apache-2.0
//
// The model that ships: probabilities written down for customers of Japanese shops and services,
// before any of the register's own records were seen.  The u of names come from the sums of squares
// of the national name frequencies, those of birth dates from a population of seventy birth years,
// the rest from experience with such files; training on the register's own records replaces them
// as a new version that a person activates.

#include <array>
#include <string>
#include <string_view>

#include "base/check.h"
#include "match/compare.h"
#include "match/hash.h"
#include "match/model.h"
#include "match/schema.h"
#include "match/train.h"

namespace genbo {

namespace {

struct ShippedLevel {
    double m;
    double u;
};

// In the order of level_names(), without "missing".
constexpr std::array<ShippedLevel, 9> kShippedSurname = {{
    {0.030, 0.990},    // different: marriage, and records filed under another member of the family
    {0.004, 0.0020},   // weak
    {0.012, 0.0030},   // similar
    {0.004, 0.00005},  // swapped
    {0.030, 0.0030},   // likely_reading
    {0.020, 0.0012},   // same_sound
    {0.008, 0.00030},  // other_reading
    {0.030, 0.00030},  // variant
    {0.862, 0.0018},   // same
}};
constexpr std::array<ShippedLevel, 9> kShippedGivenName = {{
    {0.003, 0.8000},   // different: two readings, and they are two
    {0.013, 0.1800},   // weak
    {0.020, 0.0060},   // similar
    {0.004, 0.00001},  // swapped
    {0.030, 0.0050},   // likely_reading
    {0.030, 0.0040},   // same_sound
    {0.012, 0.00020},  // other_reading
    {0.018, 0.00010},  // variant
    {0.870, 0.00090},  // same
}};
constexpr std::array<ShippedLevel, 9> kShippedBirthDate = {{
    {0.016, 0.9080},    // different
    {0.003, 0.0500},    // alike
    {0.003, 0.0270},    // within_a_year
    {0.002, 0.0050},    // two_errors
    {0.003, 0.0022},    // within_a_month
    {0.012, 0.0045},    // two_parts
    {0.030, 0.0013},    // typing_error
    {0.001, 0.00001},   // less_exact
    {0.930, 0.000045},  // same
}};
constexpr std::array<ShippedLevel, 4> kShippedPhone = {{
    {0.220, 0.99997},    // different: people have several, and change them
    {0.030, 0.00002},    // similar
    {0.250, 0.0000005},  // same_line
    {0.500, 0.0000001},  // same: a reissued number
}};
constexpr std::array<ShippedLevel, 5> kShippedEmail = {{
    {0.300, 0.9995},      // different
    {0.030, 0.0003},      // similar_local
    {0.050, 0.00003},     // same_local
    {0.030, 0.0000005},   // typing_error
    {0.590, 0.00000005},  // same
}};
constexpr std::array<ShippedLevel, 2> kShippedCorporateNumber = {{
    {0.030, 0.9999},
    {0.970, 0.0001},
}};
constexpr std::array<ShippedLevel, 6> kShippedCompany = {{
    {0.100, 0.9990},   // different
    {0.010, 0.00030},  // weak
    {0.040, 0.00005},  // similar
    {0.030, 0.00010},  // same_sound
    {0.020, 0.00005},  // other_form
    {0.800, 0.00020},  // same
}};
constexpr std::array<ShippedLevel, 7> kShippedAddress = {{
    {0.100, 0.9860},     // different: moved
    {0.030, 0.0120},     // same_city
    {0.030, 0.0015},     // same_town
    {0.030, 0.00030},    // near
    {0.010, 0.000030},   // other_room
    {0.120, 0.000010},   // same_house
    {0.680, 0.0000030},  // same
}};
constexpr std::array<ShippedLevel, 2> kShippedGender = {{
    {0.010, 0.5},
    {0.990, 0.5},
}};

std::span<const ShippedLevel> shipped_levels(std::string_view comparison) {
    if (comparison == "surname") return kShippedSurname;
    if (comparison == "given_name") return kShippedGivenName;
    if (comparison == "birth_date") return kShippedBirthDate;
    if (comparison == "phone") return kShippedPhone;
    if (comparison == "email") return kShippedEmail;
    if (comparison == "corporate_number") return kShippedCorporateNumber;
    if (comparison == "company") return kShippedCompany;
    if (comparison == "address") return kShippedAddress;
    if (comparison == "gender") return kShippedGender;
    return {};
}

// The commonest surnames, per hundred thousand people.
struct ShippedSurname {
    std::string_view surname;
    std::uint32_t per_100k;
};
constexpr std::array kShippedSurnames = {
    ShippedSurname{"佐藤", 1500},  ShippedSurname{"鈴木", 1430}, ShippedSurname{"高橋", 1120},
    ShippedSurname{"田中", 1060},  ShippedSurname{"伊藤", 850},  ShippedSurname{"渡辺", 840},
    ShippedSurname{"山本", 830},   ShippedSurname{"中村", 830},  ShippedSurname{"小林", 820},
    ShippedSurname{"加藤", 710},   ShippedSurname{"吉田", 660},  ShippedSurname{"山田", 650},
    ShippedSurname{"佐々木", 530}, ShippedSurname{"山口", 510},  ShippedSurname{"松本", 500},
    ShippedSurname{"井上", 490},   ShippedSurname{"木村", 460},  ShippedSurname{"林", 430},
    ShippedSurname{"斎藤", 430},   ShippedSurname{"清水", 420},  ShippedSurname{"山崎", 380},
    ShippedSurname{"森", 370},     ShippedSurname{"池田", 360},  ShippedSurname{"橋本", 350},
    ShippedSurname{"阿部", 350},   ShippedSurname{"石川", 340},  ShippedSurname{"山下", 330},
    ShippedSurname{"中島", 320},   ShippedSurname{"石井", 310},  ShippedSurname{"小川", 310},
    ShippedSurname{"前田", 300},   ShippedSurname{"岡田", 300},  ShippedSurname{"長谷川", 300},
    ShippedSurname{"藤田", 300},   ShippedSurname{"後藤", 290},  ShippedSurname{"近藤", 290},
    ShippedSurname{"村上", 280},   ShippedSurname{"遠藤", 270},  ShippedSurname{"青木", 270},
    ShippedSurname{"坂本", 270},
};

Model shipped_build() {
    const auto& schema = register_schema();
    Model model;
    model.version = "register-3";
    model.schema = schema.name;
    model.lambda = 1e-6;
    model.household_odds = 5e-7;
    for (const auto& comparison : schema.comparisons) {
        const auto shipped = shipped_levels(comparison.name);
        const auto names = level_names(comparison.type);
        check(shipped.size() + 1 == names.size());
        ModelComparison made;
        made.name = comparison.name;
        made.term_frequency = comparison.type == ComparisonType::name_part;
        made.rarest = 1e-5;
        made.levels.push_back({.name = std::string{names[0]}});
        for (std::uint8_t level = 1; level < names.size(); ++level) {
            const auto& [m, u] = shipped[level - 1U];
            made.levels.push_back(
                {.name = std::string{names[level]},
                 .m = m,
                 .u = u,
                 .share = household_share(comparison, level, m)});
        }
        weigh_levels(made);
        model.comparisons.push_back(std::move(made));
    }
    const auto pool = schema.comparisons[0].features[0];
    for (const auto& [surname, per_100k] : kShippedSurnames)
        model.frequencies.set(pool, hash_bytes32(surname), per_100k);
    model.frequencies.set_pool({.pool = pool, .total = 100'000, .collision = 0.0018});
    return model;
}

}  // namespace

const Model& default_register_model() {
    static const Model model = shipped_build();
    return model;
}

}  // namespace genbo
