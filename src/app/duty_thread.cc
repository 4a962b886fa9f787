// SPDX-License-Identifier: Apache-2.0
#include "app/duty_thread.h"

#include <algorithm>

#include "base/log.h"

namespace genbo {

namespace {

constexpr std::chrono::milliseconds kDutyPauseMin{200};
constexpr std::chrono::milliseconds kDutyPauseMax{1000};
constexpr std::chrono::milliseconds kDutyPauseAfterError{5000};

}  // namespace

DutyThread::DutyThread(std::unique_ptr<Duties> duties)
    : duties_(std::move(duties)), thread_([this] { work(); }) {}

DutyThread::~DutyThread() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void DutyThread::work() {
    auto pause = kDutyPauseMin;
    std::unique_lock lock(mutex_);
    while (!closing_) {
        lock.unlock();
        const auto report = duties_->run_once();
        lock.lock();
        if (!report.ok()) {
            log_warn("duty.failed", {{"code", LogToken{report.error().code}}});
            pause = kDutyPauseAfterError;
        } else if (!report->idle()) {
            pause = kDutyPauseMin;
            continue;
        }
        wake_.wait_for(lock, pause, [this] { return closing_; });
        pause = std::min(pause * 2, kDutyPauseMax);
    }
}

}  // namespace genbo
