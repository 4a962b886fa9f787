// SPDX-License-Identifier: Apache-2.0
#pragma once

// The double-byte tables behind encoding.h, made at build time by tools/tables/encodings.mjs, and
// their geometry.  Private to the encoding files.  0 = nothing is there.

#include <array>
#include <cstddef>
#include <cstdint>

namespace genbo {

// Rows of 188: leads 81–9F and E0–FC, trails 40–7E and 80–FC.
extern const std::uint16_t kEncodingCp932[11280];
// 94 rows of 94: leads and trails A1–FE.
extern const std::uint16_t kEncodingJis0208[8836];
extern const std::uint16_t kEncodingJis0212[8836];
// 80–9F of windows-1252.
extern const std::array<std::uint16_t, 32> kEncodingWindows1252;

inline bool is_cp932_lead(unsigned byte) {
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

inline std::size_t cp932_index(unsigned lead, unsigned trail) {
    return (lead - (lead < 0xA0 ? 0x81U : 0xC1U)) * 188U + trail - (trail < 0x7F ? 0x40U : 0x41U);
}

// REQUIRES: is_cp932_lead(lead).
inline char32_t cp932_code_point(unsigned lead, unsigned trail) {
    if (trail < 0x40 || trail == 0x7F || trail > 0xFC) return 0;
    return kEncodingCp932[cp932_index(lead, trail)];
}

inline char32_t jis_code_point(const std::uint16_t* table, unsigned lead, unsigned trail) {
    if (lead < 0xA1 || lead > 0xFE || trail < 0xA1 || trail > 0xFE) return 0;
    return table[(lead - 0xA1U) * 94U + trail - 0xA1U];
}

inline char32_t jis0208_code_point(unsigned lead, unsigned trail) {
    return jis_code_point(kEncodingJis0208, lead, trail);
}

inline char32_t jis0212_code_point(unsigned lead, unsigned trail) {
    return jis_code_point(kEncodingJis0212, lead, trail);
}

// U+FF61 … U+FF9F stand at A1 … DF in CP932, and behind 8E in EUC-JP.
inline bool is_halfwidth_kana_byte(unsigned byte) { return byte >= 0xA1 && byte <= 0xDF; }
inline char32_t halfwidth_kana(unsigned byte) { return 0xFF61U + (byte - 0xA1U); }

inline bool is_private_use(char32_t c) { return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000; }

}  // namespace genbo
