// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a reader of OpenMetrics 1.0 text that was written from the specification's grammar and
// its MUSTs, not from our writer, and says everything that is wrong.
//
//   const OpenMetricsPage page = read_openmetrics(text);
//   EXPECT_EQ(page.complaints, "");
//   EXPECT_EQ(page.value("genbo_import_rows_total", R"(outcome="added")"), 12);

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace genbo {

struct OpenMetricsSample {
    std::string name;
    std::string labels;                        // As written, between the braces.
    std::map<std::string, std::string> label;  // Unescaped.
    std::string number;                        // As written.
    double value = 0;
};

struct OpenMetricsFamily {
    std::string name;
    std::string type = {};
    std::string unit = {};
    std::string help = {};
    std::vector<OpenMetricsSample> samples = {};
};

struct OpenMetricsPage {
    std::vector<OpenMetricsFamily> families;
    std::string complaints;  // One a line.

    const OpenMetricsFamily* family(std::string_view name) const {
        for (const auto& one : families)
            if (one.name == name) return &one;
        return nullptr;
    }
    std::optional<double> value(std::string_view sample, std::string_view labels = {}) const {
        for (const auto& one : families)
            for (const auto& each : one.samples)
                if (each.name == sample && each.labels == labels) return each.value;
        return std::nullopt;
    }
};

class OpenMetricsReader {
public:
    OpenMetricsPage read(std::string_view text) {
        if (!is_valid_utf8(text)) complain("not UTF-8");
        if (text.starts_with("\xEF\xBB\xBF")) complain("a byte order mark");
        if (text.find('\r') != text.npos) complain("a carriage return");
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            line_ = text.substr(0, end);
            if (ended_) complain("something after EOF");
            if (line_ == "# EOF")
                ended_ = true;
            else if (end == text.npos)
                complain("no line feed at the end");
            else
                read_line();
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
        }
        if (!ended_) complain("no EOF");
        for (const auto& family : page_.families) judge(family);
        return std::move(page_);
    }

private:
    void complain(const std::string& what) {
        page_.complaints += what + ": " + std::string{line_} + "\n";
    }

    // --- Grammar ------------------------------------------------------------------------------

    static bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    static std::string take_name(std::string_view& text, std::string_view more) {
        std::size_t size = 0;
        while (size < text.size() && (is_alpha(text[size]) || more.find(text[size]) != more.npos ||
                                      (size > 0 && is_digit(text[size]))))
            ++size;
        std::string name{text.substr(0, size)};
        text.remove_prefix(size);
        return name;
    }
    static bool take(std::string_view& text, std::string_view word) {
        if (!text.starts_with(word)) return false;
        text.remove_prefix(word.size());
        return true;
    }

    // realnumber of the grammar, and inf and nan.
    static std::optional<double> number_of(std::string_view text) {
        std::string_view rest = text;
        const bool minus = rest.starts_with('-');
        if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) rest.remove_prefix(1);
        std::string lower;
        for (const char c : rest) lower += static_cast<char>(is_alpha(c) ? c | 0x20 : c);
        if (lower == "inf" || lower == "infinity") return minus ? -INFINITY : INFINITY;
        if (lower == "nan") return text == rest ? std::optional{NAN} : std::nullopt;
        std::string_view digits = lower;
        const auto count = [&] {
            std::size_t seen = 0;
            for (; !digits.empty() && is_digit(digits[0]); ++seen) digits.remove_prefix(1);
            return seen;
        };
        const std::size_t whole = count();
        const std::size_t part = take(digits, ".") ? count() : 0;
        if (whole + part == 0) return std::nullopt;
        if (take(digits, "e")) {
            if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) digits.remove_prefix(1);
            if (count() == 0) return std::nullopt;
        }
        if (!digits.empty()) return std::nullopt;
        double value = 0;
        if (lower.starts_with('.')) lower.insert(0, "0");
        std::from_chars(lower.data(), lower.data() + lower.size(), value);
        return minus ? -value : value;
    }

    // Up to an unescaped quotation mark, or to the end where `quoted` is false.
    std::string take_escaped(std::string_view& text, bool quoted) {
        std::string out;
        while (!text.empty() && !(quoted && text[0] == '"')) {
            char c = text[0];
            text.remove_prefix(1);
            if (c == '"') complain("a bare quotation mark");
            if (c == '\\') {
                const char next = text.empty() ? '?' : text[0];
                if (next != 'n' && next != '"' && next != '\\') complain("an unknown escape");
                c = next == 'n' ? '\n' : next;
                if (!text.empty()) text.remove_prefix(1);
            }
            out += c;
        }
        return out;
    }

    void read_line() {
        std::string_view rest = line_;
        if (rest.starts_with('#'))
            read_descriptor(rest);
        else
            read_sample(rest);
    }

    void read_descriptor(std::string_view rest) {
        std::string_view word = "none";
        for (const std::string_view one : {"TYPE", "UNIT", "HELP"})
            if (rest.starts_with("# " + std::string{one} + " ")) word = one;
        if (word == "none") return complain("a comment that is no descriptor");
        rest.remove_prefix(7);
        const std::string name = take_name(rest, "_:");
        if (name.empty() || !take(rest, " ")) return complain("no name");
        OpenMetricsFamily& family = enter(name);
        if (!family.samples.empty()) complain("a descriptor after samples");
        std::string& place = word == "TYPE"   ? family.type
                             : word == "UNIT" ? family.unit
                                              : family.help;
        if (!place.empty()) complain("a second descriptor");
        if (word == "TYPE" && (!family.unit.empty() || !family.help.empty()))
            complain("TYPE does not come first");
        if (word == "UNIT" && !family.help.empty()) complain("UNIT comes after HELP");
        place = take_escaped(rest, false);
    }

    OpenMetricsFamily& enter(const std::string& name) {
        if (!page_.families.empty() && page_.families.back().name == name)
            return page_.families.back();
        if (page_.family(name) != nullptr) complain("an interleaved family");
        return page_.families.emplace_back(OpenMetricsFamily{.name = name});
    }

    void read_sample(std::string_view rest) {
        OpenMetricsSample sample;
        sample.name = take_name(rest, "_:");
        if (sample.name.empty()) return complain("no name");
        const std::string_view labels = rest;
        if (take(rest, "{")) {
            while (!take(rest, "}")) {
                if (!sample.label.empty() && !take(rest, ",")) return complain("no comma");
                const std::string name = take_name(rest, "_");
                if (name.empty() || !take(rest, "=\"")) return complain("no label");
                const std::string value = take_escaped(rest, true);
                if (!take(rest, "\"")) return complain("an open label");
                if (!sample.label.emplace(name, value).second) complain("a label twice");
            }
            sample.labels = labels.substr(1, labels.size() - rest.size() - 2);
        }
        if (!take(rest, " ")) return complain("no space before the number");
        sample.number = rest;
        const auto value = number_of(rest);  // We write neither timestamps nor exemplars.
        if (!value) return complain("no number");
        sample.value = *value;
        OpenMetricsFamily* family = family_of(sample.name);
        if (family == nullptr) return complain("a sample outside its family");
        if (!seen_.insert(sample.name + "{" + sample.labels + "}").second)
            complain("a sample twice");
        family->samples.push_back(std::move(sample));
    }

    // The sample must belong to the family whose descriptors came last.
    OpenMetricsFamily* family_of(const std::string& sample) {
        if (page_.families.empty()) return nullptr;
        OpenMetricsFamily& family = page_.families.back();
        for (const std::string_view ending : endings_of(family.type))
            if (sample == family.name + std::string{ending}) return &family;
        return nullptr;
    }

    static std::vector<std::string_view> endings_of(std::string_view type) {
        if (type == "counter") return {"_total", "_created"};
        if (type == "histogram") return {"_bucket", "_sum", "_count", "_created"};
        if (type == "info") return {"_info"};
        if (type == "gauge" || type == "unknown") return {""};
        return {};
    }

    // --- What must hold of a family ------------------------------------------------------------

    void judge(const OpenMetricsFamily& family) {
        line_ = family.name;
        if (endings_of(family.type).empty()) complain("an unknown type");
        if (!family.unit.empty() && !family.name.ends_with("_" + family.unit))
            complain("the unit does not end the name");
        if (family.type == "info" && !family.unit.empty()) complain("info with a unit");
        for (const auto& sample : family.samples) {
            line_ = sample.name;
            if (family.type == "counter" && !(sample.value >= 0)) complain("no counter's value");
            if (family.type == "info" && sample.value != 1) complain("info that is not 1");
            if (sample.name != family.name + "_bucket" && sample.label.contains("le"))
                complain("le outside a bucket");
        }
        judge_order(family);
        if (family.type == "histogram") judge_histograms(family);
    }

    static std::string metric_of(const OpenMetricsSample& sample) {
        std::string key;
        for (const auto& [name, value] : sample.label)
            if (name != "le") key += name + "=" + value + "\n";
        return key;
    }

    void judge_order(const OpenMetricsFamily& family) {
        std::set<std::string> done;
        std::string now;
        for (const auto& sample : family.samples) {
            const std::string key = metric_of(sample);
            if (key == now && !done.empty()) continue;
            if (!done.insert(key).second) complain("interleaved metrics");
            now = key;
        }
    }

    static bool is_whole(const std::string& number) {
        return number.find_first_not_of("0123456789") == number.npos;
    }

    void judge_histograms(const OpenMetricsFamily& family) {
        std::map<std::string, std::vector<const OpenMetricsSample*>> metrics;
        for (const auto& sample : family.samples) metrics[metric_of(sample)].push_back(&sample);
        for (const auto& [key, samples] : metrics) {
            double bound = -INFINITY;
            double below = 0;
            std::optional<double> count;
            std::optional<double> sum;
            for (const auto* sample : samples) {
                if (sample->name.ends_with("_sum")) sum = sample->value;
                if (sample->name.ends_with("_count")) count = sample->value;
                if (!sample->name.ends_with("_sum") && !is_whole(sample->number))
                    complain("a count that is not whole");
                if (!sample->name.ends_with("_bucket")) continue;
                const auto at = sample->label.find("le");
                const auto le = at == sample->label.end() ? std::nullopt : number_of(at->second);
                if (!le) {
                    complain("a bucket without le");
                    continue;
                }
                if (at->second.find_first_of(".eI") == at->second.npos)
                    complain("le is no canonical number");
                if (!(*le > bound)) complain("le does not ascend");
                if (sample->value < below) complain("buckets do not accumulate");
                bound = *le;
                below = sample->value;
            }
            if (bound != INFINITY) complain("no bucket +Inf");
            if (sum.has_value() != count.has_value()) complain("sum and count come together");
            if (count && *count != below) complain("count is not the bucket +Inf");
            if (sum && !(*sum >= 0)) complain("no histogram's sum");
        }
    }

    OpenMetricsPage page_;
    std::string_view line_;
    std::set<std::string> seen_;
    bool ended_ = false;
};

inline OpenMetricsPage read_openmetrics(std::string_view text) {
    return OpenMetricsReader{}.read(text);
}

}  // namespace genbo
