// SPDX-License-Identifier: Apache-2.0
#pragma once

// Does the duties (register/duties.h) of this process in the background until it goes: at once
// while there is work, else five times a second at most, less often when all is quiet.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "register/duties.h"

namespace genbo {

class DutyThread {
public:
    explicit DutyThread(std::unique_ptr<Duties> duties);
    ~DutyThread();
    DutyThread(const DutyThread&) = delete;
    DutyThread& operator=(const DutyThread&) = delete;

private:
    void work();

    std::unique_ptr<Duties> duties_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace genbo
