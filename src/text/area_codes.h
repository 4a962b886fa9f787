// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which prefectures an area code of the fixed network belongs to (総務省 市外局番の一覧).  Coarse
// on purpose: it only has to tell namesakes (府中市 042 and 0847) apart, and where a code serves
// several prefectures it names them all.
//
//   prefectures_of_phone("0847-41-1111").test(34)   // 広島県

#include <bitset>
#include <string_view>

namespace genbo {

// By JIS X 0401 number; bit 0 is unused.
using PrefectureSet = std::bitset<48>;

// `phone` in any spelling that parse_phones() reads.  Mobiles, free calls and what is no number
// give the empty set.
PrefectureSet prefectures_of_phone(std::string_view phone);

}  // namespace genbo
