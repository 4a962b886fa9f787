// SPDX-License-Identifier: Apache-2.0
#include "text_eval/evals.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "text/reference_tables.h"

namespace genbo {

void eval_use_successors(const char* path) {
    std::ifstream file(path, std::ios::binary);
    ReferenceTables tables;
    tables.successors = {std::istreambuf_iterator<char>{file}, {}};
    if (tables.successors.empty() || !set_reference_tables(std::move(tables)))
        std::fprintf(stderr, "%s cannot be used\n", path);
}

std::span<const Eval> all_evals() {
    static constexpr Eval kAll[] = {
        {"towns", eval_towns},     {"offices", eval_offices}, {"edinet", eval_edinet},
        {"renamed", eval_renamed}, {"names", eval_names},
    };
    return kAll;
}

}  // namespace genbo
