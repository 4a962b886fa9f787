// SPDX-License-Identifier: Apache-2.0
#include "text/phone.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace genbo {
namespace {

using PhoneKind = Phone::Kind;

struct PhoneCase {
    std::string_view text;
    std::string_view e164;
    PhoneKind kind;
    std::string_view display;
};

TEST(Phone, ReadsEveryNotation) {
    constexpr PhoneCase cases[] = {
        {"03-1234-5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"０３－１２３４－５６７８", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"(03)1234-5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"03(1234)5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"03ー1234ー5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"03.1234.5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"TEL: 03-1234-5678(代表)", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"+81 (0)3 1234 5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"0081-90-1234-5678", "+819012345678", PhoneKind::mobile, "090-1234-5678"},
        {"010-81-3-1234-5678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"81312345678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"312345678", "+81312345678", PhoneKind::fixed, "03-1234-5678"},
        {"9012345678", "+819012345678", PhoneKind::mobile, "090-1234-5678"},
        {"9012345678.0", "+819012345678", PhoneKind::mobile, "090-1234-5678"},
        {"9.012345678E+09", "+819012345678", PhoneKind::mobile, "090-1234-5678"},
        {"060-1234-5678", "+816012345678", PhoneKind::mobile, "060-1234-5678"},
        {"070 1234 5678", "+817012345678", PhoneKind::mobile, "070-1234-5678"},
        {"050-3000-1234", "+815030001234", PhoneKind::ip, "050-3000-1234"},
        {"0120-123-456", "+81120123456", PhoneKind::free_call, "0120-123-456"},
        {"08001234567", "+818001234567", PhoneKind::free_call, "0800-123-4567"},
        {"0570-000-123", "+81570000123", PhoneKind::other, "0570-000-123"},
        {"0467123456", "+81467123456", PhoneKind::fixed, "0467-12-3456"},
        {"0499221234", "+81499221234", PhoneKind::fixed, "04992-2-1234"},
        {"+1 (202) 555-0123", "+12025550123", PhoneKind::other, "+1 2025550123"},
    };
    for (const auto& c : cases) {
        const auto phones = parse_phones(c.text);
        ASSERT_EQ(phones.size(), 1u) << c.text;
        EXPECT_EQ(phones[0].e164, c.e164) << c.text;
        EXPECT_EQ(phones[0].kind, c.kind) << c.text;
        EXPECT_EQ(phones[0].display, c.display) << c.text;
    }
}

TEST(Phone, SaysWhatIsNone) {
    for (const std::string_view text :
         {"1234-5678", "000-0000-0000", "9.01E+09", "090-1234-567", "12", "0312345678901234567",
          "090-0234-5678"}) {
        const auto phones = parse_phones(text);
        ASSERT_EQ(phones.size(), 1u) << text;
        EXPECT_EQ(phones[0].kind, PhoneKind::invalid) << text;
        EXPECT_EQ(phones[0].e164, "") << text;
        EXPECT_NE(phones[0].display, "") << text;
    }
    EXPECT_TRUE(parse_phones("").empty());
    EXPECT_TRUE(parse_phones("なし").empty());
}

TEST(Phone, ExtensionsAndSeveral) {
    const auto two = parse_phones("０３－１２３４－５６７８（内線12）/090 1234 5678");
    ASSERT_EQ(two.size(), 2u);
    EXPECT_EQ(two[0].extension, "12");
    EXPECT_EQ(two[1].e164, "+819012345678");
    EXPECT_EQ(two[1].extension, "");
    EXPECT_EQ(parse_phones("03-1234-5678 090-1234-5678").size(), 2u);
    EXPECT_EQ(parse_phones("0312345678、0312345678").size(), 1u);
    EXPECT_EQ(parse_phones("06-6123-4567 ext. 345")[0].extension, "345");
    EXPECT_EQ(parse_phones("06-6123-4567内線番号：345")[0].extension, "345");
}

TEST(Phone, Fillers) {
    for (const auto text : {"090-1111-1111", "03-1234-5678", "090-1234-5678", "0120-000-000"})
        EXPECT_TRUE(phone_is_filler(parse_phones(text)[0].e164)) << text;
    for (const auto text : {"090-3141-5926", "06-6789-4321", "0467-22-1357"})
        EXPECT_FALSE(phone_is_filler(parse_phones(text)[0].e164)) << text;
    for (const auto text : {"0120-111-111", "0120-123-456", "0120-654-321", "0800-123-4567"})
        EXPECT_TRUE(phone_is_filler(parse_phones(text)[0].e164)) << text;
    for (const auto text : {"0120-987-123", "0120-112-233"})
        EXPECT_FALSE(phone_is_filler(parse_phones(text)[0].e164)) << text;
    EXPECT_FALSE(phone_is_filler(""));
    EXPECT_FALSE(phone_is_filler("+12025550123"));
}

TEST(Phone, ACellOfFillers) {
    for (const auto text :
         {"000-0000-0000", "0000000000", "０００－００００－００００", "090-1234-5678",
          "03-1234-5678 / 090-0000-0000", "999-9999-9999"})
        EXPECT_TRUE(phones_are_fillers(text)) << text;
    for (const auto text :
         {"", "なし", "00", "03-1234-5678 / 090-3141-5926", "090-3141-5926", "+1 202 555 0123"})
        EXPECT_FALSE(phones_are_fillers(text)) << text;
}

// Every number that is understood at all is understood alike however it is written.
TEST(PhoneProperty, NotationsMeet) {
    int read = 0;
    for (int prefix = 1100; prefix < 9999; prefix += 7) {
        for (const std::string_view tail : {"23456", "234567"}) {
            const std::string national = std::to_string(prefix) + std::string{tail};
            const std::string plain = "0" + national;
            const auto phones = parse_phones(plain);
            ASSERT_EQ(phones.size(), 1u);
            if (phones[0].kind == PhoneKind::invalid) continue;
            ++read;
            EXPECT_EQ(phones[0].e164, "+81" + national);
            const std::array<std::string, 5> others = {
                phones[0].display, phones[0].e164, "0081" + national, "+81-0" + national, national};
            for (const auto& other : others) {
                // Without its zero a number must not look like +81.
                if (other == national && national.starts_with("81")) continue;
                const auto again = parse_phones(other);
                ASSERT_EQ(again.size(), 1u) << other;
                EXPECT_EQ(again[0].e164, phones[0].e164) << other;
                EXPECT_EQ(again[0].display, phones[0].display) << other;
            }
        }
    }
    EXPECT_GT(read, 900);
}

TEST(Phone, NumbersOfServices) {
    struct {
        std::string_view text;
        std::string_view e164;
        Phone::Kind kind;
    } const cases[] = {
        {"0200-12345-67890", "+812001234567890", Phone::Kind::other},
        {"0600-12-3456", "+81600123456", Phone::Kind::other},
        {"0180-991-234", "+81180991234", Phone::Kind::other},
        {"0180-123-456", "", Phone::Kind::invalid},
        {"0088-22-1234", "+810088221234", Phone::Kind::free_call},
        {"0077-78-1234", "+810077781234", Phone::Kind::free_call},
        {"0091-20-1234", "", Phone::Kind::invalid},
        {"001-1-212-555-0100", "+12125550100", Phone::Kind::other},
        {"0033-010-1-212-555-0100", "+12125550100", Phone::Kind::other},
        {"060-1234-5678", "+816012345678", Phone::Kind::mobile},
        {"060-0123-4567", "", Phone::Kind::invalid},
    };
    for (const auto& c : cases) {
        const auto phones = parse_phones(c.text);
        ASSERT_EQ(phones.size(), 1u) << c.text;
        EXPECT_EQ(phones[0].e164, c.e164) << c.text;
        EXPECT_EQ(phones[0].kind, c.kind) << c.text;
    }
}

TEST(Phone, AnExchangeBeginsWithNeitherZeroNorOne) {
    EXPECT_TRUE(parse_phones("03-1234-5678")[0].no_such_exchange);
    EXPECT_TRUE(parse_phones("0467-12-3456")[0].no_such_exchange);
    EXPECT_FALSE(parse_phones("03-2234-5678")[0].no_such_exchange);
    EXPECT_FALSE(parse_phones("090-1234-5678")[0].no_such_exchange);
}

TEST(Phone, SistersOfOneSwitchboard) {
    const auto comma = parse_phones("03-2234-5678,5679");
    ASSERT_EQ(comma.size(), 2u);
    EXPECT_EQ(comma[1].display, "03-2234-5679");
    const auto range = parse_phones("03-2234-5678～80");
    ASSERT_EQ(range.size(), 2u);
    EXPECT_EQ(range[1].e164, "+81322345680");
    // A mobile has none, and a date behind a slash is none.
    EXPECT_EQ(parse_phones("090-1234-5678,5679").size(), 1u);
    EXPECT_EQ(parse_phones("03-2234-5678/12").size(), 1u);
    EXPECT_EQ(parse_phones("03-2234-5678#12")[0].extension, "12");
}

}  // namespace
}  // namespace genbo
