// SPDX-License-Identifier: Apache-2.0

#include "sample/sample.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "sample/damage.h"
#include "sample/history.h"
#include "sample/mixer.h"
#include "sample/oddity.h"
#include "sample/population.h"
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
          population_(tables_, options.seed),
          plan_(options.seed),
          vandal_(options.dirtiness),
          truth_(options.out, "truth.csv"),
          damage_(options.out, "damage.csv"),
          households_(options.out, "households.csv"),
          channel_records_(kChannelCount) {
        for (std::size_t i = 0; i < kSourceCount; ++i) {
            const auto source = static_cast<Source>(i);
            mixers_.emplace_back(chance_key(options.seed, Purpose::shuffle, i));
            if (options.shape != SampleShape::one_file) {
                writers_[i] = source_writer(source, options.out);
            }
        }
        if (options.shape != SampleShape::per_source) one_writer_ = one_file_writer(options.out);
        truth_.buffer() += "record_id,cluster_id\n";
        damage_.buffer() += "record_id,channels\n";
        households_.buffer() += "cluster_id,household_id,role,twin\n";
    }

    Result<SampleReport> run() {
        survey();
        for (std::uint32_t slice = 0; slice < kSliceCount; ++slice) write_slice(slice);
        for (std::size_t i = 0; i < kSourceCount; ++i) {
            for (MixedRow& row : mixers_[i].drain()) emit(static_cast<Source>(i), row);
        }
        return finish();
    }

private:
    // Counts everything, notes the slices and writes households.csv.
    void survey() {
        std::uint64_t records = 0;
        while (report_.persons < options_.persons) {
            const std::uint64_t number = slices_.size();
            const Household household = population_.household(number);
            last_members_ = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(household.size, options_.persons - report_.persons));
            std::uint16_t mask = 0;
            for (const PlannedRecord& record : plan_.records(household, last_members_)) {
                mask = static_cast<std::uint16_t>(mask | 1U << slice_of(record));
                ++records;
            }
            slices_.push_back(mask);
            for (std::uint32_t i = 0; i < last_members_; ++i) {
                const Person& person = household.persons[i];
                std::string& out = households_.buffer();
                append_cluster(out, person.number, false);
                out.append(",H").append(std::to_string(number)).append(",");
                out.append(family_role_name(person.role)).append(person.twin ? ",1\n" : ",0\n");
                households_.row_done();
            }
            report_.persons += last_members_;
        }
        report_.households = slices_.size();
        records_total_ = records;
    }

    void write_slice(std::uint32_t slice) {
        const std::uint64_t count = slices_.size();
        Chance chance(chance_key(options_.seed, Purpose::slice_order, slice));
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
        for (const PlannedRecord& record : plan_.records(household, members)) {
            if (slice_of(record) == slice) write_record(household, record);
        }
    }

    void write_record(const Household& household, const PlannedRecord& record) {
        const Person& person = household.persons[record.member];
        const Occasion occasion{
            .population = population_,
            .household = household,
            .person = person,
            .day = record.day,
            .source = record.source};
        Chance chance(chance_key(options_.seed, Purpose::record, person.number, record.ordinal));
        Draft draft =
            vandal_.spoil(occasion, facts_on(population_, household, person, record.day), chance);
        form_.clear();
        fill_form(occasion, vandal_, draft, chance, form_);
        hand_in(record.source, chance, {.cluster = person.number, .damage = draft.damage});
        if (test_row_follows(rows_made_[static_cast<std::size_t>(record.source)])) {
            write_test_row(record.source);
        }
    }

    void write_test_row(Source source) {
        Chance chance(chance_key(options_.seed, Purpose::test_row, report_.oddities.test_rows));
        form_.clear();
        fill_test_form(population_, source, chance, form_);
        hand_in(source, chance, {.cluster = report_.oddities.test_rows, .test = true});
        ++report_.oddities.test_rows;
        ++records_total_;
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
        truth_.buffer().append(record_id).append(",");
        append_cluster(truth_.buffer(), row.cluster, row.test);
        truth_.buffer() += '\n';
        truth_.row_done();
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

    static void append_cluster(std::string& out, std::uint64_t number, bool test) {
        out += test ? 'X' : 'P';
        out += std::to_string(number);
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
        report_.files.push_back(TRY(households_.close()));
        for (std::size_t i = 0; i < kChannelCount; ++i) {
            report_.damage.push_back(
                {.channel = std::string(channel_name(static_cast<Channel>(i))),
                 .records = channel_records_[i]});
        }
        OutFile read_me(options_.out, "README.txt");
        read_me.buffer() = sample_read_me(options_, report_);
        static_cast<void>(TRY(read_me.close()));
        tell_progress();
        return std::move(report_);
    }

    const SampleOptions& options_;
    const SampleProgressCallback& progress_;
    Tables tables_;
    Population population_;
    RecordPlan plan_;
    Vandal vandal_;
    std::array<std::unique_ptr<RowWriter>, kSourceCount> writers_;
    std::unique_ptr<RowWriter> one_writer_;
    std::vector<Mixer> mixers_;
    OutFile truth_;
    OutFile damage_;
    OutFile households_;

    std::vector<std::uint16_t> slices_;
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
    TRY(sample::sample_prepare_folder(options));
    return sample::SampleRun(options, progress).run();
}

}  // namespace genbo
