// SPDX-License-Identifier: Apache-2.0
#include "record/customer_number.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>

#include "record/number_rule.h"

namespace genbo {
namespace {

constexpr NumberProfile kEveryProfile[] = {
    NumberProfile::decimal_10, NumberProfile::decimal_14, NumberProfile::crockford_9};

constexpr std::string_view kNumberAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Rules under which every shape is somebody's.
NumberRules rules_of_every_shape() {
    auto rules = NumberRules::initial();
    int version = 1;
    const auto add = [&](NumberProfile profile, std::string prefix) {
        NumberRule rule;
        rule.version = ++version;
        rule.profile = profile;
        rule.prefix = std::move(prefix);
        rule.key_id = "number." + std::to_string(version);
        ASSERT_TRUE(rules.add(rule).ok());
    };
    add(NumberProfile::decimal_10, "8");
    add(NumberProfile::decimal_10, "42");
    add(NumberProfile::decimal_14, "");
    add(NumberProfile::decimal_14, "9");
    add(NumberProfile::crockford_9, "");
    add(NumberProfile::crockford_9, "G");
    add(NumberProfile::crockford_9, "G1");
    return rules;
}

std::string reads_number(std::string_view typed) {
    const auto number = CustomerNumber::parse(typed, rules_of_every_shape());
    return number.ok() ? number->str() : number.error().code;
}

std::vector<CustomerNumber> random_numbers(NumberProfile profile, int count, unsigned seed) {
    NumberRule rule;
    rule.profile = profile;
    NumberIssuer issuer(rule, Key(Bytes(32, 1)));
    std::mt19937_64 dice(seed);
    std::vector<CustomerNumber> numbers;
    numbers.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) numbers.push_back(issuer.number(dice() % rule.capacity()));
    return numbers;
}

bool is_number(std::string_view digits) { return CustomerNumber::from_digits(digits).ok(); }

TEST(CustomerNumber, ReadsWhatPeopleType) {
    EXPECT_EQ(reads_number("8161957352"), "81619-57352");
    for (const auto* const typed :
         {"81619-57352", " 81619-57352\r\n", "8161 9573 52", "８１６１９－５７３５２",
          "８１６１９ー５７３５２", "81619‐57352", "81619–57352", "81619—57352", "81619−57352",
          "81619ｰ57352", "81619　57352", "81619\u00A057352", "81619─57352", "81619_57352",
          "\uFEFF81619\u200B57352"}) {
        EXPECT_EQ(reads_number(typed), "81619-57352") << typed;
    }
}

TEST(CustomerNumber, RefusesWithAReason) {
    EXPECT_EQ(reads_number(""), "number.empty");
    EXPECT_EQ(reads_number(" - "), "number.empty");
    EXPECT_EQ(reads_number("8161957353"), "number.check");
    EXPECT_EQ(reads_number("816195735"), "number.length");
    EXPECT_EQ(reads_number("8161957352123456"), "number.length");
    EXPECT_EQ(reads_number("0816195735"), "number.first_symbol");
    EXPECT_EQ(reads_number("8161957352.0"), "number.symbol");
    EXPECT_EQ(reads_number("八一六一九"), "number.symbol");
    EXPECT_EQ(reads_number("81619573S2"), "number.symbol") << "no letter in a number of digits";
    EXPECT_EQ(reads_number("\xFF\xFE"), "number.symbol");
    EXPECT_EQ(reads_number(std::string(100'000, '1')), "number.length");
}

TEST(CustomerNumber, CrockfordForgivesLookAlikes) {
    const auto number = CustomerNumber::compose(NumberProfile::crockford_9, "", "K10QX40D");
    const auto text = number.str();
    ASSERT_EQ(text.substr(0, 9), "K10-QX4-0");
    const char check = text.back();
    const auto typed = [&](std::string_view body) {
        return reads_number(std::string(body) + check);
    };
    EXPECT_EQ(typed("K10QX40D"), text);
    EXPECT_EQ(typed("k1oqx4od"), text);
    EXPECT_EQ(typed("kiOqx4Od"), text);
    EXPECT_EQ(typed("kl0-qx4-0d"), text);
    EXPECT_EQ(typed("ｋＬ０・qx40d"), "number.symbol") << "a middle dot is no hyphen";
    EXPECT_EQ(typed("ｋＬ０ qx40d"), text);
    EXPECT_EQ(typed("U10QX40D"), "number.symbol") << "U is in no number";
    EXPECT_EQ(typed("O10QX40D"), "number.length") << "a first letter O means a digit";
}

TEST(CustomerNumber, OnlyNumbersOfTheMastersRulesAreTaken) {
    const auto rules = NumberRules::initial();
    const auto refusal = [&](CustomerNumber number) {
        const auto parsed = CustomerNumber::parse(number.str(), rules);
        return parsed.ok() ? "" : parsed.error().code;
    };
    EXPECT_EQ(refusal(CustomerNumber::compose(NumberProfile::decimal_10, "", "123456789")), "");
    EXPECT_EQ(
        refusal(CustomerNumber::compose(NumberProfile::decimal_10, "8", "123456789")),
        "number.no_rule");
    EXPECT_EQ(
        refusal(CustomerNumber::compose(NumberProfile::decimal_14, "", "123456789012")),
        "number.no_rule");
    EXPECT_EQ(
        refusal(CustomerNumber::compose(NumberProfile::crockford_9, "", "K2345678")),
        "number.no_rule");
}

// Published by others: npm damm 0.0.1 and npm @konfirm/iso7064 2.1.3.
TEST(CustomerNumber, CheckDigitsAgreeWithOtherImplementations) {
    for (const auto* const number :
         {"8161957352", "9039360281", "2186685812", "8139131746", "7464028381", "6439898174",
          "59676510224", "60209928248", "42441678081", "79309739858", "51048091262", "981360257253",
          "803972844400", "367432742243", "922690060067", "598697085135"}) {
        const auto parsed = CustomerNumber::from_digits(number);
        ASSERT_TRUE(parsed.ok()) << number;
        EXPECT_EQ(parsed->profile(), NumberProfile::decimal_10);
        EXPECT_EQ(parsed->digits(), number);
    }
    for (const auto* const number :
         {"85095510864749", "91919183203510", "66458324044161", "53908778545709", "99172407497261",
          "70150040257459"}) {
        const auto parsed = CustomerNumber::from_digits(number);
        ASSERT_TRUE(parsed.ok()) << number;
        EXPECT_EQ(parsed->profile(), NumberProfile::decimal_14);
    }
}

// The doubling check, symbol by symbol with polynomials written out, is the oracle of ours.
TEST(CustomerNumber, CrockfordCheckIsTheRemainderInGf32) {
    const auto times_x = [](unsigned element) {
        element <<= 1;
        return element >= 32 ? element ^ 0b100101U : element;
    };
    for (const auto number : random_numbers(NumberProfile::crockford_9, 500, 3)) {
        const auto symbols = number.digits();
        unsigned sum = 0;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            auto term = static_cast<unsigned>(kNumberAlphabet.find(symbols[i]));
            for (std::size_t power = symbols.size() - 1 - i; power > 0; --power) {
                term = times_x(term);
            }
            sum ^= term;
        }
        EXPECT_EQ(sum, 0U) << symbols;
    }
}

// The promise of the default, on the whole of its error space: every wrong digit in every place and
// every swap of neighbours.
TEST(CustomerNumber, NoSlipBecomesAnotherCustomer) {
    for (const auto profile : kEveryProfile) {
        const auto alphabet = kNumberAlphabet.substr(0, profile_info(profile).radix);
        for (const auto number : random_numbers(profile, 1000, 17)) {
            const auto good = number.digits();
            for (std::size_t i = 0; i < good.size(); ++i) {
                for (const char wrong : alphabet) {
                    auto typed = good;
                    typed[i] = wrong;
                    ASSERT_EQ(is_number(typed), wrong == good[i]) << good << " as " << typed;
                }
                if (i == 0 || good[i] == good[i - 1]) continue;
                auto swapped = good;
                std::swap(swapped[i], swapped[i - 1]);
                ASSERT_FALSE(is_number(swapped)) << good << " as " << swapped;
            }
        }
    }
}

struct SlipCount {
    double tried = 0;
    double caught = 0;

    double percent() const { return tried == 0 ? 100 : 100 * caught / tried; }
};

// Applies `slip` at each place of many numbers; it returns the text unchanged where it does not
// apply.
double caught_percent(
    NumberProfile profile, const std::function<std::string(std::string, std::size_t)>& slip) {
    SlipCount count;
    for (const auto number : random_numbers(profile, 4000, 29)) {
        const auto good = number.digits();
        for (std::size_t i = 0; i < good.size(); ++i) {
            const auto typed = slip(good, i);
            // A first zero is refused for its own reason; the check is what is measured here.
            if (typed == good || typed.front() == '0') continue;
            if (profile == NumberProfile::crockford_9 && typed.front() <= '9') continue;
            ++count.tried;
            if (!is_number(typed)) ++count.caught;
        }
    }
    return count.percent();
}

// The table by which the profiles were chosen.
TEST(CustomerNumber, ErrorDetectionIsAsDesigned) {
    const auto jump_swap = [](std::string s, std::size_t i) {
        if (i + 2 < s.size()) std::swap(s[i], s[i + 2]);
        return s;
    };
    const auto twin = [](std::string s, std::size_t i) {
        if (i + 1 < s.size() && s[i] == s[i + 1]) s[i] = s[i + 1] = s[i] == '7' ? '4' : '7';
        return s;
    };
    const auto jump_twin = [](std::string s, std::size_t i) {
        if (i + 2 < s.size() && s[i] == s[i + 2]) s[i] = s[i + 2] = s[i] == '7' ? '4' : '7';
        return s;
    };
    // "thirteen" heard as "thirty", up to 19 and 90; 12 and 20 do not sound alike.
    const auto thirteen_thirty = [](std::string s, std::size_t i) {
        if (i + 1 < s.size() && s[i] == '1' && s[i + 1] >= '3' && s[i + 1] <= '9') {
            s[i] = s[i + 1];
            s[i + 1] = '0';
        }
        return s;
    };
    struct Row {
        NumberProfile profile;
        double jump_swap, twin, jump_twin, thirteen_thirty;
    };
    const Row rows[] = {
        {NumberProfile::decimal_10, 88, 89, 86, 100},
        {NumberProfile::decimal_14, 100, 100, 100, 100},
        {NumberProfile::crockford_9, 100, 100, 100, 100},
    };
    for (const auto& row : rows) {
        const auto name = std::string(profile_info(row.profile).name);
        const double jumps = caught_percent(row.profile, jump_swap);
        const double twins = caught_percent(row.profile, twin);
        const double spoken = caught_percent(row.profile, thirteen_thirty);
        EXPECT_GE(jumps, row.jump_swap) << name;
        EXPECT_GE(twins, row.twin) << name;
        const double jump_twins = caught_percent(row.profile, jump_twin);
        EXPECT_GE(jump_twins, row.jump_twin) << name;
        EXPECT_GE(spoken, row.thirteen_thirty) << name;
        RecordProperty(name + "_jump_swap", std::to_string(jumps));
        RecordProperty(name + "_twin", std::to_string(twins));
        RecordProperty(name + "_jump_twin", std::to_string(jump_twins));
        RecordProperty(name + "_13_30", std::to_string(spoken));
    }
}

TEST(CustomerNumber, TextSerialAndPartsAreOneThing) {
    const auto rules = rules_of_every_shape();
    std::mt19937_64 dice(7);
    std::set<std::uint64_t> serials;
    std::size_t numbers = 0;
    for (const auto& rule : rules.all()) {
        NumberIssuer issuer(rule, Key(Bytes(32, 4)));
        for (int i = 0; i < 300; ++i) {
            const auto number = issuer.number(dice() % rule.capacity());
            ASSERT_LT(number.serial(), 1ULL << 63) << "fits a signed column";
            ASSERT_EQ(*CustomerNumber::from_serial(number.serial()), number);
            ASSERT_EQ(*CustomerNumber::from_digits(number.digits()), number);
            ASSERT_EQ(*CustomerNumber::parse(number.str(), rules), number);
            ASSERT_EQ(number.profile(), rule.profile);
            ASSERT_EQ(number.prefix(), rule.prefix);
            ASSERT_EQ(CustomerNumber::compose(rule.profile, rule.prefix, number.body()), number);
            ASSERT_EQ(rules.rule_of(number)->version, rule.version);
            serials.insert(number.serial());
            ++numbers;
        }
    }
    EXPECT_EQ(serials.size(), numbers) << "no two shapes share a serial";
}

TEST(CustomerNumber, ForeignSerialsAreRefused) {
    EXPECT_FALSE(CustomerNumber::from_serial(0).ok());
    EXPECT_FALSE(CustomerNumber::from_serial(~std::uint64_t{0}).ok());
    const auto number = CustomerNumber::compose(NumberProfile::crockford_9, "", "K2345678");
    for (int bit = 0; bit < 64; ++bit) {
        EXPECT_FALSE(CustomerNumber::from_serial(number.serial() ^ 1ULL << bit).ok()) << bit;
    }
}

TEST(CustomerNumber, GroupsAsItsProfileIsReadAloud) {
    const auto number = [](NumberProfile profile, std::string_view prefix, std::string_view body) {
        return CustomerNumber::compose(profile, prefix, body).str();
    };
    EXPECT_EQ(number(NumberProfile::decimal_10, "", "816195735"), "81619-57352");
    EXPECT_EQ(number(NumberProfile::decimal_10, "42", "441678081").substr(0, 9), "42-44167-");
    EXPECT_EQ(number(NumberProfile::decimal_14, "", "850955108647"), "850955-108647-49");
    EXPECT_EQ(grouped_digits("1234567890", "55"), "12345-67890");
    EXPECT_EQ(grouped_digits("1234567890", "334"), "123-456-7890");
    EXPECT_EQ(grouped_digits("1234567890", "33"), "123-4567890") << "the last group takes the rest";
    EXPECT_EQ(grouped_digits("12", "55"), "12");
    EXPECT_EQ(grouped_digits("12345", ""), "12345");
}

TEST(CustomerNumber, AScannedJanIsUnwrapped) {
    const auto number = *CustomerNumber::from_digits("8161957352");
    const auto jan = wrap_in_jan13(number);
    ASSERT_TRUE(jan.ok());
    // 2·1 9·3 8·1 1·3 6·1 1·3 9·1 5·3 7·1 3·3 5·1 2·3 = 100, so the check is 0.
    EXPECT_EQ(*jan, "2981619573520");
    EXPECT_EQ(reads_number(*jan), "81619-57352");
    EXPECT_EQ(reads_number("2981619573521"), "number.check");
    EXPECT_EQ(reads_number("4901234567894"), "number.length") << "a product's JAN is no customer";
    EXPECT_EQ(wrap_in_jan13(number, 19).error().code, "number.no_jan");
    EXPECT_EQ(wrap_in_jan13(number, 30).error().code, "number.no_jan");
    const auto longer = CustomerNumber::compose(NumberProfile::decimal_10, "8", "123456789");
    EXPECT_EQ(wrap_in_jan13(longer).error().code, "number.no_jan");
}

TEST(CustomerNumber, HashesAndOrdersByItsSerial) {
    const auto a = *CustomerNumber::from_digits("8161957352");
    const auto b = *CustomerNumber::from_digits("9039360281");
    EXPECT_LT(a, b);
    EXPECT_EQ(std::hash<CustomerNumber>{}(a), std::hash<std::uint64_t>{}(8161957352U));
}

}  // namespace
}  // namespace genbo
