// SPDX-License-Identifier: Apache-2.0
// reading_fits() of person_name.h: whether a written name can be read as the given kana.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/letters.h"
#include "text/name_tables.h"
#include "text/person_name.h"

namespace genbo {
namespace {

// Whether kana_key(reading) can be `key` at all: a key begins with the kana that the plain reading
// begins with.
bool reading_may_be(std::string_view reading, std::string_view key) {
    return reading.size() < 3 || !is_katakana(peek_code_point(reading, 0)) ||
           key.starts_with(reading.substr(0, 3));
}

bool reading_listed(std::string_view readings, std::string_view wanted_key) {
    for (std::size_t at = 0; at < readings.size();) {
        const std::size_t comma = std::min(readings.find(',', at), readings.size());
        const std::string_view reading = readings.substr(at, comma - at);
        if (reading_may_be(reading, wanted_key) && kana_key(reading) == wanted_key) return true;
        at = comma + 1;
    }
    return false;
}

// No character has a longer one.
constexpr std::size_t kReadingMax = 16;

// A reading as characters, without an allocation; empty when it is longer than any should be.
struct ReadingLetters {
    explicit ReadingLetters(std::string_view text) {
        for (std::size_t at = 0; at < text.size() && size < kReadingMax;)
            letters[size++] = next_code_point(text, at);
    }
    operator std::u32string_view() const { return {letters.data(), size}; }

    std::array<char32_t, kReadingMax> letters;
    std::size_t size = 0;
};

// サイトー is サイトウ, オーノ オオノ: the long mark becomes the vowel that it lengthens.
std::u32string reading_spelled_out(std::string_view kana) {
    std::u32string out;
    for (const char32_t c : to_utf32(kana_plain_key(kana))) {
        if (c != U'ー' || out.empty()) {
            out += c;
            continue;
        }
        constexpr std::u32string_view rows[] = {
            U"アカサタナハマヤラワガザダバパ", U"イキシチニヒミリギジビピ",
            U"ウクスツヌフムユルグズブプ", U"エケセテネヘメレゲゼデベペ",
            U"オコソトノホモヨロゴゾドボポ"};
        constexpr std::u32string_view longer = U"アイウエウ";
        for (std::size_t i = 0; i < 5; ++i) {
            if (rows[i].find(out.back()) != std::u32string_view::npos) {
                out += longer[i];
                break;
            }
        }
    }
    return out;
}

char32_t reading_unvoiced(char32_t c) {
    const std::string text = kana_loose_key(to_utf8(std::u32string_view{&c, 1}));
    std::size_t at = 0;
    return text.empty() ? c : next_code_point(text, at);
}

// Whether `piece` is a way to say `reading` inside a name: as it stands, with its first sound
// voiced behind another character (連濁), or with its last sound doubled into the next (促音).
bool reading_says(std::u32string_view reading, std::u32string_view piece, std::size_t position) {
    if (reading.size() != piece.size() || reading.empty()) return false;
    for (std::size_t i = 0; i < reading.size(); ++i) {
        if (reading[i] == piece[i]) continue;
        const bool first = i == 0 && position > 0 && reading_unvoiced(piece[0]) == reading[0];
        const bool last = i + 1 == reading.size() && i > 0 && piece[i] == U'ツ' &&
                          (reading[i] == U'チ' || reading[i] == U'ク' || reading[i] == U'キ');
        if (!first && !last) return false;
    }
    return true;
}

class ReadingComposer {
public:
    ReadingComposer(std::u32string written, std::u32string kana)
        : written_(std::move(written)), kana_(std::move(kana)), tables_(NameTables::get()) {}

    bool fits() { return fits_from(0, 0); }

private:
    // Names have at most a few characters of a few readings, so plain recursion is enough; the
    // count of steps bounds what nonsense can cost.
    bool fits_from(std::size_t at, std::size_t said) {
        if (++steps_ > 2000) return false;
        if (at == written_.size()) return said == kana_.size();
        if (said >= kana_.size()) return false;
        const std::u32string_view rest = std::u32string_view{kana_}.substr(said);
        const char32_t c = written_[at];
        if (is_kana_letter(c)) {
            // ヶ is said ガ or カ, ノ stays.
            const bool counter = c == U'ケ' && (rest[0] == U'ガ' || rest[0] == U'カ');
            return (rest[0] == c || counter) && fits_from(at + 1, said + 1);
        }
        const char32_t kanji = c == U'々' && at > 0 ? written_[at - 1] : c;
        const std::string_view list = tables_.kanji_readings(kanji);
        for (std::size_t from = 0; from < list.size();) {
            const std::size_t comma = std::min(list.find(',', from), list.size());
            const std::string_view text = list.substr(from, comma - from);
            from = comma + 1;
            // A kana is three bytes.
            if (text.size() > 3 * std::min(rest.size(), kReadingMax)) continue;
            const ReadingLetters reading{text};
            if (!reading_says(reading, rest.substr(0, reading.size), at)) continue;
            if (fits_from(at + 1, said + reading.size)) return true;
        }
        // 井上 イノウエ: an unwritten ノ between kanji.
        return at > 0 && rest[0] == U'ノ' && said > 0 && !skipped_no_ && skip_no(at, said);
    }

    bool skip_no(std::size_t at, std::size_t said) {
        skipped_no_ = true;
        const bool fits = fits_from(at, said + 1);
        skipped_no_ = false;
        return fits;
    }

    std::u32string written_;
    std::u32string kana_;
    const NameTables& tables_;
    int steps_ = 0;
    bool skipped_no_ = false;
};

bool reading_fits_anew(std::string_view kanji_part, std::string_view kana_part) {
    const std::string written = fold_variants(fold_key(kanji_part));
    const std::string wanted = kana_key(kana_part);
    if (written.empty() || wanted.empty() || !is_kana(kana_part)) return false;
    if (!has_kanji(written)) return kana_key(written) == wanted;
    const NameTables& tables = NameTables::get();
    if (reading_listed(tables.readings(NamePart::surname, written), wanted)) return true;
    if (reading_listed(tables.readings(NamePart::given, written), wanted)) return true;
    std::u32string characters = to_utf32(written);
    if (characters.size() > 6) return false;
    for (char32_t& c : characters) {
        if (is_hiragana(c)) c += 0x60;
        if (c == U'ヶ') c = U'ケ';
        if (c == U'ッ') c = U'ツ';
    }
    return ReadingComposer(std::move(characters), reading_spelled_out(kana_part)).fits();
}

// What was asked lately on this thread: the same surnames and readings come again and again.  Only
// saves time; answers are told apart by the texts themselves.
class ReadingMemo {
public:
    template <typename Work>
    bool fits(std::string_view written, std::string_view kana, const Work& work) {
        if (written.size() + kana.size() > kTextMax) return work();
        auto& known = entries_[place(written, kana)];
        if (known.written != written.size() || known.kana != kana.size() ||
            std::string_view{known.text.data(), written.size()} != written ||
            std::string_view{known.text.data() + written.size(), kana.size()} != kana) {
            known.fits = work();
            known.written = static_cast<std::uint8_t>(written.size());
            known.kana = static_cast<std::uint8_t>(kana.size());
            std::ranges::copy(written, known.text.begin());
            std::ranges::copy(
                kana, known.text.begin() + static_cast<std::ptrdiff_t>(written.size()));
        }
        return known.fits;
    }

private:
    static constexpr std::size_t kEntries = 4096;
    static constexpr std::size_t kTextMax = 60;
    struct Entry {
        std::uint8_t written = 0;
        std::uint8_t kana = 0;
        bool fits = false;  // As it does when both are empty.
        std::array<char, kTextMax> text = {};
    };
    static std::size_t place(std::string_view written, std::string_view kana) {
        std::uint64_t hash = 0xcbf29ce484222325ULL;
        for (const auto text : {written, kana})
            for (const char c : text)
                hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        return (hash ^ hash >> 29) % kEntries;
    }

    std::vector<Entry> entries_ = std::vector<Entry>(kEntries);
};

}  // namespace

std::vector<std::string> listed_readings(std::string_view kanji_part) {
    const std::string written = fold_variants(fold_key(kanji_part));
    std::vector<std::string> listed;
    for (const auto part : {NamePart::surname, NamePart::given}) {
        const std::string_view readings = NameTables::get().readings(part, written);
        for (std::size_t at = 0; at < readings.size();) {
            const std::size_t comma = std::min(readings.find(',', at), readings.size());
            std::string reading{readings.substr(at, comma - at)};
            at = comma + 1;
            if (std::ranges::find(listed, reading) == listed.end())
                listed.push_back(std::move(reading));
        }
    }
    return listed;
}

bool surname_reading_listed(std::string_view kanji_part, std::string_view kana_part) {
    const std::string written = fold_variants(fold_key(kanji_part));
    const NameTables& tables = NameTables::get();
    return reading_listed(tables.readings(NamePart::surname, written), kana_key(kana_part));
}

bool reading_fits(std::string_view kanji_part, std::string_view kana_part) {
    thread_local ReadingMemo memo;
    return memo.fits(
        kanji_part, kana_part, [&] { return reading_fits_anew(kanji_part, kana_part); });
}

}  // namespace genbo
