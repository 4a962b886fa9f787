// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an XLSX number is shown: which formats are dates, what day a serial number is, and the zeros
// of zip codes.  Pure functions beside xlsx_reader.cc.

#include <cstdint>
#include <string>
#include <string_view>

namespace genbo {

enum class DateSystem : std::uint8_t { from_1900, from_1904 };

struct NumberFormat {
    enum class Kind : std::uint8_t { general, date, zeros };
    Kind kind = Kind::general;
    // Kind::zeros: "000-0000".
    std::string pattern = {};
};

// A format code of the styles part: "yyyy/m/d", "[$-411]ge.m.d", "000\-0000", "0.00".
NumberFormat parse_number_format(std::string_view code);

// A format that the standard numbers instead of spelling it out.
NumberFormat built_in_number_format(unsigned id);

// What a cell shows whose stored text is `stored`.  Text that is no number is returned as it is.
std::string show_number(
    std::string_view stored, const NumberFormat& format, DateSystem date_system);

}  // namespace genbo
