// SPDX-License-Identifier: Apache-2.0
#include "match/produce_person.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "match/feature_layout.h"
#include "match/normal_forms.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {

namespace {

struct PersonParts {
    std::string surname;
    std::string given;
};

// The same, borrowed from the cells.
struct PersonViews {
    std::string_view surname;
    std::string_view given;

    bool empty() const { return surname.empty() && given.empty(); }
};

bool person_japanese_letter(char32_t letter) {
    return (letter >= 0x3041 && letter <= 0x30ff && letter != 0x30fb) || letter == 0x3005 ||
           (letter >= 0x3400 && letter <= 0x9fff) || (letter >= 0xff66 && letter <= 0xff9f);
}

// "佐藤 花子" and "ｻﾄｳ　ﾊﾅｺ", which is how most systems write it: two words of Japanese letters
// with one or more blanks between.  What the parsers of text/ would say, at once; anything else is
// theirs.
bool person_two_words(std::string_view text, PersonViews& words) {
    std::size_t blank_from = 0;
    std::size_t blank_to = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        std::size_t length = 3;
        bool blank = false;
        if (lead == ' ') {
            length = 1;
            blank = true;
        } else {
            if (lead < 0xe3 || lead > 0xef || at + 3 > text.size()) return false;
            const auto letter = static_cast<char32_t>(
                (lead & 0xfU) << 12 | (static_cast<unsigned char>(text[at + 1]) & 0x3fU) << 6 |
                (static_cast<unsigned char>(text[at + 2]) & 0x3fU));
            blank = letter == 0x3000;
            if (!blank && !person_japanese_letter(letter)) return false;
        }
        if (blank) {
            if (at == 0 || (blank_to != 0 && blank_to != at)) return false;
            if (blank_to == 0) blank_from = at;
            blank_to = at + length;
        }
        at += length;
    }
    if (blank_to == 0 || blank_to == text.size()) return false;
    words = {text.substr(0, blank_from), text.substr(blank_to)};
    return true;
}

// 佐藤 花子様 needs the parser.
bool person_ends_in_title(std::string_view text) {
    static constexpr std::string_view kTitles[] = {
        "様", "殿", "氏", "君", "先生", "御中", "さん", "さま", "くん", "ちゃん", "方", "他", "宛"};
    return std::any_of(std::begin(kTitles), std::end(kTitles), [&](std::string_view title) {
        return text.ends_with(title);
    });
}

// A reading in two parts: at its blank, or where the written parts say.
PersonParts person_split_kana(std::string_view kana, PersonViews written) {
    const auto text = katakana(kana);
    const auto blank = text.find(' ');
    if (blank != std::string::npos && blank > 0) {
        auto rest = text.substr(blank + 1);
        while (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
        if (!rest.empty()) return {text.substr(0, blank), std::move(rest)};
        return {text.substr(0, blank), {}};
    }
    if (written.surname.empty() || written.given.empty()) return {text, {}};
    PersonParts one_fits;
    for (std::size_t cut = 3; cut + 3 <= text.size(); cut += 3) {
        const std::string_view head{text.data(), cut};
        const std::string_view tail{text.data() + cut, text.size() - cut};
        const bool head_fits = reading_fits(written.surname, head);
        const bool tail_fits = reading_fits(written.given, tail);
        if (head_fits && tail_fits) return {std::string{head}, std::string{tail}};
        if ((head_fits || tail_fits) && one_fits.surname.empty())
            one_fits = {std::string{head}, std::string{tail}};
    }
    // 北岸 もえ with キタキシ: a reading of the surname alone, and no other cut reads better.
    const bool alone = one_fits.surname.empty() || reading_fits(written.surname, text);
    return alone ? PersonParts{text, {}} : one_fits;
}

// "YAMADA Taro", "Taro Yamada", "Yamada, Taro": which word is the family's.
PersonParts person_split_romaji(std::string_view text, std::string_view surname_kana) {
    const std::string folded = fold_width(text);
    const auto comma = folded.find(',');
    std::vector<std::string> words;
    std::string word;
    for (const char c : folded + " ") {
        if (c != ' ' && c != ',') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (words.empty()) return {};
    if (words.size() == 1) return {words[0], {}};
    const auto capitals = [](const std::string& w) {
        return w.size() > 1 &&
               std::none_of(w.begin(), w.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    };
    const bool by_reading =
        !surname_kana.empty() && romaji_key(words.back()) == kana_to_romaji_key(surname_kana);
    const bool last_is_surname =
        comma == std::string::npos &&
        (by_reading || (capitals(words.back()) && !capitals(words.front())));
    std::string given;
    const std::size_t from = last_is_surname ? 0 : 1;
    const std::size_t to = last_is_surname ? words.size() - 1 : words.size();
    for (auto i = from; i < to; ++i) given += words[i];
    return {last_is_surname ? words.back() : words.front(), std::move(given)};
}

// One name in all its spellings, as it is put together.  What is not borrowed from the cells is
// kept here.
class PersonReader {
public:
    explicit PersonReader(std::span<const std::string_view> cells) {
        const auto present = [&](std::size_t role) {
            return is_no_value(cells[role]) ? std::string_view{} : cells[role];
        };
        written_ = {present(1), present(2)};
        kana_ = {present(4), present(5)};
        latin_ = present(6);
        const auto full = written_.empty() ? present(0) : std::string_view{};
        const auto full_kana = present(3);
        if (!full.empty()) read_full(full, full_kana);
        if (kana_.empty() && !full_kana.empty()) read_kana(full_kana);
        // A name that is written in kana is its own reading.
        if (kana_.surname.empty() && is_kana(written_.surname)) kana_.surname = written_.surname;
        if (kana_.given.empty() && is_kana(written_.given)) kana_.given = written_.given;
        if (!latin_.empty()) romaji_ = person_split_romaji(latin_, kana_.surname);
    }

    void add(ProduceCache* cache, FeatureList& features) const {
        add_part(written_.surname, kana_.surname, romaji_.surname, cache, features);
        add_part(written_.given, kana_.given, romaji_.given, cache, features);
    }

private:
    void read_full(std::string_view full, std::string_view full_kana) {
        if (person_two_words(full, written_) && !person_ends_in_title(written_.given)) return;
        written_ = {};
        own_latin_ = strip_honorific(full);
        if (is_ascii(own_latin_) && own_latin_.find(' ') != std::string::npos) {
            if (latin_.empty()) latin_ = own_latin_;
            return;
        }
        auto parts = split_name(own_latin_, full_kana);
        own_written_ = {std::move(parts.surname), std::move(parts.given)};
        written_ = {own_written_.surname, own_written_.given};
    }

    void read_kana(std::string_view full_kana) {
        if (person_two_words(full_kana, kana_)) return;
        own_kana_ = person_split_kana(full_kana, written_);
        kana_ = {own_kana_.surname, own_kana_.given};
    }

    static void add_part(
        std::string_view written, std::string_view kana, std::string_view romaji,
        ProduceCache* cache, FeatureList& features) {
        if (cache == nullptr) {
            features.add(produce_name(written));
            features.add(produce_kana(kana));
        } else {
            features.add(cache->name(written, produce_name));
            features.add(cache->kana(kana, produce_kana));
        }
        features.add(romaji.empty() ? std::string{} : produce_romaji(romaji));
    }

    PersonViews written_;
    PersonViews kana_;
    std::string_view latin_;
    std::string own_latin_;
    PersonParts own_written_;
    PersonParts own_kana_;
    PersonParts romaji_;
};

}  // namespace

std::string produce_name(std::string_view text) {
    if (is_no_value(text)) return {};
    if (is_ascii(text)) {
        const auto solid = normal_solid(text);
        return name_feature(solid, solid);
    }
    const auto solid = fold_key(strip_honorific(text));
    return name_feature(solid, fold_variants(solid));
}

std::string produce_kana(std::string_view text) {
    if (is_no_value(text)) return {};
    const auto key = kana_key(text);
    return name_feature(key, kana_loose_key(text));
}

std::string produce_romaji(std::string_view text) {
    return is_no_value(text) ? std::string{} : std::string{feature_cut(romaji_key(text), 128)};
}

void produce_person(
    std::span<const std::string_view> cells, ProduceCache* cache, FeatureList& features) {
    PersonReader{cells}.add(cache, features);
}

}  // namespace genbo
