// SPDX-License-Identifier: Apache-2.0
#include "text/gender.h"

#include <string>

#include "text/fold.h"

namespace genbo {
namespace {

struct GenderWord {
    std::string_view key;  // As fold_key writes it.
    Gender gender;
};

constexpr GenderWord kGenderWords[] = {
    {"", Gender::unknown},
    {"0", Gender::unknown},
    {"不明", Gender::unknown},
    {"unknown", Gender::unknown},
    {"u", Gender::unknown},
    {"未設定", Gender::unknown},
    {"未登録", Gender::unknown},
    {"notknown", Gender::unknown},
    {"1", Gender::male},
    {"01", Gender::male},
    {"男", Gender::male},
    {"男性", Gender::male},
    {"男子", Gender::male},
    {"m", Gender::male},
    {"male", Gender::male},
    {"man", Gender::male},
    {"オトコ", Gender::male},
    {"おとこ", Gender::male},
    {"ダンセイ", Gender::male},
    {"mr", Gender::male},
    {"2", Gender::female},
    {"02", Gender::female},
    {"女", Gender::female},
    {"女性", Gender::female},
    {"女子", Gender::female},
    {"f", Gender::female},
    {"w", Gender::female},
    {"female", Gender::female},
    {"woman", Gender::female},
    {"オンナ", Gender::female},
    {"おんな", Gender::female},
    {"ジョセイ", Gender::female},
    {"ms", Gender::female},
    {"mrs", Gender::female},
    {"9", Gender::other},
    {"3", Gender::other},
    {"他", Gender::other},
    {"その他", Gender::other},
    {"other", Gender::other},
    {"x", Gender::other},
    {"notapplicable", Gender::other},
    {"その他の性", Gender::other},
    {"無回答", Gender::no_answer},
    {"回答しない", Gender::no_answer},
    {"未回答", Gender::no_answer},
    {"答えたくない", Gender::no_answer},
    {"回答なし", Gender::no_answer},
    {"noanswer", Gender::no_answer},
    {"prefernottosay", Gender::no_answer},
    {"非公開", Gender::no_answer},
    {"選択しない", Gender::no_answer},
};

std::optional<Gender> gender_of_key(std::string_view key) {
    for (const GenderWord& word : kGenderWords)
        if (word.key == key) return word.gender;
    return std::nullopt;
}

}  // namespace

std::optional<Gender> parse_gender(std::string_view text) {
    const std::string folded = fold_key(text);
    const std::string_view key = folded;
    if (const auto whole = gender_of_key(key)) return whole;
    // "1:男性", "男性(1)", "M:男": one code beside its word, never a row of codes.
    constexpr std::string_view codes = "0129mf";
    if (key.size() < 4) return std::nullopt;
    if (codes.find(key.front()) != std::string_view::npos)
        if (const auto word = gender_of_key(key.substr(1))) return word;
    if (codes.find(key.back()) != std::string_view::npos)
        return gender_of_key(key.substr(0, key.size() - 1));
    return std::nullopt;
}

std::string_view gender_word(Gender gender) {
    switch (gender) {
        case Gender::unknown: return "unknown";
        case Gender::male: return "male";
        case Gender::female: return "female";
        case Gender::other: return "other";
        case Gender::no_answer: return "no_answer";
    }
    return "unknown";
}

}  // namespace genbo
