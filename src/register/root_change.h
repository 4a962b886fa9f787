// SPDX-License-Identifier: Apache-2.0
#pragma once

// A new root secret, and everything that is sealed under the root sealed anew under it: after
// somebody left who had the keyring, or when a copy of it is not accounted for.
//
//   begin     a new generation of the root in the keyring file; the store notes that everybody
//             seals under it, and that the next epoch roll takes texts as well
//   paper     approvals, erasures, suppressed keys, legal holds; so many a transaction, with the
//   alert     place noted in the same transaction
//   note      acts, exports, jobs
//   staff     files of staff and hashes of their passwords
//   verify    everything is read again; not one may be of an old root
//   done      with a leaf in the audit log, whose signing key is handed over to one of the new root
//             (trail_export.h)
//
// Data keys of records and mortal texts are under epochs, not under the root: whoever changes the
// root rolls the epoch afterwards (epoch_roll.h).  What stays under the first root says keyring.h.
// Older backups and rows of look-up tables open under the root they were made with, which stays in
// the keyring.
//
// A process that dies anywhere is followed by one that goes on from the noted place.
//
// Thread safety: one thread.

#include <functional>
#include <string>

#include "register/writer.h"

namespace genbo {

struct RootChangeReport {
    std::uint32_t generation = 0;  // The new one.
    std::int64_t boxes = 0;        // Sealed anew.

    friend bool operator==(const RootChangeReport&, const RootChangeReport&) = default;
};

class RootChange {
public:
    // Seals anew what rooms above this one keep; how many boxes.  Asked again, it finds none.
    using Others = std::function<Result<std::int64_t>(StoreWriter&)>;

    RootChange(
        Writer& writer, Store& store, Keyring& keyring, Others others, std::size_t batch = 500)
        : writer_(writer),
          store_(store),
          keyring_(keyring),
          others_(std::move(others)),
          batch_(batch) {}

    // Whether one was begun and not finished.
    Result<bool> under_way();

    // One step, durable when it returns; true: it is finished.  The first begins one, if none is
    // under way.
    Result<bool> step(const Actor& actor);

    // All of it.
    Result<RootChangeReport> run(const Actor& actor);

private:
    struct State {
        std::string part;
        std::uint32_t generation = 0;
        std::string after;
        std::int64_t boxes = 0;
    };
    static std::string state_text(const State& state);
    Result<State> read_state();
    Result<> begin();
    Result<> seal_papers(WriteContext& context, State& state) const;
    static Result<> seal_alerts(WriteContext& context, State& state);
    static Result<> seal_notes(WriteContext& context, State& state);
    Result<> do_part(WriteContext& context, State& state) const;
    Result<> verify();

    Writer& writer_;
    Store& store_;
    Keyring& keyring_;
    const Others others_;
    const std::size_t batch_;
    RootChangeReport report_;
};

}  // namespace genbo
