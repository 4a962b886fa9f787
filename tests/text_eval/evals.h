// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sets that text_eval can judge; what each asks is in text_eval_main.cc and at its function.

#include <cstddef>
#include <span>
#include <string_view>

namespace genbo {

struct Eval {
    std::string_view name;
    void (*run)(std::size_t samples);
};

std::span<const Eval> all_evals();

void eval_use_successors(const char* path);

void eval_towns(std::size_t samples);
void eval_offices(std::size_t samples);
void eval_edinet(std::size_t samples);
void eval_renamed(std::size_t samples);
void eval_names(std::size_t samples);

}  // namespace genbo
