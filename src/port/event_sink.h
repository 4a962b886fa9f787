// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where events go: to a file, a webhook, a broker.  Whoever takes them gets each at least once, in
// the order of one customer, and knows by `entry` what he has had already.

#include <span>

#include "base/result.h"
#include "port/store_rows.h"

namespace genbo {

class EventSink {
public:
    virtual ~EventSink() = default;

    // Taken for good when it returns without an Error.
    virtual Result<> deliver(std::span<const StoredEvent> events) = 0;
};

}  // namespace genbo
