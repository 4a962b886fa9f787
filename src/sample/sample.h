// SPDX-License-Identifier: Apache-2.0
#pragma once

// Made-up customers, as messy as real ones, with the truth beside them.  `genbo demo` writes them;
// demonstrations, benchmarks and the measurement of matching read them.
//
// Six systems of one imaginary retailer each export their customers the way such systems do (the
// columns and habits are in source_profile.h, the rates of damage in damage.h):
//
//   pos.csv       CP932   shop cards, typed from paper: half-width kana, dates in eras (S53.4.1)
//   ec.csv        UTF-8   web shop: split fields, byte order mark, e-mail always
//   crm.tsv       UTF-8   call centre: name in one field, notes with line breaks
//   app.ndjson    UTF-8   app: nickname, mobile, e-mail, often only the month of birth
//   partner.xlsx          companies and whom we know there, 100,000 rows to a workbook
//   legacy.csv    EUC-JP  the master of 2005: gaiji, old characters, former municipalities
//
// or, for benchmarks, the same records in one clean one.csv.  Beside them:
//
//   truth.csv       record_id,cluster_id,evidence   every record of every file once; record_id =
//                   source:key; pairs of one cluster and one evidence are decidable (evidence.h)
//   damage.csv      record_id,channels     what was done to the record, for recall per channel
//   entities.csv, households.csv, events.csv, relations.csv     the people behind (ledger.h)
//   hard_pairs.csv  with `hard`: cases that matching fails at, planted in the files (hard_sets.h)
//   profile.txt     the rates all this was made with (rates.h)
//   README.txt      what is what, with the counts
//
// Nothing here knows how Genbo cleans or matches: no include of text/ or match/, tables of its own
// (TABLES.md), so that a good score cannot come from shared knowledge.
//
// Everything else of this room is in namespace genbo::sample: its people, addresses and sources are
// made up, and must not be mistaken for the nouns of the register.
//
// docs/sample-data.md is the description for whoever uses the files.
//
// Invariants
//   - The same options and kSampleVersion give the same bytes, on every machine.  All chance comes
//     from counters (random.h): household 7 is the same household in a sample of ten and of ten
//     million, however the work is cut.
//   - Memory does not grow with the sample, but for six bytes per household and one per record.
//   - A record's cluster is the person, never the household or the company; an office that has a
//     record without a person is a cluster of its own.
//
//   const SampleOptions options{.seed = 1, .persons = 10'000, .out = "demo"};
//   const SampleReport report = TRY(write_sample(options, {}));

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace genbo {

// Any change that changes bytes for a (seed, persons, dirtiness) makes a new version.
inline constexpr std::uint32_t kSampleVersion = 2;

enum class SampleShape : std::uint8_t {
    per_source,  // The six files.
    one_file,    // one.csv alone: no row in it is broken, undecodable or to be refused.
    both,        // The same records twice.
};

enum class SampleExisting : std::uint8_t {
    refuse,   // An `out` that holds anything is left alone.
    replace,  // Files of the sample's own names are written over; others stay.
};

struct SampleOptions {
    std::uint64_t seed = 1;
    // 1 to 10 million.  About 1.9 records each.
    std::uint64_t persons = 10'000;
    // Multiplies every damage rate, 0 to 4: 0.5 mild, 1 as measured in the field, 2 dirty.
    double dirtiness = 1;
    // The rates: normal, open (half of the names, to tune on), sealed (the release check alone).
    std::string profile = "normal";
    // Plants the hard sets: 33,000 cases, 67,000 records.
    bool hard = false;
    std::filesystem::path out = {};
    SampleShape shape = SampleShape::per_source;
    SampleExisting existing = SampleExisting::refuse;
};

struct SampleFile {
    std::string name;
    std::uint64_t rows = 0;  // Without the header.
    std::uint64_t bytes = 0;

    friend bool operator==(const SampleFile&, const SampleFile&) = default;
};

// Rows that are not just dirty: what an import must notice, and how often it is there.
struct SampleOddities {
    std::uint64_t card_numbers = 0;      // In a note; the row must be refused.
    std::uint64_t my_numbers = 0;        // マイナンバー in a note; the row must be refused.
    std::uint64_t undecodable = 0;       // A byte that its encoding does not have.
    std::uint64_t gaiji = 0;             // A private character in a name.
    std::uint64_t wrong_cell_count = 0;  // One cell too many or too few.
    std::uint64_t test_rows = 0;         // テスト 太郎 and friends: records of nobody.

    friend bool operator==(const SampleOddities&, const SampleOddities&) = default;
};

struct SampleDamage {
    std::string channel;
    std::uint64_t records = 0;

    friend bool operator==(const SampleDamage&, const SampleDamage&) = default;
};

struct SampleReport {
    std::uint64_t persons = 0;
    std::uint64_t households = 0;
    std::uint64_t records = 0;  // With the test rows; the lines of truth.csv.
    std::vector<SampleFile> files = {};
    SampleOddities oddities = {};
    std::vector<SampleDamage> damage = {};
    std::uint64_t hard_records = 0;

    friend bool operator==(const SampleReport&, const SampleReport&) = default;
};

struct SampleProgress {
    std::uint64_t records_done = 0;
    std::uint64_t records_total = 0;
};

// Called about a hundred times.
using SampleProgressCallback = std::function<void(const SampleProgress&)>;

// sample.bad_persons, sample.bad_dirtiness, sample.unknown_profile, sample.out_not_empty,
// sample.cannot_write.
Result<SampleReport> write_sample(
    const SampleOptions& options, const SampleProgressCallback& progress);

}  // namespace genbo
