// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.h"

#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/check.h"
#include "crypto/random.h"

namespace genbo {

void wipe(std::span<std::uint8_t> memory) { OPENSSL_cleanse(memory.data(), memory.size()); }

bool constant_time_equal(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void keep_memory_out_of_dumps() {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    // A sandbox may forbid either; the other still helps.
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

Key Key::random() {
    Key key;
    this_thread_random().fill(key.bytes_);
    return key;
}

Key::Key(ByteView bytes) {
    check(bytes.size() == kSize);
    std::ranges::copy(bytes, bytes_.begin());
}

}  // namespace genbo
