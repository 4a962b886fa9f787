// SPDX-License-Identifier: Apache-2.0
#pragma once

// A mark on a browser from which somebody has signed in before (the "device cookie" of OWASP's
// sheet on slowing down guesses).  Failed tries from a marked browser are counted for that browser
// alone, so strangers who guess at an account cannot make its owner wait.
//
//   <32 hexadecimal digits of chance>.<32 of an HMAC over name and chance>
//
// It opens nothing.  It is tied to one name and stays good for as long as the key; a thief of it
// gains one more counter to guess against, as strict as the others.

#include <string>
#include <string_view>

#include "crypto/key.h"

namespace genbo {

std::string new_device_mark(const Key& key, std::string_view staff_name);

// Where tries from that browser are counted, in place of an address (login.h); empty when the mark
// is not ours or another's.
std::string device_place(const Key& key, std::string_view staff_name, std::string_view mark);

// "Chromium / Linux", out of a User-Agent field: what people call their browser and machine.
std::string device_words(std::string_view user_agent);

}  // namespace genbo
