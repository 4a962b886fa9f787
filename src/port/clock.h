// SPDX-License-Identifier: Apache-2.0
#pragma once

// The time, as something that can be handed in: a test sets it, a program reads the machine's.

#include "base/time.h"

namespace genbo {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace genbo
