// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/patient_worker.h"

namespace genbo {

PatientWorker::~PatientWorker() {
    if (!thread_.joinable()) return;
    bool hangs = false;
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->closing = true;
        hangs = shared_->busy;
    }
    shared_->wake.notify_all();
    if (hangs)
        thread_.detach();
    else
        thread_.join();
}

void PatientWorker::work(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    while (true) {
        shared->wake.wait(lock, [&] { return shared->closing || shared->job; });
        if (!shared->job) return;
        auto job = std::exchange(shared->job, {});
        lock.unlock();
        job(shared->steps);
        // What it owns goes before anybody hears of its end.
        job = {};
        lock.lock();
        shared->busy = false;
        shared->wake.notify_all();
    }
}

bool PatientWorker::finish(std::function<void(Steps&)> job) {
    std::unique_lock lock(shared_->mutex);
    if (shared_->busy) return false;
    if (!thread_.joinable()) thread_ = std::thread([shared = shared_] { work(shared); });
    shared_->busy = true;
    shared_->job = std::move(job);
    shared_->wake.notify_all();
    auto steps = shared_->steps.so_far();
    while (!shared_->wake.wait_for(lock, patience_, [this] { return !shared_->busy; })) {
        const auto now = shared_->steps.so_far();
        if (now == steps) return false;
        steps = now;
    }
    return true;
}

}  // namespace genbo
