// SPDX-License-Identifier: Apache-2.0
#include "app/duty_thread.h"

#include <algorithm>

#include "base/log.h"

namespace genbo {

namespace {

constexpr std::chrono::milliseconds kDutyPauseMin{200};
constexpr std::chrono::milliseconds kDutyPauseMax{1000};
constexpr std::chrono::milliseconds kDutyPauseAfterError{5000};
constexpr std::chrono::minutes kNowAndThen{1};

}  // namespace

DutyThread::DutyThread(std::unique_ptr<Duties> duties, std::function<Result<>()> now_and_then)
    : duties_(std::move(duties)),
      now_and_then_(std::move(now_and_then)),
      thread_([this] { work(); }) {}

DutyThread::~DutyThread() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

Result<bool> DutyThread::round() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ >= kNowAndThen) {
        last_ = now;
        TRY(now_and_then_());
    }
    return !TRY(duties_->run_once()).idle();
}

void DutyThread::work() {
    auto pause = kDutyPauseMin;
    std::unique_lock lock(mutex_);
    while (!closing_) {
        lock.unlock();
        const auto busy = round();
        lock.lock();
        if (!busy.ok()) {
            log_warn("duty.failed", {{"code", LogToken{busy.error().code}}});
            pause = kDutyPauseAfterError;
        } else if (*busy) {
            pause = kDutyPauseMin;
            continue;
        }
        wake_.wait_for(lock, pause, [this] { return closing_; });
        pause = std::min(pause * 2, kDutyPauseMax);
    }
}

}  // namespace genbo
