// SPDX-License-Identifier: Apache-2.0
//
// guess_encoding: tells apart what Japanese files come in.  The only hard pair is CP932 against
// EUC-JP where every byte is A1 or more: 「ﾀﾅｶ」in half-width kana is also a row of kanji.  What
// decides is that kanji of real names and addresses come from a few hundred, while bytes of kana
// read as kanji come from all 2,965 of level 1; and that a sound mark follows only some kana.
#include <algorithm>
#include <bitset>

#include "base/utf8.h"
#include "text/encoding.h"
#include "text/encoding_tables.h"

namespace genbo {

namespace {

// Kanji that fill Japanese surnames, given names, addresses, company names and the headers of
// customer files.  Written from general knowledge; only the set matters, not the order.
constexpr std::string_view kGuessCommonKanji =
    "田山川本村中小大井藤原野松石木高橋林佐渡辺伊加吉清水斎池森阿部岡長谷島内西東南北金杉上下"
    "前後安平宮三和口福永尾千葉崎浜崎河合今古関根新坂丸菊久保沢竹土屋服星矢荒白黒赤青桜梅花岩"
    "成瀬片桐横塚若近工遠武武富飯馬望月市宇都真鈴熊児玉奥堀須柴栗秋春夏冬園広栄入江浅倉津熊樋"
    "相良寺戸門天神宮城郡町丁目番地号室階棟市区県府道州京阪神奈兵庫愛知静埼玉茨栃群岐阜滋賀鳥取"
    "徳香媛鹿児沖縄宮佐札幌仙台名古屋横浜堺広島北九州港央品黒世田谷杉並豊練馬足立葛飾墨草文荒板"
    "八王子鷹調布国立多摩稲城株式会社有限合同医療法人学校団財団支店営業部課長係役員様御中担当代表"
    "太一二三四五六七八九十百次郎子美恵幸由紀香奈里子真理智裕健博正明和弘昭隆誠浩司治義男雄夫彦樹"
    "介助輔哲典憲直哉也大輝翔太陽葵結衣菜優花凛莉咲桃乃彩音心愛海斗悠人蓮湊陸樹颯朝美代千枝江恵理"
    "康孝秀信勝勇猛進清光輝栄茂実俊英敏宏達之則利行文章良繁忠重政宗信貴久仁志純潤亮涼遼稔満洋"
    "氏名住所電話番号郵便生年月日性別顧客会員登録備考建物番地都道府県市区町村姓読仮職業勤務先携帯"
    "男女無料円税込数量単価金額商品受注文発送届状況購入回累計最終初日時分秒曜休開始完了有効期"
    "場倉庫店舗系列種類別分類区類型標準更新作成者担変歴史問合内容対応済未希望家族妻夫父母姉妹兄弟"
    "通線条筋辻堤畑畠沼池浦湖峰岸坂台丘原谷沢滝泉緑町桑柳榎楠柏桂梨柿麻米稲麦粟菅萩葦藻芦鶴亀鷲鳩"
    "渕淵辺邊邉澤濱齋齊廣國櫻嶋眞惠榮髙﨑德瀨壽龍龜條實圓與應藏彌峯埼舘冨嵜塩";

class GuessCharacterSet {
public:
    explicit GuessCharacterSet(std::string_view characters) {
        for (std::size_t at = 0; at < characters.size();) {
            const auto c = next_code_point(characters, at);
            if (c < members_.size()) members_.set(c);
        }
    }
    bool has(char32_t c) const { return c < members_.size() && members_.test(c); }

private:
    std::bitset<0x10000> members_;
};

const GuessCharacterSet& guess_common_kanji() {
    static const GuessCharacterSet set{kGuessCommonKanji};
    return set;
}

bool is_level_1(unsigned jis_lead) { return jis_lead >= 0xB0 && jis_lead <= 0xCF; }

// Level 1 in CP932: 889F … 9872.
bool is_level_1(unsigned lead, unsigned trail) {
    const unsigned code = lead << 8 | trail;
    return code >= 0x889F && code <= 0x9872;
}

// What one reading of the bytes looks like.
struct GuessReading {
    double score = 0;
    std::size_t bytes = 0;    // Beyond ASCII.
    std::size_t invalid = 0;  // Sequences that mean nothing.
    std::size_t halfwidth_kana = 0;
    std::size_t wide = 0;  // Everything else beyond ASCII.

    bool only_halfwidth_kana() const { return halfwidth_kana > 0 && wide == 0 && invalid == 0; }

    void add_invalid(std::size_t length) {
        score -= 6;
        bytes += length;
        ++invalid;
    }

    void add_wide(char32_t c, bool level_1, std::size_t length) {
        bytes += length;
        ++wide;
        if (c >= 0x3041 && c <= 0x30FE)
            score += 3;
        else if (guess_common_kanji().has(c))
            score += 2.6;
        else if (level_1)
            score += 1;
        else if ((c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x3000 && c <= 0x301D))
            score += 1.6;
        else if (is_private_use(c))
            score -= 2;
        else if ((c >= 0x2460 && c <= 0x2473) || (c >= 0x3220 && c <= 0x33FF))
            score += 0.5;  // ① ㈱ ㍻
        else
            score -= 1;
    }

    // `before`: the kana byte in front, or 0.
    void add_halfwidth_kana(unsigned byte, unsigned before) {
        bytes += 1;
        ++halfwidth_kana;
        const bool after_k_to_h = (before >= 0xB6 && before <= 0xC4) ||  // ｶ … ﾄ
                                  (before >= 0xCA && before <= 0xCE) || before == 0xB3;
        const bool after_h = before >= 0xCA && before <= 0xCE;
        bool odd = false;
        if (byte == 0xDE)
            odd = !after_k_to_h;
        else if (byte == 0xDF)
            odd = !after_h;
        else if (byte == 0xDD || byte == 0xAF || byte == 0xB0)
            odd = before == 0;  // No word begins with ﾝ, ｯ or ｰ.
        else if (byte <= 0xA6)
            odd = true;  // ｡ ｢ ｣ ､ ･ ｦ
        else if (byte >= 0xA7 && byte <= 0xAE)
            odd = before < 0xB1 || before >= 0xDD;  // Small kana follow a whole one.
        const bool mark = (byte == 0xDE || byte == 0xDF) && !odd;
        score += odd ? -1.2 : mark ? 1.5 : 0.8;
    }
};

unsigned guess_byte(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

GuessReading read_as_cp932(std::string_view bytes) {
    GuessReading reading;
    unsigned kana_before = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const unsigned lead = guess_byte(bytes, at);
        const unsigned kana = kana_before;
        kana_before = 0;
        if (lead < 0x80) {
            if (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r') reading.score -= 3;
            ++at;
        } else if (is_halfwidth_kana_byte(lead)) {
            reading.add_halfwidth_kana(lead, kana);
            kana_before = lead;
            ++at;
        } else if (!is_cp932_lead(lead)) {
            reading.add_invalid(1);
            ++at;
        } else if (at + 1 == bytes.size()) {
            ++at;  // Cut off.
        } else {
            const unsigned trail = guess_byte(bytes, at + 1);
            const char32_t c = cp932_code_point(lead, trail);
            if (c != 0)
                reading.add_wide(c, is_level_1(lead, trail), 2);
            else
                reading.add_invalid(2);
            at += c == 0 && trail < 0x80 ? 1 : 2;
        }
    }
    return reading;
}

GuessReading read_as_euc_jp(std::string_view bytes) {
    GuessReading reading;
    unsigned kana_before = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const unsigned lead = guess_byte(bytes, at);
        const unsigned kana = kana_before;
        kana_before = 0;
        const std::size_t length = lead < 0x80 ? 1 : lead == 0x8F ? 3 : 2;
        if (lead < 0x80) {
            if (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r') reading.score -= 3;
            ++at;
        } else if (lead != 0x8E && lead != 0x8F && (lead < 0xA1 || lead > 0xFE)) {
            reading.add_invalid(1);
            ++at;
        } else if (at + length > bytes.size()) {
            at = bytes.size();  // Cut off.
        } else if (const unsigned second = guess_byte(bytes, at + 1);
                   lead == 0x8E && is_halfwidth_kana_byte(second)) {
            reading.add_halfwidth_kana(second, kana);
            // Two bytes were right, not one.
            reading.bytes += 1;
            if (kana != 0) reading.score += 1;
            kana_before = second;
            at += 2;
        } else {
            const char32_t c = lead == 0x8F ? jis0212_code_point(second, guess_byte(bytes, at + 2))
                               : lead == 0x8E ? 0
                                              : jis0208_code_point(lead, second);
            if (c != 0)
                reading.add_wide(c, lead != 0x8F && is_level_1(lead), length);
            else
                reading.add_invalid(length);
            at += c == 0 ? 1 : length;
        }
    }
    return reading;
}

bool guess_ascii_letter(unsigned byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

// "Müller", "Hernández": single letters beyond ASCII, next to ASCII ones.
GuessReading read_as_windows_1252(std::string_view bytes) {
    GuessReading reading;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const unsigned byte = guess_byte(bytes, at);
        if (byte < 0x80) continue;
        if (byte < 0xA0 && kEncodingWindows1252[byte - 0x80] == 0) {
            reading.add_invalid(1);
            continue;
        }
        const unsigned before = at == 0 ? 0U : guess_byte(bytes, at - 1);
        const unsigned after = guess_byte(bytes, at + 1);
        const bool beside_letter = guess_ascii_letter(before) || guess_ascii_letter(after);
        const bool beside_high = before >= 0x80 || after >= 0x80;
        ++reading.bytes;
        ++reading.wide;
        if (byte >= 0xC0 && beside_letter && !beside_high)
            reading.score += 2;
        else
            reading.score -= beside_high ? 1 : 0.2;
    }
    return reading;
}

// What strict UTF-8 makes of it.
struct GuessUtf8 {
    std::size_t two_bytes = 0;
    std::size_t longer = 0;
    std::size_t ill_formed = 0;
};

GuessUtf8 read_as_utf8(std::string_view bytes) {
    GuessUtf8 reading;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto rest = bytes.substr(at);
        const auto length = utf8_sequence_length(rest);
        if (length == 0) {
            // Half a character at the very end is no fault of the encoding.
            const bool cut =
                rest.size() < 4 && guess_byte(rest, 0) >= 0xC2 &&
                std::ranges::all_of(
                    rest.substr(1),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
            if (cut) break;
            ++reading.ill_formed;
            ++at;
            continue;
        }
        if (length == 2) ++reading.two_bytes;
        if (length > 2) ++reading.longer;
        at += length;
    }
    return reading;
}

std::optional<Encoding> guess_by_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return Encoding::utf8_bom;
    if (bytes.starts_with("\xFF\xFE")) return Encoding::utf16le;
    if (bytes.starts_with("\xFE\xFF")) return Encoding::utf16be;
    return std::nullopt;
}

// In UTF-16 every ASCII character (commas, digits, line ends) brings a NUL, always on one side.
std::optional<Encoding> guess_by_nuls(std::string_view bytes) {
    std::size_t nuls[2] = {0, 0};
    for (std::size_t at = 0; at < bytes.size(); ++at)
        if (bytes[at] == '\0') ++nuls[at % 2];
    const std::size_t enough = std::max<std::size_t>(1, bytes.size() / 100);
    if (nuls[1] >= enough && nuls[0] * 20 <= nuls[1]) return Encoding::utf16le;
    if (nuls[0] >= enough && nuls[1] * 20 <= nuls[0]) return Encoding::utf16be;
    return std::nullopt;
}

bool has_jis_escape(std::string_view bytes) {
    for (std::size_t at = bytes.find('\x1B'); at != std::string_view::npos;
         at = bytes.find('\x1B', at + 1)) {
        const auto rest = bytes.substr(at);
        for (const std::string_view escape : {"\x1B$@", "\x1B$B", "\x1B(J", "\x1B(I", "\x1B$(D"})
            if (rest.starts_with(escape)) return true;
    }
    return false;
}

EncodingGuess guess_among_bytes(std::string_view bytes) {
    struct Candidate {
        Encoding encoding;
        GuessReading reading;
    };
    std::vector<Candidate> candidates = {
        {Encoding::cp932, read_as_cp932(bytes)},
        {Encoding::euc_jp, read_as_euc_jp(bytes)},
        {Encoding::windows_1252, read_as_windows_1252(bytes)},
    };
    const bool cp932_is_kana = candidates[0].reading.only_halfwidth_kana();
    // Every sound mark and every first letter is where Japanese has it.
    const bool plausible_kana =
        cp932_is_kana &&
        candidates[0].reading.score >= 0.7 * static_cast<double>(candidates[0].reading.bytes);
    const bool euc_is_kana = candidates[1].reading.only_halfwidth_kana();
    // Ties go to CP932, the commonest.
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
        if (a.reading.score != b.reading.score) return a.reading.score > b.reading.score;
        return a.encoding < b.encoding;
    });
    const auto& best = candidates[0].reading;
    const auto& second = candidates[1].reading;

    EncodingGuess guess{.encoding = candidates[0].encoding};
    for (std::size_t i = 1; i < candidates.size(); ++i) {
        const bool last_resort = candidates[i].encoding == Encoding::windows_1252;
        if (candidates[i].reading.invalid == 0 && !last_resort)
            guess.alternatives.push_back(candidates[i].encoding);
    }
    // Points per two bytes: about 2.5 between right and wrong in ordinary text.
    const double pairs = std::max(1.0, static_cast<double>(best.bytes) / 2);
    const double margin = (best.score - second.score) / pairs;
    const double quality = best.score / pairs;
    guess.confidence = std::clamp(0.5 + margin / 4, 0.5, 0.99);
    if (best.invalid > 0 || quality < 0.5) guess.confidence = std::min(guess.confidence, 0.6);
    const bool rival = !guess.alternatives.empty();
    // A reading in half-width kana alone proves little as long as another one is free of faults.
    const bool kana_only = (guess.encoding == Encoding::cp932 && cp932_is_kana) ||
                           (guess.encoding == Encoding::euc_jp && euc_is_kana);
    const bool may_be_kana = (cp932_is_kana && margin < 0.8) || (plausible_kana && best.bytes < 16);
    guess.ambiguous = rival && (kana_only || margin < 0.4 || may_be_kana);
    if (guess.ambiguous) guess.confidence = std::min(guess.confidence, 0.7);
    return guess;
}

}  // namespace

EncodingGuess guess_encoding(std::string_view first_bytes) {
    if (const auto marked = guess_by_mark(first_bytes)) return {.encoding = *marked};
    if (const auto wide = guess_by_nuls(first_bytes))
        return {.encoding = *wide, .confidence = 0.95};
    const auto utf8 = read_as_utf8(first_bytes);
    const auto characters = utf8.two_bytes + utf8.longer;
    if (utf8.ill_formed == 0) {
        if (characters == 0 && has_jis_escape(first_bytes))
            return {.encoding = Encoding::iso_2022_jp, .confidence = 0.99};
        if (characters == 0) return {};
        if (utf8.longer > 0) return {.encoding = Encoding::utf8, .confidence = 0.99};
        // "ﾃｽ" in CP932 is also "ý" in UTF-8: a few such pairs prove nothing.
        const bool kana_too = read_as_cp932(first_bytes).only_halfwidth_kana();
        if (!kana_too || utf8.two_bytes > 8)
            return {.encoding = Encoding::utf8, .confidence = 0.95};
        return {
            .encoding = Encoding::utf8,
            .confidence = 0.6,
            .ambiguous = true,
            .alternatives = {Encoding::cp932}};
    }
    // A few foreign bytes in a file that is UTF-8 all over: another encoding would hardly ever hit
    // on that many three-byte characters.
    if (utf8.longer >= 8 && utf8.ill_formed * 20 <= utf8.longer)
        return {.encoding = Encoding::utf8, .confidence = 0.85};
    return guess_among_bytes(first_bytes);
}

}  // namespace genbo
