// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counts of one set, printed as shares, with samples of what went wrong.

#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace genbo {

class EvalReport {
public:
    explicit EvalReport(std::string name) : name_(std::move(name)) {}

    // One question asked; `sample` is shown when the answer was wrong.
    void ask(const std::string& question, bool right, const std::string& sample) {
        Line& line = lines_[question];
        ++line.asked;
        line.right += right ? 1 : 0;
        // Spread the samples over the set: keep each with falling probability.
        if (!right) {
            ++line.wrong;
            if (line.samples.size() < kSamples)
                line.samples.push_back(sample);
            else if (hash(sample) % line.wrong < kSamples)
                line.samples[hash(sample) % kSamples] = sample;
        }
    }

    void print(std::size_t samples) const {
        std::printf("%s\n", name_.c_str());
        for (const auto& [question, line] : lines_) {
            std::printf(
                "  %-34s %7zu of %7zu  %7.3f %%\n", question.c_str(), line.right, line.asked,
                100.0 * static_cast<double>(line.right) / static_cast<double>(line.asked));
            for (std::size_t i = 0; i < line.samples.size() && i < samples; ++i)
                std::printf("      %s\n", line.samples[i].c_str());
        }
    }

private:
    static constexpr std::size_t kSamples = 200;
    static std::size_t hash(const std::string& text) { return std::hash<std::string>{}(text) >> 7; }

    struct Line {
        std::size_t asked = 0;
        std::size_t right = 0;
        std::size_t wrong = 0;
        std::vector<std::string> samples;
    };
    std::string name_;
    std::map<std::string, Line> lines_;
};

}  // namespace genbo
