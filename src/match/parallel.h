// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs `work(i)` for i in 0 … tasks−1 on up to `threads` threads.  Which thread takes which task is
// left to chance, so a task must write only to what is its own; the results are then put together
// in the order of the tasks, and the number of threads cannot be seen in them.

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace genbo {

template <typename Work>
void run_tasks(std::size_t tasks, unsigned threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto loop = [&] {
        for (auto i = next.fetch_add(1); i < tasks; i = next.fetch_add(1)) work(i);
    };
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < threads && i < tasks; ++i) helpers.emplace_back(loop);
    loop();
}

}  // namespace genbo
