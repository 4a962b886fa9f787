// SPDX-License-Identifier: Apache-2.0
// text_eval [SET…] [--show N]: accuracy of the text room on public data, set by set.
//
//   towns      every town and hamlet of the country (276,675 rows, CC BY 4.0 Geolonia), written in
//   six ways offices    Japan Post's large-mail offices: separated columns, joined and read back
//   edinet     addresses of company filings, nearly all without a prefecture
//   renamed    abolished municipalities and what became of them
//   names      surnames × given names, joined
//
// --successors FILE lays lines "code<TAB>25甲賀郡信楽町" over the tables first, as an imported list
// of changes does.
//
// What it prints are shares of right answers; --show lists wrong ones.

#include <string>
#include <vector>

#include "text_eval/evals.h"

int main(int count, char** arguments) {
    std::size_t samples = 0;
    std::vector<std::string> wanted;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--show" && i + 1 < count)
            samples = std::stoul(arguments[++i]);
        else if (argument == "--successors" && i + 1 < count)
            genbo::eval_use_successors(arguments[++i]);
        else
            wanted.push_back(argument);
    }
    for (const genbo::Eval& eval : genbo::all_evals()) {
        bool chosen = wanted.empty();
        for (const auto& name : wanted) chosen = chosen || name == eval.name;
        if (chosen) eval.run(samples);
    }
    return 0;
}
