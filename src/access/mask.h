// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is left of a value that is shown masked: enough to recognise, too little to use.  Made here,
// in the server; the rest never leaves it.
//
//   name     田**                     the first character; the length is not told
//   phone    ***-****-1234            the last four of nine digits or more
//   mail     t***@example.jp
//   postal   460-****
//   address  愛知県名古屋市中区栄***  down to the town
//   date     1980-**-**
//   else     ****
//
// What cannot be read as what its column says is masked whole: a phone number in the mail column
// must not slip through by having no @.  Masking a masked value changes nothing of note.

#include <string>
#include <string_view>

#include "record/field.h"

namespace genbo {

inline constexpr std::string_view kWholeMask = "****";

std::string masked_value(Field field, std::string_view value);

}  // namespace genbo
