// SPDX-License-Identifier: Apache-2.0

#include "sample/sample.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "base/utf8.h"
#include "sample/sample_messages.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "genbo-sample-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

SampleReport make(
    const fs::path& out, std::uint64_t seed, std::uint64_t persons, SampleShape shape,
    double dirtiness = 1) {
    const auto report = write_sample(
        {.seed = seed, .persons = persons, .dirtiness = dirtiness, .out = out, .shape = shape}, {});
    EXPECT_TRUE(report.ok());
    return *report;
}

// RFC 4180, plus the separator; bytes above 0x7F are left alone, which is safe for the first column
// and for counting cells because no trail byte of CP932 is a quotation mark or a comma.
std::vector<std::vector<std::string>> parse(std::string_view text, char separator) {
    std::vector<std::vector<std::string>> rows(1);
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '"' && text.substr(i + 1).starts_with('"'))
                cell += text[++i];
            else if (c == '"')
                quoted = false;
            else
                cell += c;
        } else if (c == '"') {
            quoted = true;
        } else if (c == separator || c == '\n') {
            rows.back().push_back(std::exchange(cell, {}));
            if (c == '\n') rows.emplace_back();
        } else if (c != '\r') {
            cell += c;
        }
    }
    rows.pop_back();
    return rows;
}

struct Made {
    Folder folder;
    SampleReport report;
};

// One sample for all that only look: 4,000 persons, both shapes.
const Made& made() {
    static const auto* kMade = [] {
        auto* sample = new Made;
        sample->report = make(sample->folder.path() / "out", 11, 4'000, SampleShape::both);
        return sample;
    }();
    return *kMade;
}

std::string file(std::string_view name) { return read(made().folder.path() / "out" / name); }

std::vector<std::vector<std::string>> table(std::string_view name, char separator = ',') {
    return parse(file(name), separator);
}

std::uint64_t rows_of(std::string_view name) {
    for (const SampleFile& entry : made().report.files) {
        if (entry.name == name) return entry.rows;
    }
    ADD_FAILURE() << name;
    return 0;
}

TEST(Sample, SameSeedSameBytes) {
    const Folder folder;
    const SampleReport a = make(folder.path() / "a", 5, 1'500, SampleShape::both);
    const SampleReport b = make(folder.path() / "b", 5, 1'500, SampleShape::both);
    const SampleReport c = make(folder.path() / "c", 6, 1'500, SampleShape::both);
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path() / "a")) {
        const fs::path name = entry.path().filename();
        EXPECT_TRUE(read(entry.path()) == read(folder.path() / "b" / name)) << name;
        ++files;
        if (name == "profile.txt") continue;
        EXPECT_FALSE(read(entry.path()) == read(folder.path() / "c" / name)) << name;
    }
    EXPECT_EQ(files, 15U);
}

// The same on every machine and with every compiler.  If this fails because the generator was
// changed on purpose, raise kSampleVersion and renew the figure.
TEST(Sample, BytesBelongToTheVersion) {
    const Folder folder;
    make(folder.path() / "a", 1, 300, SampleShape::both);
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char* name :
         {"pos.csv", "ec.csv", "crm.tsv", "app.ndjson", "legacy.csv", "one.csv", "truth.csv",
          "damage.csv", "households.csv", "entities.csv", "events.csv", "relations.csv"}) {
        for (const char c : read(folder.path() / "a" / name)) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        }
    }
    EXPECT_EQ(kSampleVersion, 2U);
    EXPECT_EQ(hash, 2660405306883152695ULL);
}

TEST(Sample, ShapesHoldTheSameRecords) {
    const Folder folder;
    make(folder.path() / "both", 5, 800, SampleShape::both);
    make(folder.path() / "one", 5, 800, SampleShape::one_file);
    make(folder.path() / "many", 5, 800, SampleShape::per_source);
    for (const char* name :
         {"truth.csv", "damage.csv", "households.csv", "entities.csv", "events.csv",
          "relations.csv"}) {
        EXPECT_EQ(read(folder.path() / "both" / name), read(folder.path() / "one" / name));
        EXPECT_EQ(read(folder.path() / "both" / name), read(folder.path() / "many" / name));
    }
    EXPECT_EQ(read(folder.path() / "both/one.csv"), read(folder.path() / "one/one.csv"));
    EXPECT_EQ(read(folder.path() / "both/pos.csv"), read(folder.path() / "many/pos.csv"));
    EXPECT_FALSE(fs::exists(folder.path() / "one/pos.csv"));
    EXPECT_FALSE(fs::exists(folder.path() / "many/one.csv"));
}

// A larger sample holds the people of the smaller one, each in the same household.
TEST(Sample, GrowsWithoutChangingAnybody) {
    const Folder folder;
    make(folder.path() / "small", 5, 400, SampleShape::one_file);
    make(folder.path() / "large", 5, 900, SampleShape::one_file);
    const std::string small = read(folder.path() / "small/households.csv");
    const std::string large = read(folder.path() / "large/households.csv");
    EXPECT_TRUE(large.starts_with(small));
}

TEST(Sample, TruthHasEveryRecordOnce) {
    std::set<std::string> truth;
    std::set<std::string> clusters;
    const auto rows = table("truth.csv");
    EXPECT_THAT(rows[0], testing::ElementsAre("record_id", "cluster_id", "evidence"));
    for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].size(), 3U);
        EXPECT_TRUE(truth.insert(rows[i][0]).second) << rows[i][0];
        if (rows[i][1].starts_with('P'))
            clusters.insert(rows[i][1]);
        else
            EXPECT_THAT(rows[i][1][0], testing::AnyOf('X', 'C'));
    }
    EXPECT_EQ(truth.size(), made().report.records);
    EXPECT_EQ(clusters.size(), 4'000U);

    std::set<std::string> found;
    const auto collect = [&](std::string_view name, std::string_view source, char separator) {
        const auto source_rows = table(name, separator);
        EXPECT_EQ(source_rows.size() - 1, rows_of(name));
        for (std::size_t i = 1; i < source_rows.size(); ++i) {
            found.insert(std::string(source) + ":" + source_rows[i][0]);
        }
    };
    collect("pos.csv", "pos", ',');
    collect("ec.csv", "ec", ',');
    collect("crm.tsv", "crm", '\t');
    collect("legacy.csv", "legacy", ',');
    for (const std::string& id : found) EXPECT_TRUE(truth.contains(id)) << id;
    std::istringstream app(file("app.ndjson"));
    std::uint64_t app_rows = 0;
    for (std::string line; std::getline(app, line); ++app_rows) {
        const std::string prefix = R"({"user_id":")";
        ASSERT_TRUE(line.starts_with(prefix));
        const std::string key = line.substr(prefix.size(), 17);
        EXPECT_TRUE(truth.contains("app:" + key)) << line;
    }
    EXPECT_EQ(app_rows, rows_of("app.ndjson"));
    EXPECT_EQ(found.size() + app_rows + rows_of("partner.xlsx"), truth.size());

    std::set<std::string> one;
    const auto one_rows = table("one.csv");
    for (std::size_t i = 1; i < one_rows.size(); ++i) one.insert(one_rows[i][0]);
    EXPECT_EQ(one, truth);
}

TEST(Sample, HouseholdsHaveEveryPersonOnce) {
    std::set<std::string> persons;
    const auto rows = table("households.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].size(), 4U);
        EXPECT_TRUE(persons.insert(rows[i][0]).second);
    }
    EXPECT_EQ(persons.size(), 4'000U);
}

TEST(Sample, Utf8FilesAreUtf8ButForWhatWasPlanted) {
    EXPECT_TRUE(file("ec.csv").starts_with("\xEF\xBB\xBF\"会員ID\""));
    EXPECT_TRUE(is_valid_utf8(file("ec.csv")));
    EXPECT_TRUE(is_valid_utf8(file("app.ndjson")));
    EXPECT_TRUE(is_valid_utf8(file("one.csv")));
    EXPECT_TRUE(is_valid_utf8(file("README.txt")));
    EXPECT_TRUE(is_valid_utf8(file("crm.tsv")) || made().report.oddities.undecodable > 0);
}

// Walks a file of two-byte codes and counts the lead bytes that no second byte follows.
std::uint64_t broken_codes(std::string_view text, bool euc) {
    std::uint64_t broken = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const bool two = euc ? lead >= 0xA1 || lead == 0x8E
                             : (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xFC);
        if (!two) continue;
        const auto trail = static_cast<unsigned char>(text[i + 1]);
        const bool good = euc ? trail >= 0xA1 : trail >= 0x40 && trail != 0x7F && trail <= 0xFC;
        if (good)
            ++i;
        else
            ++broken;
    }
    return broken;
}

TEST(Sample, OldEncodingsAreWhole) {
    const std::string pos = file("pos.csv");
    const std::string legacy = file("legacy.csv");
    EXPECT_FALSE(is_valid_utf8(pos));
    EXPECT_GE(broken_codes(pos, false), 1U);
    EXPECT_LE(broken_codes(pos, false), made().report.oddities.undecodable);
    EXPECT_LE(broken_codes(legacy, true), made().report.oddities.undecodable);
    EXPECT_NE(pos.find("\r\n"), std::string::npos);
    EXPECT_EQ(legacy.find('\r'), std::string::npos);
}

TEST(Sample, OnlyPlantedRowsHaveTheWrongNumberOfCells) {
    std::uint64_t wrong = 0;
    const auto count = [&](std::string_view name, char separator) {
        const auto rows = table(name, separator);
        for (const auto& row : rows) wrong += row.size() != rows[0].size() ? 1 : 0;
    };
    count("pos.csv", ',');
    count("ec.csv", ',');
    count("crm.tsv", '\t');
    count("legacy.csv", ',');
    EXPECT_EQ(wrong, made().report.oddities.wrong_cell_count);
    const auto one = table("one.csv");
    for (const auto& row : one) ASSERT_EQ(row.size(), 11U);
}

TEST(Sample, OdditiesAreThereAndCounted) {
    const SampleOddities& count = made().report.oddities;
    EXPECT_GE(count.card_numbers, 1U);
    EXPECT_GE(count.my_numbers, 1U);
    EXPECT_GE(count.undecodable, 1U);
    EXPECT_GE(count.wrong_cell_count, 1U);
    EXPECT_GE(count.gaiji, 1U);
    EXPECT_NEAR(double(count.test_rows) / double(made().report.records), 0.002, 0.001);
    EXPECT_NE(file("crm.tsv").find("マイナンバー 12345678"), std::string::npos);
    EXPECT_EQ(file("one.csv").find("マイナンバー"), std::string::npos);
    const std::string read_me = file("README.txt");
    EXPECT_NE(read_me.find(std::to_string(made().report.records)), std::string::npos);
}

TEST(Sample, SourcesHaveTheirHabits) {
    const auto ec = table("ec.csv");
    int without_mail = 0;
    for (std::size_t i = 1; i < ec.size(); ++i) without_mail += ec[i][6].empty() ? 1 : 0;
    EXPECT_EQ(without_mail, 0);
    const auto pos = table("pos.csv");
    int without_kanji = 0;
    for (std::size_t i = 1; i < pos.size(); ++i) without_kanji += pos[i][2].empty() ? 1 : 0;
    EXPECT_NEAR(without_kanji / double(pos.size()), 0.25, 0.04);
    const auto crm = table("crm.tsv", '\t');
    int with_line_break = 0;
    for (std::size_t i = 1; i < crm.size(); ++i) {
        with_line_break += crm[i].back().find('\n') != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(with_line_break, 50);
    EXPECT_TRUE(file("partner.xlsx").starts_with("PK"));
}

TEST(Sample, DamageIsCountedAsWritten) {
    std::map<std::string, std::uint64_t> written;
    const auto rows = table("damage.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        std::istringstream channels(rows[i][1]);
        for (std::string channel; std::getline(channels, channel, ';');) ++written[channel];
    }
    for (const SampleDamage& damage : made().report.damage) {
        EXPECT_EQ(damage.records, written[damage.channel]) << damage.channel;
    }
}

TEST(Sample, DirtinessMultipliesDamage) {
    const Folder folder;
    const auto damaged = [&](const char* name, double dirtiness) {
        const auto report = make(folder.path() / name, 3, 1'500, SampleShape::one_file, dirtiness);
        std::map<std::string, double> rates;
        for (const SampleDamage& damage : report.damage) {
            rates[damage.channel] = double(damage.records) / double(report.records);
        }
        return rates;
    };
    auto mild = damaged("mild", 0.5);
    auto dirty = damaged("dirty", 2);
    EXPECT_NEAR(dirty["zip_missing"] / mild["zip_missing"], 4, 0.6);
    EXPECT_NEAR(dirty["name_kana_only"] / mild["name_kana_only"], 4, 0.8);
    EXPECT_EQ(damaged("clean", 0)["name_slip"], 0);
}

TEST(Sample, TellsItsProgress) {
    const Folder folder;
    std::vector<std::uint64_t> done;
    std::uint64_t total = 0;
    const auto report = write_sample(
        {.seed = 1, .persons = 600, .out = folder.path(), .shape = SampleShape::one_file},
        [&](const SampleProgress& progress) {
            done.push_back(progress.records_done);
            total = progress.records_total;
        });
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(done.size(), testing::AllOf(testing::Ge(50U), testing::Le(120U)));
    EXPECT_TRUE(std::ranges::is_sorted(done));
    EXPECT_EQ(done.back(), report->records);
    EXPECT_EQ(total, report->records);
}

TEST(Sample, RefusesWhatItCannotMake) {
    const Folder folder;
    const auto code = [&](SampleOptions options) {
        options.out = folder.path() / "x";
        const auto report = write_sample(options, {});
        return report.ok() ? std::string("made") : report.error().code;
    };
    EXPECT_EQ(code({.persons = 0}), "sample.bad_persons");
    EXPECT_EQ(code({.persons = 10'000'001}), "sample.bad_persons");
    EXPECT_EQ(code({.persons = 1, .dirtiness = -1}), "sample.bad_dirtiness");
    EXPECT_EQ(code({.persons = 1, .dirtiness = 5}), "sample.bad_dirtiness");
    EXPECT_EQ(code({.persons = 1, .profile = "secret"}), "sample.unknown_profile");
    EXPECT_EQ(code({.persons = 1}), "made");
    EXPECT_EQ(code({.persons = 1}), "sample.out_not_empty");
    EXPECT_EQ(code({.persons = 1, .existing = SampleExisting::replace}), "made");
    const auto report = write_sample({.persons = 1, .out = folder.path() / "x/README.txt"}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, "sample.cannot_write");
}

TEST(Sample, ATinySampleIsWhole) {
    const Folder folder;
    const auto report = make(folder.path(), 1, 1, SampleShape::both);
    EXPECT_EQ(report.persons, 1U);
    EXPECT_EQ(report.households, 1U);
    EXPECT_GE(report.records, 1U);
}

TEST(SampleMessages, AreThere) { EXPECT_EQ(kSampleMessages.size(), 5U); }

}  // namespace
}  // namespace genbo
