// SPDX-License-Identifier: Apache-2.0
#pragma once

// UTF-8 into the encodings of old systems, as those systems do it: a character they lack is written
// as a gaiji, a private code that only they can show.
//
// CP932 is Windows' Shift_JIS; gaiji are F040 to F9FC.  EUC-JP is JIS X 0208 with NEC's row 13;
// gaiji are F5A1 to FEFE.  Half-width kana are one byte (EUC: two).  Tables come from ICU once and
// are then plain arrays, so that a gigabyte is encoded at memory speed.
//
// kUndecodable stands for damage on purpose: it becomes a lead byte without its second half.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace genbo::sample {

inline constexpr char32_t kUndecodable = U'\uF8FF';

enum class FileEncoding : std::uint8_t { utf8, cp932, euc_jp };

class Encoder {
public:
    explicit Encoder(FileEncoding encoding);

    // Appends; answers how many characters became gaiji.
    std::uint64_t append(std::string& out, std::string_view utf8) const;

private:
    std::uint64_t append_gaiji(std::string& out, char32_t character) const;

    FileEncoding encoding_;
    // Per code point below 0x10000: the bytes, first byte in the higher half; 0 = none.
    std::vector<std::uint16_t> table_;
};

}  // namespace genbo::sample
