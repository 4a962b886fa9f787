// SPDX-License-Identifier: Apache-2.0
#pragma once

// Does on a thread of its own what may hang for ever: a call into a file system whose server is
// gone neither fails nor returns (a hard-mounted NFS waits without end, by design), and nothing in
// the process can take it back.  So somebody else makes the call, and whoever wants the answer
// waits for as long as there is progress.
//
//   PatientWorker worker(std::chrono::seconds{30});
//   const auto answer = worker.run<Result<Bytes>>([path](Steps& steps) {
//       … steps.made(); …                       // after each system call that returned
//   });
//   if (!answer) …                              // no step for that long: it hangs
//
// What hangs goes on hanging on its thread, and every further run() says at once that it hangs,
// until it has come to its end.  So a job owns all that it touches.  A worker that goes while a job
// hangs leaves it behind.
//
// Thread safety: run() by one thread at a time; a Steps by the job.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace genbo {

class Steps {
public:
    void made() { made_.fetch_add(1, std::memory_order_relaxed); }
    std::uint64_t so_far() const { return made_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> made_ = 0;
};

class PatientWorker {
public:
    // Hanging is noticed after `patience` without a step, at the latest after twice as long.
    explicit PatientWorker(std::chrono::milliseconds patience) : patience_(patience) {}
    ~PatientWorker();
    PatientWorker(const PatientWorker&) = delete;
    PatientWorker& operator=(const PatientWorker&) = delete;

    // Nothing: it hangs, or what was begun before still does.
    template <typename Answer>
    std::optional<Answer> run(std::function<Answer(Steps&)> job) {
        const auto answer = std::make_shared<std::optional<Answer>>();
        const bool done =
            finish([answer, job = std::move(job)](Steps& steps) { answer->emplace(job(steps)); });
        return done ? std::move(*answer) : std::optional<Answer>{};
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable wake;
        std::function<void(Steps&)> job;
        bool busy = false;
        bool closing = false;
        Steps steps;
    };

    static void work(const std::shared_ptr<Shared>& shared);
    bool finish(std::function<void(Steps&)> job);

    std::chrono::milliseconds patience_;
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
    std::thread thread_;
};

}  // namespace genbo
