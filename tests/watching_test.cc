// SPDX-License-Identifier: Apache-2.0

// What is written about the figures against the figures: the guide's tables in both languages, and
// the alarms, name exactly what the program has, and the program has nothing that they pass over.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "backup/backup_metrics.h"
#include "base/disk_space.h"
#include "base/process_metrics.h"
#include "base/test_openmetrics.h"
#include "register/register_metrics.h"
#include "server/http_meters.h"

namespace genbo {

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Words = std::set<std::string>;

std::string read_text(const std::string& path) {
    std::ifstream file(GENBO_SOURCE_DIR "/" + path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    check(!text.empty());
    return text;
}

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1)
        lines.push_back(text.substr(begin, end - begin));
    return lines;
}

// --- The program ------------------------------------------------------------------------------

// Everything that counts, in one registry, as app/ has it.
class House {
public:
    House() {
        metrics.leases.held(LogToken{"lease"});
        metrics.leases.epochs(LogToken{"lease"});
        backup.up(LogToken{"1"});
        backup.lag_seconds(LogToken{"1"});
        backup.snapshot_age_seconds(LogToken{"1"});
        add_process_metrics(registry);
        add_disk_metrics(registry, "/");
        add_build_info(registry, LogToken{"0.1.0"});
        page = read_openmetrics(registry.text());
        for (const MetricFamilyInfo& family : registry.families())
            families.emplace(family.query_name(), family);
    }

    // The words that a label of a closed list may be.  Routes, leases and versions are open.
    Words words_of(const std::string& query_name) const {
        Words words;
        const MetricFamilyInfo& info = families.at(query_name);
        for (const auto& sample : page.family(info.name)->samples)
            for (const auto& [label, value] : sample.label)
                if (!Words{"route", "method", "lease", "place", "version", "compiler", "le"}
                         .contains(label))
                    words.insert(value);
        return words;
    }

    MetricRegistry registry;
    RegisterMetrics metrics{registry};
    BackupMetrics backup{registry};
    HttpMeters meters{registry};
    OpenMetricsPage page;
    std::map<std::string, MetricFamilyInfo> families;
};

// --- The guide --------------------------------------------------------------------------------

std::vector<std::string> cells_of(const std::string& row) {
    std::vector<std::string> cells;
    std::size_t begin = 1;
    for (std::size_t end = 0; (end = row.find('|', begin)) != row.npos; begin = end + 1) {
        std::string cell = row.substr(begin, end - begin);
        cell.erase(0, std::min(cell.find_first_not_of(' '), cell.size()));
        cell.erase(cell.find_last_not_of(' ') + 1);
        cells.push_back(std::move(cell));
    }
    return cells;
}

// What stands between backticks.
std::vector<std::string> quoted_in(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = text.find('`'); at != text.npos;) {
        const std::size_t end = text.find('`', at + 1);
        if (end == text.npos) break;
        words.push_back(text.substr(at + 1, end - at - 1));
        at = text.find('`', end + 1);
    }
    return words;
}

// Rows whose first cell is one word in backticks that begins so, in order.
std::vector<std::vector<std::string>> rows_of(const std::string& text, const Words& beginnings) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : lines_in(text)) {
        if (!line.starts_with("| `")) continue;
        auto cells = cells_of(line);
        cells[0] = quoted_in(cells[0]).front();
        if (std::ranges::any_of(
                beginnings, [&](const std::string& word) { return cells[0].starts_with(word); }))
            rows.push_back(std::move(cells));
    }
    return rows;
}

const Words kFigures = {"genbo_", "process_"};

// --- The alarms -------------------------------------------------------------------------------

struct Alarm {
    std::string name;
    std::string expression;
    std::string severity;
    std::string summary_ja;
};

std::string value_after(const std::string& line, const std::string& key) {
    const std::size_t at = line.find(key);
    return at == line.npos ? std::string{} : line.substr(at + key.size());
}

// Our file only: two spaces a level, an expression on one line or in a block.
std::vector<Alarm> read_alarms() {
    std::vector<Alarm> alarms;
    bool in_block = false;
    for (const std::string& line : lines_in(read_text("docs/alarms.yaml"))) {
        if (const std::string name = value_after(line, "- alert: "); !name.empty())
            alarms.push_back({.name = name, .expression = {}, .severity = {}, .summary_ja = {}});
        if (alarms.empty()) continue;
        Alarm& alarm = alarms.back();
        if (in_block && line.starts_with("          ")) {
            alarm.expression += line + "\n";
            continue;
        }
        in_block = line == "        expr: |";
        if (!in_block && line.starts_with("        expr: "))
            alarm.expression = value_after(line, "expr: ");
        if (line.starts_with("        labels: {severity: "))
            alarm.severity = line.substr(27, line.size() - 28);
        if (line.starts_with("          summary_ja: "))
            alarm.summary_ja = value_after(line, "summary_ja: ");
    }
    return alarms;
}

bool is_word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

Words figures_in(const std::string& expression) {
    Words names;
    for (std::size_t at = 0; at < expression.size();) {
        std::size_t end = at;
        while (end < expression.size() && is_word_char(expression[end])) ++end;
        const std::string word = expression.substr(at, end - at);
        if (word.starts_with("genbo_") || word.starts_with("process_")) names.insert(word);
        at = std::max(end, at + 1);
    }
    return names;
}

// What label matchers of closed lists are compared with: status="5xx", limit=~"busy|no_place".
std::vector<std::pair<std::string, std::string>> matched_in(const std::string& expression) {
    std::vector<std::pair<std::string, std::string>> matched;
    for (std::size_t quote = expression.find('"'); quote != expression.npos;) {
        const std::size_t end = expression.find('"', quote + 1);
        std::size_t name_end = expression.find_last_not_of("=~!", quote - 1) + 1;
        std::size_t name = name_end;
        while (name > 0 && is_word_char(expression[name - 1])) --name;
        const std::string label = expression.substr(name, name_end - name);
        std::string rest = expression.substr(quote + 1, end - quote - 1) + "|";
        for (std::size_t bar = 0; (bar = rest.find('|')) != rest.npos; rest.erase(0, bar + 1))
            matched.emplace_back(label, rest.substr(0, bar));
        quote = expression.find('"', end + 1);
    }
    return matched;
}

// Histograms are asked for by their parts.
std::string family_of(const House& house, const std::string& name) {
    if (house.families.contains(name)) return name;
    for (const std::string_view part : {"_bucket", "_sum", "_count"})
        if (name.ends_with(part)) {
            const std::string whole = name.substr(0, name.size() - part.size());
            const auto at = house.families.find(whole);
            if (at != house.families.end() && at->second.kind == MetricKind::histogram)
                return whole;
        }
    return {};
}

class Guide : public testing::TestWithParam<const char*> {
protected:
    const House house_;
    const std::string text_ = read_text(std::string{"docs/guide/"} + GetParam() + "/watching.md");
};

}  // namespace

TEST(Watching, TheWholePageIsOpenMetrics) {
    const House house;
    EXPECT_EQ(house.page.complaints, "");
    EXPECT_THAT(house.families, SizeIs(testing::Ge(35U)));
    for (const auto& [name, family] : house.families) {
        EXPECT_FALSE(family.help.empty()) << name;
        EXPECT_TRUE(family.help.ends_with('.')) << name;
    }
}

TEST_P(Guide, NamesExactlyTheFigures) {
    Words written;
    for (const auto& row : rows_of(text_, kFigures)) {
        const std::string& name = row[0];
        EXPECT_TRUE(written.insert(name).second) << name << " twice";
        const auto at = house_.families.find(name);
        ASSERT_NE(at, house_.families.end()) << name << " is not in the program";
        ASSERT_THAT(row, SizeIs(4)) << name;
        EXPECT_EQ(row[1], metric_kind_name(at->second.kind)) << name;
        EXPECT_EQ(quoted_in(row[2]), at->second.labels) << name;
        EXPECT_FALSE(row[3].empty()) << name;
        const auto told = quoted_in(row[3]);
        for (const std::string& word : house_.words_of(name))
            EXPECT_THAT(told, Contains(word)) << name;
    }
    for (const auto& [name, family] : house_.families)
        EXPECT_THAT(written, Contains(name)) << "is not in the guide";
}

TEST_P(Guide, NamesNoFigureThatIsNot) {
    for (const std::string& word : quoted_in(text_))
        if (word.starts_with("genbo_") || word.starts_with("process_")) {
            EXPECT_NE(family_of(house_, word), "") << word;
        }
}

TEST_P(Guide, TellsWhatToDoAboutEveryAlarm) {
    std::vector<std::pair<std::string, std::string>> written;
    for (const auto& row : rows_of(text_, {"Genbo"})) {
        ASSERT_THAT(row, SizeIs(4)) << row[0];
        written.emplace_back(row[0], row[1]);
        EXPECT_FALSE(row[2].empty() || row[3].empty()) << row[0];
    }
    std::vector<std::pair<std::string, std::string>> rules;
    for (const Alarm& alarm : read_alarms()) rules.emplace_back(alarm.name, alarm.severity);
    EXPECT_EQ(written, rules);
}

INSTANTIATE_TEST_SUITE_P(Languages, Guide, testing::Values("en", "ja"));

TEST(Alarms, AskOnlyForWhatIsThere) {
    const House house;
    std::map<std::string, Words> values;  // Of each label, anywhere.
    for (const auto& family : house.page.families)
        for (const auto& sample : family.samples)
            for (const auto& [label, value] : sample.label) values[label].insert(value);
    const auto alarms = read_alarms();
    EXPECT_THAT(alarms, SizeIs(testing::Ge(20U)));
    Words names;
    for (const Alarm& alarm : alarms) {
        EXPECT_TRUE(names.insert(alarm.name).second) << alarm.name << " twice";
        EXPECT_TRUE(alarm.severity == "page" || alarm.severity == "ticket") << alarm.name;
        EXPECT_THAT(alarm.summary_ja, HasSubstr("。")) << alarm.name;
        const Words asked = figures_in(alarm.expression);
        if (alarm.name != "GenboDown") {
            EXPECT_FALSE(asked.empty()) << alarm.name;
        }
        for (const std::string& figure : asked)
            EXPECT_NE(family_of(house, figure), "") << alarm.name << " asks for " << figure;
        for (const auto& [label, value] : matched_in(alarm.expression)) {
            if (label == "job" || value.find_first_of("(*") != value.npos) continue;
            // The one pattern over routes is cut at its bars.
            if (label == "route" && !value.starts_with('/')) continue;
            EXPECT_THAT(values[label], Contains(value)) << alarm.name;
        }
    }
}

TEST(Alarms, TheirReaderReads) {
    EXPECT_EQ(
        figures_in("rate(genbo_a_total{x=\"y\"}[5m]) / process_b > genboc"),
        (Words{"genbo_a_total", "process_b"}));
    using Pair = std::pair<std::string, std::string>;
    EXPECT_EQ(
        matched_in("a{x=\"y\",z=~\"u|v\",w!=\"t\"}"),
        (std::vector<Pair>{{"x", "y"}, {"z", "u"}, {"z", "v"}, {"w", "t"}}));
    const House house;
    EXPECT_EQ(family_of(house, "genbo_http_request_seconds_bucket"), "genbo_http_request_seconds");
    EXPECT_EQ(family_of(house, "genbo_http_requests"), "");
    EXPECT_EQ(family_of(house, "genbo_http_requests_total_bucket"), "");
    EXPECT_THAT(
        house.words_of("genbo_import_rows_total"),
        testing::ElementsAre("added", "changed", "rejected", "same"));
    EXPECT_THAT(house.words_of("genbo_leases_held"), IsEmpty());
    EXPECT_EQ(quoted_in("a `b` c `d`"), (std::vector<std::string>{"b", "d"}));
}

}  // namespace genbo
