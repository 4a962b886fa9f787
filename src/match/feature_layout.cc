// SPDX-License-Identifier: Apache-2.0
#include "match/feature_layout.h"

#include <algorithm>

#include "match/hash.h"

namespace genbo {

namespace {

void layout_u32(std::string& out, std::uint32_t value) {
    char bytes[4];
    std::memcpy(bytes, &value, 4);
    out.append(bytes, 4);
}

}  // namespace

std::string_view feature_cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end);
}

std::string name_feature(std::string_view text, std::string_view loose_form) {
    std::string out;
    if (text.empty()) return out;
    layout_u32(out, hash_bytes32(loose_form));
    out += feature_cut(text, 252);
    return out;
}

std::string phone_feature(char kind, std::string_view digits) {
    std::string out;
    if (digits.empty()) return out;
    out += kind;
    out += feature_cut(digits, 32);
    return out;
}

std::string email_feature(std::string_view key) {
    std::string out;
    if (key.empty()) return out;
    key = feature_cut(key, 254);
    out += static_cast<char>(std::min(key.rfind('@'), key.size()));
    out += key;
    return out;
}

std::string company_feature(char position, std::string_view legal_form, std::string_view core) {
    std::string out;
    if (core.empty()) return out;
    out += position;
    layout_u32(out, legal_form.empty() ? 0 : hash_bytes32(legal_form));
    out += feature_cut(core, 512);
    return out;
}

std::string address_feature(const AddressFeatureParts& parts) {
    const auto town = feature_cut(parts.town, 255);
    const auto number = feature_cut(parts.number, 255);
    const auto room = feature_cut(parts.room, 255);
    std::string out;
    layout_u32(out, parts.municipality);
    out += static_cast<char>(parts.level);
    out += static_cast<char>(town.size());
    out += static_cast<char>(number.size());
    out += static_cast<char>(room.size());
    out += town;
    out += number;
    out += room;
    out += feature_cut(parts.building, 192);
    return out;
}

}  // namespace genbo
