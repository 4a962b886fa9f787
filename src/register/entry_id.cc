// SPDX-License-Identifier: Apache-2.0
#include "register/entry_id.h"

#include <span>

#include "crypto/random.h"

namespace genbo {

Bytes entry_id(Instant at) {
    Bytes id(kEntryIdSize);
    auto time = static_cast<std::uint64_t>(to_micros(at));
    for (std::size_t i = 8; i-- > 0; time >>= 8) id[i] = static_cast<std::uint8_t>(time);
    this_thread_random().fill(std::span{id}.subspan(8));
    return id;
}

Bytes random_mark() {
    Bytes mark(kEntryIdSize);
    this_thread_random().fill(mark);
    return mark;
}

}  // namespace genbo
