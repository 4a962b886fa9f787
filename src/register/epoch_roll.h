// SPDX-License-Identifier: Apache-2.0
#pragma once

// The epoch roll wraps every data key that is still there under a new epoch and then destroys the
// old epoch's secret.  What was deleted before is from then on readable in no copy, however old:
// not in the free pages of a database, not in its log, not in a backup.
//
//   begin     a new epoch in the keyring file; the store notes that everybody writes under it
//   records   data keys, so many a transaction, with the place noted in the same transaction
//   texts     after an erasure: rejected rows, reasons of verdicts, kept answers, papers
//   verify    everything is read again; not one may be of an old epoch
//   keys      the key store file (key_store_file.h) is written
//   end       the old secrets are taken out of the keyring file
//
// A process that dies anywhere is followed by one that goes on from the noted place; until the end
// both epochs are valid, and nobody notices.  Only one rolls at a time: whoever calls holds the
// lease `epoch` (duties.h), or is the only process.
//
// Thread safety: one thread.

#include <filesystem>
#include <string>

#include "register/key_store_file.h"
#include "register/writer.h"

namespace genbo {

// What one transaction takes.
inline constexpr std::size_t kRollBatch = 2000;

struct RollReport {
    std::uint32_t epoch = 0;  // The new one.
    std::int64_t records = 0;
    std::int64_t texts = 0;
    std::int64_t ended = 0;  // Epochs destroyed.

    friend bool operator==(const RollReport&, const RollReport&) = default;
};

class EpochRoll {
public:
    // `key_store`: where the keys go; empty: nowhere (a keyring without a file).
    EpochRoll(
        Writer& writer, Store& store, Keyring& keyring, std::filesystem::path key_store,
        std::size_t batch = kRollBatch)
        : writer_(writer),
          store_(store),
          keyring_(keyring),
          key_store_(std::move(key_store)),
          batch_(batch) {}

    // Whether one was begun and not finished.
    Result<bool> under_way();

    // One step, durable when it returns; true: the roll is finished.  The first begins one, if none
    // is under way.
    Result<bool> step(const Actor& actor);

    // All of it.
    Result<RollReport> run(const Actor& actor);

    const RollReport& report() const { return report_; }

private:
    struct State {
        std::string part;  // "record", "rejection", …, "verify", "end".
        std::uint32_t epoch = 0;
        std::uint32_t text_epoch = 0;  // 0 = texts stay as they are.
        std::string after;
        std::int64_t records = 0;
        std::int64_t texts = 0;
    };
    static std::string state_text(const State& state);
    static Result<State> state_of(std::string_view text);
    Result<State> read_state();
    Result<> begin();
    Result<> wrap_records(WriteContext& context, State& state) const;
    Result<> seal_rejections(WriteContext& context, State& state) const;
    Result<> seal_verdicts(WriteContext& context, State& state) const;
    Result<> seal_answers(WriteContext& context, State& state) const;
    Result<> seal_papers(WriteContext& context, State& state) const;
    Result<> do_part(WriteContext& context, State& state) const;
    Result<> verify(const State& state);
    Result<> end(const State& state, const Actor& actor);

    Writer& writer_;
    Store& store_;
    Keyring& keyring_;
    const std::filesystem::path key_store_;
    const std::size_t batch_;
    RollReport report_;
};

// Whether something was erased that a roll would bury.
Result<bool> burial_due(StoreReader& store);

}  // namespace genbo
