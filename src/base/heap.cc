// SPDX-License-Identifier: Apache-2.0
#include "base/heap.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace genbo {

void give_back_freed_memory() {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

}  // namespace genbo
