// SPDX-License-Identifier: Apache-2.0
#pragma once

// Memory that was freed, and that the allocator keeps for the next time.  After work that needed a
// second index beside the first (register/model_switch.h) there is no next time for long: without
// this the process stays as large as it was at its largest, and grows with each such work, because
// small pieces that live on hold the large ones' places.
//
// It takes some hundred milliseconds a gigabyte, in which other threads' allocations wait for their
// arena only; so it belongs at the end of such work and nowhere else.  Where the C library has no
// such call, nothing happens.  Source: malloc_trim(3).

namespace genbo {

void give_back_freed_memory();

}  // namespace genbo
