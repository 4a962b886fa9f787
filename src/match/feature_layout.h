// SPDX-License-Identifier: Apache-2.0
#pragma once

// How features lie in the bytes of a prepared row, and the views that comparisons and blocking keys
// read them through.  Hashes stand in front, so that most comparisons end before the text.
//
//   name, kana    u32 hash of the looser form | text
//   phone         kind letter | digits of E.164
//   email         length of the local part | key
//   address       u32 municipality | level | three lengths | town | number | room | building
//   company       position of the legal form | u32 hash of the legal form | core name
//   others        text

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace genbo {

// No feature is longer: the tail of a longer text says nothing about a person.
inline constexpr std::size_t kFeatureBytesMax = 1024;

// Cut between letters.
std::string_view feature_cut(std::string_view text, std::size_t bytes_max = kFeatureBytesMax);

struct NameFeature {
    std::uint32_t loose = 0;
    std::string_view text;

    explicit NameFeature(std::string_view bytes) {
        if (bytes.size() <= 4) return;
        std::memcpy(&loose, bytes.data(), 4);
        text = bytes.substr(4);
    }
    bool empty() const { return text.empty(); }
};

struct PhoneFeature {
    char kind = 0;  // 'm'obile, 'f'ixed, 'i'p, 'o'ther
    std::string_view digits;

    explicit PhoneFeature(std::string_view bytes) {
        if (bytes.empty()) return;
        kind = bytes[0];
        digits = bytes.substr(1);
    }
    bool empty() const { return digits.empty(); }
};

struct EmailFeature {
    std::string_view key;
    std::string_view local;

    explicit EmailFeature(std::string_view bytes) {
        if (bytes.empty()) return;
        key = bytes.substr(1);
        local = key.substr(0, static_cast<unsigned char>(bytes[0]));
    }
    bool empty() const { return key.empty(); }
};

struct AddressFeature {
    std::uint32_t municipality = 0;  // JIS X 0402, or the hash of its name; 0 = unknown
    std::uint8_t level = 0;
    std::string_view town;
    std::string_view number;
    std::string_view room;
    std::string_view building;

    explicit AddressFeature(std::string_view bytes) {
        if (bytes.size() < 8) return;
        std::memcpy(&municipality, bytes.data(), 4);
        level = static_cast<std::uint8_t>(bytes[4]);
        const std::size_t town_size = static_cast<unsigned char>(bytes[5]);
        const std::size_t number_size = static_cast<unsigned char>(bytes[6]);
        const std::size_t room_size = static_cast<unsigned char>(bytes[7]);
        town = bytes.substr(8, town_size);
        number = bytes.substr(8 + town_size, number_size);
        room = bytes.substr(8 + town_size + number_size, room_size);
        building = bytes.substr(8 + town_size + number_size + room_size);
        present = true;
    }
    bool present = false;
    bool empty() const { return !present; }
};

struct CompanyFeature {
    char position = 0;  // 'f'ront, 'b'ack, 'n'one
    std::uint32_t form = 0;
    std::string_view core;

    explicit CompanyFeature(std::string_view bytes) {
        if (bytes.size() <= 5) return;
        position = bytes[0];
        std::memcpy(&form, bytes.data() + 1, 4);
        core = bytes.substr(5);
    }
    bool empty() const { return core.empty(); }
};

std::string name_feature(std::string_view text, std::string_view loose_form);
std::string phone_feature(char kind, std::string_view digits);
std::string email_feature(std::string_view key);
std::string company_feature(char position, std::string_view legal_form, std::string_view core);

struct AddressFeatureParts {
    std::uint32_t municipality = 0;
    std::uint8_t level = 0;
    std::string_view town;
    std::string_view number;
    std::string_view room;
    std::string_view building;
};
std::string address_feature(const AddressFeatureParts& parts);

}  // namespace genbo
