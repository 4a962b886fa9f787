// SPDX-License-Identifier: Apache-2.0
#include "text/address_building.h"

#include <algorithm>

#include "text/company.h"
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
    // A word that runs into the number is a name: "PARK21", "K-TOWER4"; "A101" is a room.
    std::size_t letters = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        letters = building_room_letter(text[i]) ? letters + 1 : 0;
        if (letters > 2) return std::string_view::npos;
    }
    return at;
}

// 6階 赤坂ビル: the floor in front of the name.  Takes it off.
std::string building_leading_floor(std::string_view& text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > 2) return {};
    for (const std::string_view floor : {"階 ", "F "}) {
        if (!text.substr(digits).starts_with(floor)) continue;
        std::string room{text.substr(0, digits)};
        text = trim_spaces(text.substr(digits + floor.size()));
        return room + "F";
    }
    return {};
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

// 東京中央郵便局私書箱第12号, P.O.BOX 12: the box is what the room is elsewhere.
bool building_post_box(std::string_view text, AddressBuilding& out) {
    for (const std::string_view word : {"私書箱", "P.O.BOX", "P.O.Box", "PO BOX", "PO Box"}) {
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos) continue;
        std::string_view box = trim_spaces(text.substr(at + word.size()));
        eat_prefix(box, "第");
        eat_suffix(box, "号");
        if (box.empty() || box.find_first_not_of("0123456789-") != std::string_view::npos)
            return false;
        out.name = text.substr(0, at + word.size());
        out.room = box;
        return true;
    }
    return false;
}

// タワー5階トラスティーズLLP内: where a floor stands inside the text and somebody's name behind
// it. Takes the name off.
std::string building_tenant(std::string_view& text) {
    std::string_view rest = text;
    const bool inside = eat_suffix(rest, "内") || eat_suffix(rest, "気付");
    if (!inside) return {};
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (!is_digit(rest[at])) continue;
        std::size_t end = at;
        while (end < rest.size() && is_digit(rest[end])) ++end;
        for (const std::string_view floor : {"階", "F ", "号室"}) {
            if (!rest.substr(end).starts_with(floor)) continue;
            const std::string_view tenant = trim_spaces(rest.substr(end + floor.size()));
            if (tenant.empty()) return {};
            text = trim_spaces(text.substr(0, end + floor.size()));
            return std::string{tenant};
        }
        at = end;
    }
    const std::size_t space = rest.rfind(' ');
    const std::string_view last = space == std::string_view::npos ? rest : rest.substr(space + 1);
    if (text.ends_with("内") && !looks_like_company(last)) return {};
    text = trim_spaces(text.substr(0, rest.size() - last.size()));
    return std::string{last};
}

// 三井ビル2階(川口郵便局私書箱第5号): a box beside a building is another way to the same office.
void building_drop_box(std::string_view& text) {
    while (text.ends_with(')')) {
        const std::size_t open = text.rfind('(');
        if (open == std::string_view::npos || open == 0) return;
        if (text.substr(open).find("私書箱") == std::string_view::npos) return;
        text = trim_spaces(text.substr(0, open));
    }
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
    if (text.empty()) return out;
    building_drop_box(text);
    building_trim(text);
    out.care_of = building_care_of(text);
    building_trim(text);
    if (building_post_box(text, out)) return out;
    if (out.care_of.empty()) out.care_of = building_tenant(text);
    building_trim(text);
    const std::string leading = building_leading_floor(text);
    const std::string_view whole = text;

    const bool floor = eat_suffix(text, "階") || eat_suffix(text, "F");
    const bool named =
        !floor && (eat_suffix(text, "号室") || eat_suffix(text, "室") || eat_suffix(text, "号"));
    std::size_t at = building_room_at(text);
    if (at == std::string_view::npos && floor) {
        // AQERU6F: letters that run into a floor are the building's.
        at = text.size();
        while (at > 0 && is_digit(text[at - 1])) --at;
        if (at == text.size()) at = std::string_view::npos;
    }
    if (at == std::string_view::npos) {
        out.name = whole;
        out.room = leading;
        return out;
    }
    std::string_view room = text.substr(at);
    std::string_view name = text.substr(0, at);
    // 第2, No.5: the number of the building, not of a room.
    const bool ordinal = !floor && (name.ends_with("第") || name.ends_with("No."));
    if (ordinal) {
        out.name = whole;
        out.room = leading;
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
