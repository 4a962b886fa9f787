// SPDX-License-Identifier: Apache-2.0

#include "sample/encode.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace genbo::sample {
namespace {

struct Encoded {
    std::string bytes;
    std::uint64_t gaiji = 0;

    friend bool operator==(const Encoded&, const Encoded&) = default;
};

void PrintTo(const Encoded& encoded, std::ostream* out) {
    for (const char c : encoded.bytes)
        *out << std::hex << int(static_cast<unsigned char>(c)) << ' ';
    *out << "gaiji " << encoded.gaiji;
}

Encoded encode(FileEncoding encoding, std::string_view text) {
    Encoded result;
    result.gaiji = Encoder(encoding).append(result.bytes, text);
    return result;
}

TEST(Encoder, WritesCp932AsWindowsDoes) {
    EXPECT_EQ(encode(FileEncoding::cp932, "Aあ亜"), (Encoded{"A\x82\xA0\x88\x9F"}));
    EXPECT_EQ(encode(FileEncoding::cp932, "ｱﾞ"), (Encoded{"\xB1\xDE"}));
    // IBM's extension, not NEC's selection of it.
    EXPECT_EQ(
        encode(FileEncoding::cp932, "髙﨑①㈱"), (Encoded{"\xFB\xFC\xFA\xB1\x87\x40\x87\x8A"}));
    EXPECT_EQ(encode(FileEncoding::cp932, "～－"), (Encoded{"\x81\x60\x81\x7C"}));
}

TEST(Encoder, WritesEucOfJisX0208) {
    EXPECT_EQ(encode(FileEncoding::euc_jp, "Aあ亜"), (Encoded{"A\xA4\xA2\xB0\xA1"}));
    EXPECT_EQ(encode(FileEncoding::euc_jp, "ｱ"), (Encoded{"\x8E\xB1"}));
    EXPECT_EQ(encode(FileEncoding::euc_jp, "澤邊"), (Encoded{"\xDF\xB7\xEE\xB4"}));
}

TEST(Encoder, WritesWhatIsMissingAsGaiji) {
    const Encoded yoshi = encode(FileEncoding::cp932, "𠮷野");
    EXPECT_EQ(yoshi.gaiji, 1U);
    EXPECT_EQ(yoshi.bytes[0], '\xF0');
    EXPECT_EQ(yoshi.bytes.substr(2), "\x96\xEC");
    const Encoded taka = encode(FileEncoding::euc_jp, "髙");
    EXPECT_EQ(taka.gaiji, 1U);
    EXPECT_GE(static_cast<unsigned char>(taka.bytes[0]), 0xF5);
    EXPECT_EQ(taka, encode(FileEncoding::euc_jp, "髙"));
}

// Every code point: what comes out is one whole code, and different characters differ.
TEST(Encoder, GaijiAreWellFormed) {
    for (const FileEncoding encoding : {FileEncoding::cp932, FileEncoding::euc_jp}) {
        const Encoder encoder(encoding);
        for (char32_t c = 0x20000; c < 0x20400; ++c) {
            std::string bytes;
            EXPECT_EQ(encoder.append(bytes, to_utf8(std::u32string(1, c))), 1U);
            ASSERT_EQ(bytes.size(), 2U);
            const auto trail = static_cast<unsigned char>(bytes[1]);
            if (encoding == FileEncoding::cp932) {
                EXPECT_TRUE((trail >= 0x40 && trail <= 0x7E) || (trail >= 0x80 && trail <= 0xFC));
            } else {
                EXPECT_TRUE(trail >= 0xA1 && trail <= 0xFE);
            }
        }
    }
}

TEST(Encoder, BreaksOnPurpose) {
    std::string mark;
    append_utf8(mark, kUndecodable);
    EXPECT_EQ(encode(FileEncoding::cp932, mark + "30"), (Encoded{std::string("\x81") + "30"}));
    EXPECT_EQ(encode(FileEncoding::euc_jp, mark + "30"), (Encoded{std::string("\x8E") + "30"}));
    const Encoded utf8 = encode(FileEncoding::utf8, "割" + mark + "30");
    EXPECT_EQ(utf8.bytes, std::string("割\xE3\x81") + "30");
    EXPECT_FALSE(is_valid_utf8(utf8.bytes));
}

}  // namespace
}  // namespace genbo::sample
