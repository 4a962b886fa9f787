// SPDX-License-Identifier: Apache-2.0

#include "sample/sample.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "sample/damage.h"
#include "sample/evidence.h"
#include "sample/hard_sets.h"
#include "sample/history.h"
#include "sample/ledger.h"
#include "sample/mixer.h"
#include "sample/oddity.h"
#include "sample/population.h"
#include "sample/rates.h"
#include "sample/read_me.h"
#include "sample/row_writer.h"
#include "sample/source_profile.h"
#include "sample/tables.h"

namespace genbo {
namespace sample {
namespace {

constexpr std::uint64_t kPersonsMax = 10'000'000;

static_assert(kSliceCount <= 16, "a slice is one bit of a household's mask");

// A sample being made.  Households are visited slice by slice of registration time, in an order
// that has nothing to do with their numbers; two bytes per household say in which slices it has
// records, so that only those are made again.
class SampleRun {
public:
    SampleRun(const SampleOptions& options, const SampleProgressCallback& progress)
        : options_(options),
          progress_(progress),
          rates_(*sample_rates(options.profile)),
          seed_(rates_.salt == 0 ? options.seed : mix_bits(options.seed ^ rates_.salt)),
          tables_(rates_.lexicon),
          population_(tables_, seed_, rates_),
          plan_(population_),
          vandal_(options.dirtiness, rates_),
          truth_(options.out, "truth.csv"),
          damage_(options.out, "damage.csv"),
          ledger_(population_, options.out),
          channel_records_(kChannelCount) {
        for (std::size_t i = 0; i < kSourceCount; ++i) {
            const auto source = static_cast<Source>(i);
            mixers_.emplace_back(chance_key(seed_, Purpose::shuffle, i));
            if (options.shape != SampleShape::one_file) {
                writers_[i] = source_writer(source, options.out);
            }
        }
        if (options.shape != SampleShape::per_source) one_writer_ = one_file_writer(options.out);
        truth_.buffer() += "record_id,cluster_id,evidence\n";
        damage_.buffer() += "record_id,channels\n";
    }

    Result<SampleReport> run() {
        survey();
        for (std::uint32_t slice = 0; slice < kSliceCount; ++slice) {
            write_slice(slice);
            if (options_.hard) write_hard_cases(slice);
        }
        for (std::size_t i = 0; i < kSourceCount; ++i) {
            for (MixedRow& row : mixers_[i].drain()) emit(static_cast<Source>(i), row);
        }
        return finish();
    }

private:
    // Counts everything, notes the slices and the evidence, and writes the ledger.
    void survey() {
        while (report_.persons < options_.persons) {
            const std::uint64_t number = slices_.size();
            const Household household = population_.household(number);
            last_members_ = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(household.size, options_.persons - report_.persons));
            ledger_.add(household, last_members_);
            first_record_.push_back(static_cast<std::uint32_t>(evidence_.size()));
            std::uint16_t mask = 0;
            const auto& records = plan_.records(household, last_members_);
            for (std::size_t begin = 0; begin < records.size();) {
                std::size_t end = begin + 1;
                while (end < records.size() && same_entity(records[begin], records[end])) ++end;
                if (records[begin].member == kNoMember) {
                    ledger_.add_office(
                        make_company(
                            tables_, seed_, rates_, population_.company_of(household.number)),
                        records[begin].site);
                }
                survey_entity(household, std::span(records).subspan(begin, end - begin));
                begin = end;
            }
            for (const PlannedRecord& record : records) {
                mask = static_cast<std::uint16_t>(mask | 1U << slice_of(record));
            }
            slices_.push_back(mask);
            report_.persons += last_members_;
        }
        report_.households = slices_.size();
        records_total_ = evidence_.size();
        if (options_.hard) {
            for (const HardSet& set : hard_sets()) {
                records_total_ += (set.name == "H10" ? 3 : 2) * set.cases;
            }
        }
    }

    static bool same_entity(const PlannedRecord& a, const PlannedRecord& b) {
        return a.member == b.member && (a.member != kNoMember || a.site == b.site);
    }

    void survey_entity(const Household& household, std::span<const PlannedRecord> records) {
        if (records.size() == 1) {
            evidence_.push_back(0);
            return;
        }
        shown_.clear();
        for (const PlannedRecord& record : records) {
            const Occasion occasion = occasion_of(household, record);
            Chance chance(record_key(household, record));
            const Draft draft = fill_in(occasion, household, record, chance);
            shown_.push_back(shown_by(occasion, draft, form_));
        }
        const bool doubled =
            records[0].member != kNoMember &&
            has_double(population_, household, household.persons[records[0].member]);
        const std::vector<std::uint8_t> groups = evidence_groups(shown_, doubled);
        evidence_.insert(evidence_.end(), groups.begin(), groups.end());
    }

    void write_slice(std::uint32_t slice) {
        const std::uint64_t count = slices_.size();
        Chance chance(chance_key(seed_, Purpose::slice_order, slice));
        // i -> (start + i * step) mod count is a permutation when the step has no common factor.
        std::uint64_t step = count / 3 + chance.next() % (count / 3 + 1);
        while (std::gcd(step, count) != 1) ++step;
        std::uint64_t at = chance.next() % count;
        for (std::uint64_t i = 0; i < count; ++i) {
            if ((slices_[at] >> slice & 1) != 0) write_household(at, slice);
            at = (at + step) % count;
        }
    }

    void write_household(std::uint64_t number, std::uint32_t slice) {
        const Household household = population_.household(number);
        const std::uint32_t members = number + 1 == slices_.size() ? last_members_ : household.size;
        const std::uint8_t* evidence = evidence_.data() + first_record_[number];
        for (const PlannedRecord& record : plan_.records(household, members)) {
            if (slice_of(record) == slice) write_record(household, record, *evidence);
            ++evidence;
        }
    }

    Occasion occasion_of(const Household& household, const PlannedRecord& record) const {
        const bool office = record.member == kNoMember;
        return {
            .population = population_,
            .household = household,
            .person = household.persons[office ? 0 : record.member],
            .day = record.day,
            .source = record.source,
            .office = office,
            .site = record.site,
            .company = population_.company_of(household.number)};
    }

    std::uint64_t record_key(const Household& household, const PlannedRecord& record) const {
        if (record.member == kNoMember) {
            return chance_key(
                seed_, Purpose::office, population_.company_of(household.number),
                1 + record.ordinal + 4 * std::uint64_t{record.site});
        }
        return chance_key(
            seed_, Purpose::record, household.persons[record.member].number, record.ordinal);
    }

    // Into form_; the same key gives the same form.
    Draft fill_in(
        const Occasion& occasion, const Household& household, const PlannedRecord& record,
        Chance& chance) {
        Facts facts;
        if (!occasion.office) {
            facts = facts_on(population_, household, occasion.person, record.day);
        }
        Draft draft = vandal_.spoil(occasion, std::move(facts), chance);
        form_.clear();
        fill_form(occasion, vandal_, draft, chance, form_);
        return draft;
    }

    void write_record(
        const Household& household, const PlannedRecord& record, std::uint8_t evidence) {
        const Occasion occasion = occasion_of(household, record);
        Chance chance(record_key(household, record));
        const Draft draft = fill_in(occasion, household, record, chance);
        MixedRow row{.evidence = evidence, .damage = draft.damage};
        if (occasion.office) {
            append_office_id(row.cluster, occasion.company, occasion.site);
        } else {
            append_person_id(row.cluster, occasion.person.number);
        }
        hand_in(record.source, chance, std::move(row));
        const std::uint64_t made = rows_made_[static_cast<std::size_t>(record.source)];
        if (test_row_follows(made, rates_.test_rows)) write_test_row(record.source);
    }

    void write_test_row(Source source) {
        Chance chance(chance_key(seed_, Purpose::test_row, report_.oddities.test_rows));
        form_.clear();
        fill_test_form(population_, source, chance, form_);
        hand_in(source, chance, {.cluster = "X" + std::to_string(report_.oddities.test_rows)});
        ++report_.oddities.test_rows;
        ++records_total_;
    }

    // Spread over the slices, as their days would be.
    void write_hard_cases(std::uint32_t slice) {
        for (std::size_t set = 0; set < kHardSetCount; ++set) {
            for (std::uint32_t i = slice; i < hard_sets()[set].cases; i += kSliceCount) {
                write_hard_case(set, i);
            }
        }
    }

    void write_hard_case(std::size_t set, std::uint32_t number) {
        HardCase made = hard_case(population_, set, number);
        const auto first = static_cast<std::uint32_t>(hard_ids_.size());
        for (const HardPair& pair : made.pairs) {
            hard_pairs_.push_back(
                {.set = set, .number = number, .pair = pair, .first_record = first});
        }
        std::string name(hard_sets()[set].name);
        name.append("-").append(std::to_string(number)).append("-");
        for (HardRecord& record : made.records) {
            hard_ids_.emplace_back();
            fill_hard_form(record);
            Chance chance(chance_key(seed_, Purpose::hard_set, hard_ids_.size(), 100));
            MixedRow row{.cluster = name + std::to_string(record.entity)};
            row.hard_record = static_cast<std::uint32_t>(hard_ids_.size());
            // Pairs that are to be reviewed cannot be decided.
            if (record.bare) row.evidence = static_cast<std::uint8_t>(hard_ids_.size() % 2);
            hand_in(record.source, chance, std::move(row));
            ++report_.hard_records;
        }
    }

    void fill_hard_form(HardRecord& record) {
        const Household nobody;
        const Occasion occasion{
            .population = population_,
            .household = nobody,
            .person = nobody.persons[0],
            .day = record.day,
            .source = record.source,
            .office = record.office,
            .site = record.site,
            .company = record.company};
        Chance chance(chance_key(seed_, Purpose::hard_set, hard_ids_.size(), 50));
        form_.clear();
        fill_form(occasion, clean_, record.draft, chance, form_);
        if (record.kanji_only) {
            form_[Cell::kana].clear();
            form_[Cell::surname_kana].clear();
            form_[Cell::given_name_kana].clear();
        }
        if (!record.bare) return;
        Form bare;
        for (const Cell cell : {Cell::name, Cell::surname, Cell::given_name, Cell::zip}) {
            bare[cell] = form_[cell];
        }
        form_ = std::move(bare);
    }

    // The filled-in form_ goes into the mixer of its source, and what that gives back to the files.
    void hand_in(Source source, Chance& chance, MixedRow row) {
        const auto index = static_cast<std::size_t>(source);
        const std::uint64_t made = ++rows_made_[index];
        if (one_writer_ != nullptr) {
            one_form_.clear();
            fill_one_file_form(form_, one_form_);
            row.one_cells = joined(one_form_, one_file_columns());
        }
        if (writers_[index] != nullptr) {
            row.fault = plant_oddities(source, made, chance, form_, report_.oddities);
            row.cells = joined(form_, source_profile(source).columns);
        }
        if (mixers_[index].exchange(row)) emit(source, row);
    }

    static std::string joined(const Form& form, std::span<const Column> columns) {
        std::size_t size = columns.size();
        for (const Column& column : columns) size += form[column.cell].size();
        std::string text;
        text.reserve(size);
        for (const Column& column : columns) {
            if (&column != columns.data()) text += kCellSeparator;
            text += form[column.cell];
        }
        return text;
    }

    void emit(Source source, const MixedRow& row) {
        const auto index = static_cast<std::size_t>(source);
        const std::string key = source_key(source, rows_written_[index]++);
        std::string record_id(source_name(source));
        record_id.append(":").append(key);
        if (writers_[index] != nullptr) {
            writers_[index]->write(key, split(row.cells, {}), row.fault);
        }
        if (one_writer_ != nullptr) {
            one_writer_->write(
                record_id, split(row.one_cells, source_name(source)), RowFault::none);
        }
        truth_.buffer().append(record_id).append(",").append(row.cluster).append(",");
        truth_.buffer().append(std::to_string(row.evidence)).append("\n");
        truth_.row_done();
        if (row.hard_record != 0) hard_ids_[row.hard_record - 1] = record_id;
        note_damage(record_id, row.damage);
        ++report_.records;
        if (progress_ && report_.records % (records_total_ / 100 + 1) == 0) tell_progress();
    }

    std::span<const std::string_view> split(std::string_view cells, std::string_view before) {
        split_.clear();
        if (!before.empty()) split_.push_back(before);
        while (true) {
            const std::size_t end = cells.find(kCellSeparator);
            split_.push_back(cells.substr(0, end));
            if (end == std::string_view::npos) return split_;
            cells.remove_prefix(end + 1);
        }
    }

    void note_damage(std::string_view record_id, Damage damage) {
        if (damage.bits() == 0) return;
        std::string& out = damage_.buffer();
        out += record_id;
        char separator = ',';
        for (std::size_t i = 0; i < kChannelCount; ++i) {
            const auto channel = static_cast<Channel>(i);
            if (!damage.has(channel)) continue;
            ++channel_records_[i];
            out += separator;
            out += channel_name(channel);
            separator = ';';
        }
        out += '\n';
        damage_.row_done();
    }

    void tell_progress() const {
        if (progress_) {
            progress_({.records_done = report_.records, .records_total = records_total_});
        }
    }

    Result<SampleReport> finish() {
        for (auto& writer : writers_) {
            if (writer == nullptr) continue;
            const std::vector<SampleFile> files = TRY(writer->close());
            report_.files.insert(report_.files.end(), files.begin(), files.end());
            report_.oddities.gaiji += writer->gaiji();
        }
        if (one_writer_ != nullptr) {
            const std::vector<SampleFile> files = TRY(one_writer_->close());
            report_.files.insert(report_.files.end(), files.begin(), files.end());
        }
        report_.files.push_back(TRY(truth_.close()));
        report_.files.push_back(TRY(damage_.close()));
        for (SampleFile& file : TRY(ledger_.close())) report_.files.push_back(std::move(file));
        if (options_.hard) report_.files.push_back(TRY(write_hard_pairs()));
        for (std::size_t i = 0; i < kChannelCount; ++i) {
            report_.damage.push_back(
                {.channel = std::string(channel_name(static_cast<Channel>(i))),
                 .records = channel_records_[i]});
        }
        OutFile profile(options_.out, "profile.txt");
        profile.buffer() = std::string(sample_profile_text(options_.profile));
        static_cast<void>(TRY(profile.close()));
        OutFile read_me(options_.out, "README.txt");
        read_me.buffer() = sample_read_me(options_, report_);
        static_cast<void>(TRY(read_me.close()));
        tell_progress();
        return std::move(report_);
    }

    Result<SampleFile> write_hard_pairs() {
        OutFile file(options_.out, "hard_pairs.csv");
        file.buffer() += "set,case,record_a,record_b,expected,truth\n";
        for (const NumberedPair& entry : hard_pairs_) {
            std::string& out = file.buffer();
            out.append(hard_sets()[entry.set].name).append(",");
            out.append(std::to_string(entry.number)).append(",");
            out.append(hard_ids_[entry.first_record + entry.pair.a]).append(",");
            out.append(hard_ids_[entry.first_record + entry.pair.b]).append(",");
            out.append(expected_name(entry.pair.expected)).append(",");
            out.append(entry.pair.same ? "same\n" : "different\n");
            file.row_done();
        }
        return file.close();
    }

    struct NumberedPair {
        std::size_t set = 0;
        std::uint32_t number = 0;
        HardPair pair = {};
        std::uint32_t first_record = 0;
    };

    const SampleOptions& options_;
    const SampleProgressCallback& progress_;
    const Rates& rates_;
    std::uint64_t seed_;
    Tables tables_;
    Population population_;
    RecordPlan plan_;
    Vandal vandal_;
    Vandal clean_{0};
    std::array<std::unique_ptr<RowWriter>, kSourceCount> writers_;
    std::unique_ptr<RowWriter> one_writer_;
    std::vector<Mixer> mixers_;
    OutFile truth_;
    OutFile damage_;
    Ledger ledger_;

    std::vector<std::uint16_t> slices_;
    // Of every record, in the order of households and their plans.
    std::vector<std::uint8_t> evidence_;
    std::vector<std::uint32_t> first_record_;
    std::vector<Shown> shown_;
    // Ids are known when the rows leave the mixers.
    std::vector<std::string> hard_ids_;
    std::vector<NumberedPair> hard_pairs_;
    std::uint32_t last_members_ = 0;  // Of the last household, which may be cut short.
    std::uint64_t records_total_ = 0;
    std::array<std::uint64_t, kSourceCount> rows_made_{};
    std::array<std::uint64_t, kSourceCount> rows_written_{};
    std::vector<std::uint64_t> channel_records_;
    Form form_;
    Form one_form_;
    std::vector<std::string_view> split_;
    SampleReport report_;
};

Result<> sample_prepare_folder(const SampleOptions& options) {
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error) return Error{Fault::unavailable, "sample.cannot_write", {options.out.string()}};
    const bool empty = std::filesystem::is_empty(options.out, error);
    if (error) return Error{Fault::unavailable, "sample.cannot_write", {options.out.string()}};
    if (!empty && options.existing == SampleExisting::refuse) {
        return Error{Fault::conflict, "sample.out_not_empty", {}};
    }
    return {};
}

}  // namespace
}  // namespace sample

Result<SampleReport> write_sample(
    const SampleOptions& options, const SampleProgressCallback& progress) {
    if (options.persons < 1 || options.persons > sample::kPersonsMax) {
        return Error{
            Fault::invalid,
            "sample.bad_persons",
            {std::to_string(options.persons), std::to_string(sample::kPersonsMax)}};
    }
    if (!(options.dirtiness >= 0 && options.dirtiness <= 4)) {
        return Error{Fault::invalid, "sample.bad_dirtiness", {}};
    }
    if (sample::sample_rates(options.profile) == nullptr) {
        return Error{
            Fault::invalid,
            "sample.unknown_profile",
            {options.profile, std::string(sample::sample_profile_names())}};
    }
    TRY(sample::sample_prepare_folder(options));
    return sample::SampleRun(options, progress).run();
}

}  // namespace genbo
