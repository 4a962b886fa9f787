// SPDX-License-Identifier: Apache-2.0
#include "text/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include "base/utf8.h"

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Encoding kJapaneseEncodings[] = {
    Encoding::utf8,    Encoding::utf8_bom, Encoding::cp932,      Encoding::euc_jp,
    Encoding::utf16le, Encoding::utf16be,  Encoding::iso_2022_jp};

std::string in_encoding(Encoding encoding, std::string_view utf8) {
    const auto out = encode_text(encoding, utf8);
    EXPECT_THAT(out.unencodable, IsEmpty()) << encoding_name(encoding) << " " << utf8;
    return out.bytes;
}

TEST(EncodingName, IsReadBack) {
    for (const auto encoding : kJapaneseEncodings)
        EXPECT_EQ(encoding_by_name(encoding_name(encoding)), encoding);
    EXPECT_EQ(encoding_by_name("Shift_JIS"), Encoding::cp932);
    EXPECT_EQ(encoding_by_name("EUC-JP"), Encoding::euc_jp);
    EXPECT_EQ(encoding_by_name("utf-7"), std::nullopt);
}

TEST(Decode, ReadsWhatWindowsWrote) {
    struct Case {
        std::string_view bytes;
        std::string_view text;
    };
    const Case cases[] = {
        {"\x81\x60\x81\x7C\x81\x61\x81\x91\x81\x5C", "～－∥￠―"},
        {"\xEE\xE0\xFB\xFC\xED\x95\xFA\xB1", "髙髙﨑﨑"},
        {"\x87\x40\x87\x8A\x87\x54", "①㈱Ⅰ"},
        {"\xD4\xCF\xC0\xDE", "ﾔﾏﾀﾞ"},
        {"\\~", "\\~"},
        // Trails that look like ASCII: 表 is 95 5C, 能 is 94 5C.
        {"\x95\x5C,\x94\x5C", "表,能"},
    };
    for (const auto& [bytes, text] : cases) {
        const auto out = decode_text(Encoding::cp932, bytes);
        EXPECT_EQ(out.text, text);
        EXPECT_THAT(out.issues, IsEmpty());
    }
}

TEST(Decode, ReadsEucJpWithItsExtensions) {
    const auto out = decode_text(Encoding::euc_jp, "\xA1\xC1\xAD\xA1\xFC\xE2\x8E\xB1\x8F\xB0\xA1");
    EXPECT_EQ(out.text, "～①髙ｱ丂");
    EXPECT_THAT(out.issues, IsEmpty());
}

TEST(Decode, ReportsWhatItCannotRead) {
    using enum DecodeIssue::Kind;
    // 0x80 means nothing; 0x85 0x40 neither, but '@' is not swallowed; 0xF040 is 外字.
    const auto out = decode_text(
        Encoding::cp932,
        "a\x80"
        "b\x85\x40\xF0\x40\x88");
    EXPECT_EQ(out.text, "a\uFFFDb\uFFFD@\uE000\uFFFD");
    EXPECT_THAT(
        out.issues, ElementsAre(
                        DecodeIssue{undecodable, 1, 1}, DecodeIssue{undecodable, 3, 5},
                        DecodeIssue{gaiji, 5, 9}, DecodeIssue{undecodable, 7, 12}));
}

TEST(Decode, CountsOneReplacementPerBrokenUtf8Sequence) {
    using enum DecodeIssue::Kind;
    const auto out = decode_text(Encoding::utf8, "山\xE5\xB1,\xC0\xAF\xEE\x80\x80\xF0\x9F");
    EXPECT_EQ(out.text, "山\uFFFD,\uFFFD\uFFFD\uE000\uFFFD");
    EXPECT_THAT(
        out.issues, ElementsAre(
                        DecodeIssue{undecodable, 3, 3}, DecodeIssue{undecodable, 6, 7},
                        DecodeIssue{undecodable, 7, 10}, DecodeIssue{gaiji, 8, 13},
                        DecodeIssue{undecodable, 11, 16}));
}

TEST(Decode, ReportsAReplacementCharacterThatIsThereAlready) {
    const auto out = decode_text(Encoding::utf8, "a\uFFFD");
    EXPECT_EQ(out.text, "a\uFFFD");
    EXPECT_THAT(out.issues, ElementsAre(DecodeIssue{DecodeIssue::Kind::undecodable, 1, 1}));
}

TEST(Decode, DropsTheByteOrderMarkOnlyAtTheBeginning) {
    EXPECT_EQ(
        decode_text(
            Encoding::utf8,
            "\xEF\xBB\xBF"
            "a\xEF\xBB\xBF")
            .text,
        "a\uFEFF");
    EXPECT_EQ(decode_text(Encoding::utf16le, std::string_view{"\xFF\xFE\x71\x5C", 4}).text, "山");
    EXPECT_EQ(decode_text(Encoding::utf8, "\xEF\xBB").text, "\uFFFD");
}

TEST(Decode, ReadsIso2022Jp) {
    const auto out = decode_text(
        Encoding::iso_2022_jp, "id,\x1B$B;3ED\x1B(B,\x1B(I\x54\x4F\x1B(J\r\n\x1B$B;3\nok");
    EXPECT_EQ(out.text, "id,山田,ﾔﾏ\r\n山\nok");
    EXPECT_THAT(out.issues, IsEmpty());
}

TEST(Encode, ReportsWhatTheEncodingDoesNotHave) {
    const auto out = encode_text(Encoding::cp932, "a𠮷b\uE000〜−");
    EXPECT_EQ(
        out.bytes,
        "a\x81\xAC"
        "b\xF0\x40\x81\x60\x81\x7C");
    EXPECT_THAT(out.unencodable, ElementsAre(1));
    EXPECT_EQ(encode_text(Encoding::windows_1252, "é山").bytes, "\xE9?");
    EXPECT_EQ(in_encoding(Encoding::utf16le, "𠮷"), std::string("\xFF\xFE\x42\xD8\xB7\xDF", 6));
}

TEST(Encode, IsUndoneByDecode) {
    const std::string text =
        "会員番号,氏名,フリガナ\r\n1,髙橋 﨑子①㈱,ﾀｶﾊｼ ｻｷｺﾞ\r\n2,～―表能\\~,Ⅰ\r\n";
    for (const auto encoding : kJapaneseEncodings) {
        const auto out = decode_text(encoding, in_encoding(encoding, text));
        EXPECT_EQ(out.text, text) << encoding_name(encoding);
        EXPECT_THAT(out.issues, IsEmpty()) << encoding_name(encoding);
    }
}

// Every double byte that decodes encodes to something that decodes to the same character.
TEST(Encode, KnowsEveryCharacterThatDecodes) {
    for (const auto encoding : {Encoding::cp932, Encoding::euc_jp}) {
        for (unsigned code = 0x8100; code <= 0xFFFF; ++code) {
            const std::string bytes{static_cast<char>(code >> 8), static_cast<char>(code)};
            const auto first = decode_text(encoding, bytes);
            if (!first.issues.empty() && first.text.find("\uFFFD") != std::string::npos) continue;
            const auto again = encode_text(encoding, first.text);
            ASSERT_THAT(again.unencodable, IsEmpty()) << std::hex << code;
            ASSERT_EQ(decode_text(encoding, again.bytes).text, first.text) << std::hex << code;
        }
    }
}

std::string encoding_dice_bytes(std::mt19937& dice, std::size_t length) {
    // Mostly bytes that mean something in these encodings, and some that do not.
    static constexpr char kInteresting[] =
        "\x0A\x0D\x1B\x22\x24\x28\x2C\x30\x40\x42\x49\x5C\x7C\x7F\x80\x81\x82\x8E\x8F\x95\xA0"
        "\xA1\xB1\xC2\xD8\xDC\xDF\xE0\xE3\xED\xEE\xEF\xBB\xBF\xF0\xF4\xF5\xFB\xFC\xFD\xFE\xFF";
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        out += dice() % 4 == 0 ? static_cast<char>(dice())
                               : kInteresting[dice() % sizeof kInteresting];
    }
    return out;
}

TEST(DecoderProperty, DoesNotDependOnWhereThePiecesEnd) {
    std::mt19937 dice{20260801};
    for (int round = 0; round < 600; ++round) {
        const auto bytes = encoding_dice_bytes(dice, dice() % 40);
        for (const auto encoding : kJapaneseEncodings) {
            const auto whole = decode_text(encoding, bytes);
            ASSERT_TRUE(is_valid_utf8(whole.text));
            Decoder decoder{encoding};
            Decoded pieces;
            for (std::size_t at = 0; at < bytes.size();) {
                const std::size_t length = 1 + dice() % 3;
                decoder.feed(std::string_view{bytes}.substr(at, length), pieces);
                at += length;
            }
            decoder.finish(pieces);
            ASSERT_EQ(pieces.text, whole.text) << encoding_name(encoding) << " round " << round;
            ASSERT_EQ(pieces.issues, whole.issues) << encoding_name(encoding) << round;
        }
    }
}

// ICU's converters are an independent reading of the same standards.
class IcuConverter {
public:
    explicit IcuConverter(const char* name) {
        UErrorCode status = U_ZERO_ERROR;
        converter_.reset(ucnv_open(name, &status));
        EXPECT_TRUE(U_SUCCESS(status));
        ucnv_setToUCallBack(
            converter_.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    }

    // Nothing when a byte cannot be read.
    std::optional<std::string> decode(std::string_view bytes) {
        char16_t units[16];
        UErrorCode status = U_ZERO_ERROR;
        ucnv_reset(converter_.get());
        const auto length = ucnv_toUChars(
            converter_.get(), units, 16, bytes.data(), static_cast<std::int32_t>(bytes.size()),
            &status);
        if (U_FAILURE(status)) return std::nullopt;
        std::string out;
        for (std::int32_t i = 0; i < length; ++i) append_utf8(out, units[i]);
        return out;
    }

private:
    struct Close {
        void operator()(UConverter* converter) const { ucnv_close(converter); }
    };
    std::unique_ptr<UConverter, Close> converter_;
};

std::optional<std::string> decode_strictly(Encoding encoding, std::string_view bytes) {
    const auto out = decode_text(encoding, bytes);
    for (const auto& issue : out.issues)
        if (issue.kind == DecodeIssue::Kind::undecodable) return std::nullopt;
    return out.text;
}

TEST(DecoderDifferential, AgreesWithIcuOnCp932) {
    IcuConverter icu{"windows-31j"};
    int agreed = 0;
    for (unsigned lead = 0x81; lead <= 0xFC; ++lead) {
        if (lead >= 0xA0 && lead <= 0xDF) continue;
        for (unsigned trail = 0x40; trail <= 0xFC; ++trail) {
            if (trail == 0x7F) continue;
            const std::string bytes{static_cast<char>(lead), static_cast<char>(trail)};
            ASSERT_EQ(decode_strictly(Encoding::cp932, bytes), icu.decode(bytes))
                << std::hex << lead << " " << trail;
            ++agreed;
        }
    }
    EXPECT_EQ(agreed, 60 * 188);
}

// ICU's own EUC-JP differs from the WHATWG table in the NEC and IBM rows; on the rows of the
// standard proper both must agree, bar the characters that the vendors map to another twin.
TEST(DecoderDifferential, AgreesWithIcuOnEucJp) {
    IcuConverter icu{"EUC-JP"};
    const std::u32string twins = U"～∥－￠￡￢―￤";
    int compared = 0;
    for (unsigned lead = 0xA1; lead <= 0xF4; ++lead) {
        for (unsigned trail = 0xA1; trail <= 0xFE; ++trail) {
            const std::string bytes{static_cast<char>(lead), static_cast<char>(trail)};
            const auto ours = decode_strictly(Encoding::euc_jp, bytes);
            const auto theirs = icu.decode(bytes);
            if (!ours || !theirs) continue;
            if (twins.find(to_utf32(*ours)) != std::u32string::npos) continue;
            ASSERT_EQ(ours, theirs) << std::hex << lead << " " << trail;
            ++compared;
        }
    }
    EXPECT_GT(compared, 6800);
}

TEST(DecoderDifferential, AgreesWithIcuOnWellFormedUtf16AndIso2022Jp) {
    const std::string text = "山田,太郎\r\n\"東京都\",ﾔﾏﾀﾞ";
    EXPECT_EQ(
        IcuConverter{"UTF-16LE"}.decode(in_encoding(Encoding::utf16le, "山田").substr(2)), "山田");
    EXPECT_EQ(
        IcuConverter{"ISO-2022-JP"}.decode(in_encoding(Encoding::iso_2022_jp, "山田,1")), "山田,1");
}

TEST(GuessEncoding, IsRightOnOrdinaryText) {
    const std::string_view texts[] = {
        "会員番号,氏名,フリガナ,住所\r\n1,山田 太郎,ヤマダ タロウ,東京都千代田区丸の内1-1\r\n",
        "佐藤花子",
        "ひらがな",
        "大阪府大阪市北区梅田三丁目1番3号",
        "カタカナ",
        "髙﨑①㈱",
        "㈱髙島,①\n",
        "﨑山",
        "id,name\n1,鈴木\n2,高橋\n",
    };
    for (const auto text : texts) {
        for (const auto encoding :
             {Encoding::utf8, Encoding::utf8_bom, Encoding::cp932, Encoding::euc_jp}) {
            const auto guess = guess_encoding(in_encoding(encoding, text));
            EXPECT_EQ(guess.encoding, encoding) << text;
            EXPECT_FALSE(guess.ambiguous) << text << " in " << encoding_name(encoding);
        }
        EXPECT_EQ(guess_encoding(in_encoding(Encoding::utf16le, text)).encoding, Encoding::utf16le);
        EXPECT_EQ(guess_encoding(in_encoding(Encoding::utf16be, text)).encoding, Encoding::utf16be);
        EXPECT_EQ(
            guess_encoding(in_encoding(Encoding::iso_2022_jp, text)).encoding,
            Encoding::iso_2022_jp)
            << text;
    }
    EXPECT_EQ(guess_encoding("id,name\n1,Smith\n").encoding, Encoding::utf8);
    EXPECT_EQ(guess_encoding("").encoding, Encoding::utf8);
}

TEST(GuessEncoding, KnowsUtf16WithoutItsMark) {
    const std::string_view text = "番号,氏名\r\n1,山田太郎\r\n";
    EXPECT_EQ(
        guess_encoding(in_encoding(Encoding::utf16le, text).substr(2)).encoding, Encoding::utf16le);
    EXPECT_EQ(
        guess_encoding(in_encoding(Encoding::utf16be, text).substr(2)).encoding, Encoding::utf16be);
}

TEST(GuessEncoding, AsksAboutHalfWidthKana) {
    for (const std::string_view text : {"ﾔﾏﾀﾞ", "ｽｽﾞｷ ﾊﾅｺ", "ﾀﾅｶ\nｻﾄ\n", "ﾃｽ"}) {
        const auto guess = guess_encoding(in_encoding(Encoding::cp932, text));
        const bool rival =
            guess_encoding(in_encoding(Encoding::cp932, text)).alternatives.size() > 0;
        EXPECT_EQ(guess.ambiguous, rival) << text;
        if (rival) {
            EXPECT_LT(guess.confidence, 0.8) << text;
        }
    }
    EXPECT_TRUE(guess_encoding(in_encoding(Encoding::cp932, "ﾔﾏﾀﾞ")).ambiguous);
    EXPECT_TRUE(guess_encoding(in_encoding(Encoding::cp932, "ｽｽﾞｷ,ﾊﾅｺﾞ")).ambiguous);
    // Words of odd length are no EUC-JP.
    EXPECT_EQ(
        guess_encoding(in_encoding(Encoding::cp932, "ﾀﾅｶ,ﾀﾛｳ,ｻﾄｳ,ｲﾁﾛｳ")).encoding, Encoding::cp932);
}

TEST(GuessEncoding, IgnoresACharacterThatIsCutOff) {
    const std::string_view text = "郵便番号,住所\r\n1000005,東京都千代田区丸の内";
    for (const auto encoding : {Encoding::utf8, Encoding::cp932, Encoding::euc_jp}) {
        const auto bytes = in_encoding(encoding, text);
        for (std::size_t cut = bytes.size() - 8; cut <= bytes.size(); ++cut)
            EXPECT_EQ(guess_encoding(bytes.substr(0, cut)).encoding, encoding) << cut;
    }
}

TEST(GuessEncoding, ToleratesAFewForeignBytesInUtf8) {
    std::string text;
    for (int i = 0; i < 20; ++i) text += "東京都千代田区\n";
    text += "\x93\x8C\n";
    EXPECT_EQ(guess_encoding(text).encoding, Encoding::utf8);
}

TEST(GuessEncoding, FallsBackToWesternEuropean) {
    EXPECT_EQ(
        guess_encoding("id,authors\n1,\"J. Hern\xE1ndez, M. M\xFCller, A. Garc\xED"
                       "a\"\n")
            .encoding,
        Encoding::windows_1252);
}

// With the development data at hand: single surnames, the shortest texts that occur.
TEST(GuessEncodingData, IsRightOnSurnames) {
    const char* folder = std::getenv("GENBO_DEV_DATA");
    const std::filesystem::path data =
        folder != nullptr ? folder : GENBO_SOURCE_DIR "/../shared/data";
    std::ifstream file{data / "japanese/surnames-count.tsv"};
    if (!file) GTEST_SKIP() << "no development data";
    std::string line;
    std::getline(file, line);
    int right[2] = {0, 0};
    int total = 0;
    while (std::getline(file, line)) {
        std::string surname;
        for (std::size_t at = 0; at <= line.size();) {
            const auto end = std::min(line.find('\t', at), line.size());
            const auto cell = line.substr(at, end - at);
            if (static_cast<unsigned char>(cell[0]) >= 0xE4) surname = cell;
            if (!surname.empty()) break;
            at = end + 1;
        }
        if (surname.empty()) continue;
        const auto cp932 = encode_text(Encoding::cp932, surname);
        const auto euc = encode_text(Encoding::euc_jp, surname);
        if (!cp932.unencodable.empty() || !euc.unencodable.empty()) continue;
        ++total;
        right[0] += guess_encoding(cp932.bytes).encoding == Encoding::cp932;
        right[1] += guess_encoding(euc.bytes).encoding == Encoding::euc_jp;
    }
    ASSERT_GT(total, 1000);
    RecordProperty("cp932", right[0]);
    RecordProperty("euc_jp", right[1]);
    std::printf("surnames: %d, CP932 right %d, EUC-JP right %d\n", total, right[0], right[1]);
    EXPECT_GE(right[0] * 1000, total * 995);
    EXPECT_GE(right[1] * 100, total * 97);
}

}  // namespace
}  // namespace genbo
