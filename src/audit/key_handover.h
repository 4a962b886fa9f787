// SPDX-License-Identifier: Apache-2.0
#pragma once

// The signing key of a trail may be replaced (genbo keys --rotate): from then on another key stands
// for it.  That nobody replaces it unseen, the old key and the new one both sign a note that says
// so (引き継ぎ), and the trail has a leaf "audit.key" whose detail is the hash of that note:
//
//   genbo/3f0c…
//   genbo-handover/1
//   from genbo/3f0c…+5f2a11c0+AQ…
//   to genbo/3f0c…+9b01d7e4+AR…
//   1795316400000000            (µs since 1970)
//
// Whoever was given either of the keys follows the notes to the other.  The old key stands for no
// tree that has the leaf in it: what it signs later is refused, for it may have been stolen, which
// is why keys are replaced.  Notes stand in lists as outside copies do (outside_copy.h).

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "base/bytes.h"
#include "base/time.h"

namespace genbo {

// Of the leaf that a hand-over has in the trail.
inline constexpr std::string_view kHandoverAction = "audit.key";

struct KeyHandover {
    NoteKey from;
    NoteKey to;
    Instant at;

    friend bool operator==(const KeyHandover&, const KeyHandover&) = default;
};

// REQUIRES: the keys are those of the hand-over, of one name.
std::string sign_handover(
    const KeyHandover& handover, const SigningKey& from, const SigningKey& to);
// By its head; not whether it holds.
bool is_handover(std::string_view note);
// Both signatures hold.  corrupt: audit.bad_handover, and as open_note().
Result<KeyHandover> open_handover(std::string_view note);

// The keys of one trail, oldest first, as far as hand-overs lead from one that was given.
class TrailKeys {
public:
    TrailKeys(NoteKey given) : keys_{std::move(given)} {}  // NOLINT(google-explicit-constructor)

    // With the hand-overs among the entries of a list but those that a fork record in it makes void
    // (outside_copy.h); a key that is known already stays.  Other entries are passed over. corrupt:
    // audit.bad_handover, of one that leads nowhere known, or elsewhere than another.
    Result<> follow(std::string_view list);

    const std::vector<NoteKey>& keys() const { return keys_; }
    const NoteKey& newest() const { return keys_.back(); }

    // By whichever of the keys.  Errors as open_checkpoint(), of the newest.
    struct SignedBy {
        Checkpoint checkpoint;
        std::size_t key = 0;
    };
    Result<SignedBy> open(std::string_view note) const;
    // Whether one signed it that only void hand-overs lead to.
    bool is_of_void_key(std::string_view note) const;
    // The key that signed it, of any kind of note.  corrupt: as open_note(), of the newest.
    Result<NoteKey> signer_of(std::string_view note) const;

private:
    friend class HandoverPlaces;
    struct Waiting {
        std::size_t place;  // In the list.
        Hash hash;
        KeyHandover handover;
    };
    std::vector<Waiting> without_void(
        std::vector<Waiting> all, const std::vector<std::string_view>& notes);

    std::vector<NoteKey> keys_;
    std::vector<NoteKey> void_;
    // Hashes of the notes from key i to the next: more than one after a restore.
    std::map<Hash, std::size_t> notes_;
};

// Where in a trail its keys changed.
class HandoverPlaces {
public:
    explicit HandoverPlaces(const TrailKeys& keys) : keys_(keys) {}

    // Every leaf in its order.
    void see(ByteView leaf);

    // How large a tree each key but the newest may stand for.  corrupt: audit.handover_unlogged,
    // when the trail has no leaf of one.
    Result<std::vector<std::uint64_t>> until() const;

private:
    const TrailKeys& keys_;
    std::uint64_t next_ = 0;
    std::map<std::size_t, std::uint64_t> places_;
};

}  // namespace genbo
