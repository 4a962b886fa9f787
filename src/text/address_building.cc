// SPDX-License-Identifier: Apache-2.0
#include "text/address_building.h"

#include <algorithm>

#include "text/letters.h"

namespace genbo {
namespace {

constexpr std::string_view kBuildingWords[] = {
    "ビル",       "マンション", "アパート",   "コーポ",   "ハイツ",     "ハイム",   "メゾン",
    "レジデンス", "タワー",     "団地",       "住宅",     "パーク",     "プラザ",   "センター",
    "パレス",     "ハウス",     "シャトー",   "ヴィラ",   "ビラ",       "ガーデン", "グラン",
    "ドミール",   "カーサ",     "フラット",   "スクエア", "ヒルズ",     "ホーム",   "コート",
    "テラス",     "ステージ",   "レオパレス", "ロイヤル", "エステート", "会館",     "ホテル",
    "病院",       "学校",       "大学",       "庁舎",     "倉庫",       "工場",     "号棟",
    "号室",       "号館",       "私書箱",     "気付"};

constexpr bool building_room_letter(char c) { return c >= 'A' && c <= 'Z'; }

// The room at the end of `text`: its first byte, or npos.  "101", "A-101", "1-101", "B1F", "2F".
std::size_t building_room_at(std::string_view text) {
    std::size_t at = text.size();
    bool digits = false;
    while (at > 0) {
        const char c = text[at - 1];
        if (is_digit(c)) {
            digits = true;
        } else if (!(c == '-' && at < text.size()) && !building_room_letter(c)) {
            break;
        }
        --at;
    }
    while (at < text.size() && text[at] == '-') ++at;
    if (!digits || at == text.size()) return std::string_view::npos;
    // A word that runs into the number is a name: "PARK21", but "A101" is a room.
    std::size_t letters = 0;
    while (at + letters < text.size() && building_room_letter(text[at + letters])) ++letters;
    if (letters > 2) return std::string_view::npos;
    return at;
}

// Without separators at either end and without brackets around the whole.
void building_trim(std::string_view& text) {
    for (;;) {
        const std::size_t before = text.size();
        text = trim_spaces(text);
        for (const std::string_view sign : {"-", ",", "、", "/", "・"}) {
            eat_suffix(text, sign);
            eat_prefix(text, sign);
        }
        for (const std::string_view sign : {"ー", "の", ")"}) eat_prefix(text, sign);
        eat_suffix(text, "(");
        const bool wrapped = text.starts_with('(') && text.find(')') + 1 == text.size();
        const bool open = text.starts_with('(') && text.find(')') == std::string_view::npos;
        if (wrapped) text.remove_suffix(1);
        if (wrapped || open) text.remove_prefix(1);
        if (text.size() == before) return;
    }
}

std::string building_care_of(std::string_view& text) {
    const std::size_t space = text.rfind(' ');
    const std::string_view last = space == std::string_view::npos ? text : text.substr(space + 1);
    std::string_view name = last;
    const bool polite = eat_suffix(name, "様方");
    // 佐藤方: at most four characters, or it may be anything.
    const bool plain = !polite && eat_suffix(name, "方") && name.size() >= 3 && name.size() <= 12;
    if ((!polite && !plain) || name.empty()) return {};
    for (const char c : name) {
        if (is_digit(c)) return {};
    }
    std::string out{name};
    text.remove_suffix(last.size());
    return out;
}

}  // namespace

std::size_t building_begins(std::string_view text) {
    for (const std::string_view word : kBuildingWords) {
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos) continue;
        const std::size_t space = text.rfind(' ', at);
        return space == std::string_view::npos ? 0 : space + 1;
    }
    return text.size();
}

AddressBuilding read_building(std::string_view text) {
    AddressBuilding out;
    building_trim(text);
    out.care_of = building_care_of(text);
    building_trim(text);
    const std::string_view whole = text;

    const bool floor = eat_suffix(text, "階") || eat_suffix(text, "F");
    const bool named =
        !floor && (eat_suffix(text, "号室") || eat_suffix(text, "室") || eat_suffix(text, "号"));
    const std::size_t at = building_room_at(text);
    if (at == std::string_view::npos) {
        out.name = whole;
        return out;
    }
    std::string_view room = text.substr(at);
    std::string_view name = text.substr(0, at);
    // 第2, No.5: the number of the building, not of a room.
    const bool ordinal = !floor && (name.ends_with("第") || name.ends_with("No."));
    if (ordinal) {
        out.name = whole;
        return out;
    }
    const bool basement = floor && eat_suffix(name, "地下");
    out.room = (basement ? "B" : "") + std::string{room} + (floor ? "F" : "");
    building_trim(name);
    // ビル 3階 301号室: the floor is in the room's number already.
    if (named || !floor) {
        std::string_view stem = name;
        if (eat_suffix(stem, "階") || (eat_suffix(stem, "F"))) {
            const std::size_t digits = building_room_at(stem);
            if (digits != std::string_view::npos) name = trim_spaces(stem.substr(0, digits));
        }
    }
    out.name = name;
    return out;
}

}  // namespace genbo
