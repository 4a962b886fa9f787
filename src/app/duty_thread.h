// SPDX-License-Identifier: Apache-2.0
#pragma once

// Does the duties (register/duties.h) of this process in the background until it goes: at once
// while there is work, else five times a second at most, less often when all is quiet.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "register/duties.h"

namespace genbo {

class DutyThread {
public:
    // `now_and_then` is called once a minute, on the same thread.
    DutyThread(std::unique_ptr<Duties> duties, std::function<Result<>()> now_and_then);
    ~DutyThread();
    DutyThread(const DutyThread&) = delete;
    DutyThread& operator=(const DutyThread&) = delete;

private:
    void work();
    // Whether there was something to do.
    Result<bool> round();

    std::unique_ptr<Duties> duties_;
    std::function<Result<>()> now_and_then_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    std::mutex mutex_;
    std::condition_variable wake_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace genbo
