// SPDX-License-Identifier: Apache-2.0
#include "text_eval/evals.h"

namespace genbo {

std::span<const Eval> all_evals() {
    static constexpr Eval kAll[] = {
        {"towns", eval_towns},     {"offices", eval_offices}, {"edinet", eval_edinet},
        {"renamed", eval_renamed}, {"names", eval_names},
    };
    return kAll;
}

}  // namespace genbo
