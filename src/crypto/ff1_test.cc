// SPDX-License-Identifier: Apache-2.0
#include "crypto/ff1.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

constexpr std::string_view kFf1Symbols = "0123456789abcdefghijklmnopqrstuvwxyz";

std::vector<std::uint32_t> ff1_symbols(std::string_view text) {
    std::vector<std::uint32_t> symbols;
    for (const char c : text) symbols.push_back(static_cast<std::uint32_t>(kFf1Symbols.find(c)));
    return symbols;
}

// The nine samples that NIST publishes for SP 800-38G (csrc.nist.gov, "FF1samples").
TEST(Ff1, AgreesWithNist) {
    struct Sample {
        std::size_t key_size;
        std::uint32_t radix;
        std::string_view tweak, plain, sealed;
    };
    constexpr std::string_view kTen = "0123456789";
    constexpr std::string_view kLong = "0123456789abcdefghi";
    constexpr std::string_view kTweak2 = "39383736353433323130";
    constexpr std::string_view kTweak3 = "3737373770717273373737";
    const Sample samples[] = {
        {16, 10, "", kTen, "2433477484"},
        {16, 10, kTweak2, kTen, "6124200773"},
        {16, 36, kTweak3, kLong, "a9tv40mll9kdu509eum"},
        {24, 10, "", kTen, "2830668132"},
        {24, 10, kTweak2, kTen, "2496655549"},
        {24, 36, kTweak3, kLong, "xbj3kv35jrawxv32ysr"},
        {32, 10, "", kTen, "6657667009"},
        {32, 10, kTweak2, kTen, "1001623463"},
        {32, 36, kTweak3, kLong, "xs8a0azh2avyalyzuwd"},
    };
    const Bytes key = *from_hex("2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94");
    for (const auto& sample : samples) {
        const ByteView short_key = ByteView(key).first(sample.key_size);
        Ff1 ff1(short_key, sample.radix, sample.plain.size(), *from_hex(sample.tweak));
        EXPECT_EQ(ff1.encrypt_symbols(ff1_symbols(sample.plain)), ff1_symbols(sample.sealed));
        EXPECT_EQ(ff1.decrypt_symbols(ff1_symbols(sample.sealed)), ff1_symbols(sample.plain));
    }
    Ff1 as_value(ByteView(key), 10, 10);
    EXPECT_EQ(as_value.encrypt(123456789), 6657667009U);
    EXPECT_EQ(as_value.decrypt(6657667009U), 123456789U);
}

// The smallest domain the standard allows, every value of it: nothing is met twice.
TEST(Ff1, IsAPermutation) {
    Ff1 ff1(Key(Bytes(32, 3)), 10, 6);
    std::vector<bool> met(1'000'000);
    std::uint64_t fixed = 0;
    for (std::uint64_t value = 0; value < met.size(); ++value) {
        const auto image = ff1.encrypt(value);
        ASSERT_LT(image, met.size());
        ASSERT_FALSE(met[image]) << value;
        met[image] = true;
        if (image == value) ++fixed;
        if (value % 16 == 0) {
            ASSERT_EQ(ff1.decrypt(image), value);
        }
    }
    // A random permutation has one fixed point on average.
    EXPECT_LT(fixed, 12U);
}

TEST(Ff1, ValuesAndSymbolsAreOneAndTheSame) {
    std::mt19937_64 dice(5);
    struct Domain {
        std::uint32_t radix;
        std::size_t length;
    };
    for (const Domain domain : {Domain{10, 9}, {10, 12}, {10, 19}, {32, 8}, {36, 12}, {2, 63}}) {
        Ff1 ff1(Key(Bytes(32, 8)), domain.radix, domain.length);
        for (int i = 0; i < 200; ++i) {
            std::vector<std::uint32_t> symbols(domain.length);
            std::uint64_t value = 0;
            for (auto& symbol : symbols) {
                symbol = static_cast<std::uint32_t>(dice() % domain.radix);
                value = value * domain.radix + symbol;
            }
            std::uint64_t image = 0;
            for (const auto symbol : ff1.encrypt_symbols(symbols)) {
                image = image * domain.radix + symbol;
            }
            ASSERT_EQ(ff1.encrypt(value), image) << domain.radix << '^' << domain.length;
            ASSERT_EQ(ff1.decrypt(image), value) << domain.radix << '^' << domain.length;
        }
    }
}

TEST(Ff1DeathTest, SmallDomainsAreRefused) {
    EXPECT_DEATH(Ff1(Key(Bytes(32, 1)), 10, 5), "");
    Ff1 ff1(Key(Bytes(32, 1)), 10, 6);
    EXPECT_DEATH(ff1.encrypt(1'000'000), "");
}

}  // namespace
}  // namespace genbo
