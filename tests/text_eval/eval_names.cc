// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>

#include "text/kana.h"
#include "text/person_name.h"
#include "text_eval/dev_files.h"
#include "text_eval/eval_report.h"
#include "text_eval/evals.h"

namespace genbo {

void eval_names(std::size_t samples) {
    const DevRows surnames = dev_file_rows("surnames-count.tsv", '\t');
    const DevRows given = dev_file_rows("given-names.tsv", '\t');
    if (surnames.empty() || given.empty()) return;
    EvalReport report("names");
    std::vector<double> people;
    for (std::size_t i = 1; i < surnames.size(); ++i) people.push_back(std::stod(surnames[i][1]));
    std::discrete_distribution<std::size_t> who(people.begin(), people.end());
    std::mt19937 dice(11);
    for (int i = 0; i < 60000; ++i) {
        // Half by people, half every surname alike: the rare ones are the hard ones.
        const bool rare = i % 2 == 1;
        const auto& surname = surnames[1 + (rare ? dice() % (surnames.size() - 1) : who(dice))];
        const auto& name = given[1 + dice() % (given.size() - 1)];
        std::vector<std::string> forms(1);
        for (const char c : name[3]) {
            if (c == ' ')
                forms.emplace_back();
            else
                forms.back() += c;
        }
        const std::string& form = forms[dice() % forms.size()];
        if (form.empty()) continue;
        const std::string label = rare ? "rare: " : "common: ";
        const PersonName split = split_name(surname[0] + form);
        const bool right = split.surname == surname[0] && split.given == form;
        const std::string sample = surname[0] + " " + form + " => " + split.surname + " " +
                                   split.given + " " + std::to_string(split.margin);
        report.ask(label + "split", right, sample);
        report.ask(label + "above the margin", split.split_known, sample);
        if (split.split_known) report.ask(label + "above the margin, right", right, sample);
        for (const int nats : {3, 4, 6}) {
            const std::string at = label + "margin " + std::to_string(nats);
            report.ask(at, split.margin >= nats, sample);
            if (split.margin >= nats) report.ask(at + ", right", right, sample);
        }
        const std::string kana = katakana(surname[2]) + " " + katakana(name[1]);
        const PersonName read = split_name(surname[0] + form, kana);
        const bool read_right = read.surname == surname[0];
        report.ask(
            label + "with split kana", read_right, sample + " / " + kana + " => " + read.surname);
        const std::string run = katakana(surname[2]) + katakana(name[1]);
        const PersonName joined = split_name(surname[0] + form, run);
        report.ask(
            label + "with unsplit kana", joined.surname == surname[0],
            sample + " / " + run + " => " + joined.surname);
        if (joined.split_known)
            report.ask(label + "unsplit kana, above, right", joined.surname == surname[0], sample);
        report.ask(
            label + "surname reading fits", reading_fits(surname[0], katakana(surname[2])),
            surname[0] + " " + surname[2]);
        report.ask(
            label + "given reading fits", reading_fits(form, katakana(name[1])),
            form + " " + name[1]);
    }
    report.print(samples);
}

}  // namespace genbo
