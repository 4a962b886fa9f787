// SPDX-License-Identifier: Apache-2.0
#pragma once

// Copies of checkpoints that lie outside the database: on another volume, at a log server, in a
// mail.  Whoever rewrites the trail, or puts an old database in its place, has to rewrite those
// too; comparing with them is what notices a roll-back, which no folder can notice of itself.
//
// A list of copies is text that is only ever appended to; each entry is a line with the time and
// then a signed note:
//
//   == 2026-11-22T00:40:00.000000Z
//   genbo/3f0c…
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — genbo/3f0c… Az3grlgtzPICa5OS8npVmf1Myq/5IZni…
//
// Hand-overs of the signing key (key_handover.h) stand among them as well.
//
// An entry that was torn by a power cut while it was appended, the last one, is passed over.
//
// After a restore the trail is shorter than its copies say.  A fork record (分岐記録) is the signed
// word of it: "restored to size N; the last that was known outside was M".  Copies before it of
// more than N leaves are void, all others must still be true, and every verifier tells of the fork:
// it makes a roll-back visible, not innocent.  N is the largest tree of the trail that none of its
// copies contradicts: what was restored may have grown before anybody said so.
//
// Whoever signs a fork record is the trail's key at that time, so hand-overs from it that stand
// before the record are of the branch that is no more, and void with all that they lead to.
//
//   genbo/3f0c…
//   genbo-fork/1
//   restored 20852000 <root>
//   known 20852163 <root>
//   1795316400000000            (µs since 1970)

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_tree.h"
#include "audit/checkpoint.h"
#include "audit/key_handover.h"
#include "base/time.h"

namespace genbo {

struct ForkRecord {
    Checkpoint restored;
    Checkpoint known;  // The last one that somebody outside had.
    Instant at;

    friend bool operator==(const ForkRecord&, const ForkRecord&) = default;
};

std::string sign_fork(const ForkRecord& fork, const SigningKey& key);
// corrupt: audit.bad_fork and as open_note().
Result<ForkRecord> open_fork(std::string_view note, const NoteKey& key);

// One entry of the list.
std::string outside_entry(Instant at, std::string_view note);
bool is_fork(std::string_view note);
// The notes of a list, without an entry that was torn at its end.
std::vector<std::string_view> notes_of(std::string_view list);

// How much of a list is left when an entry that was torn at its end is cut off.
std::size_t whole_part(std::string_view list);

// What outside copies say of the trail, and whether it is so.
class OutsideCopies {
public:
    // corrupt: a copy that none of `keys` signed or that is damaged; audit.copies_disagree: two
    // that cannot both have been true, with no fork record between them that would say why.
    static Result<OutsideCopies> read(std::string_view list, const TrailKeys& keys);

    // To be called with the tree of no leaves, of one, of two …: corrupt when a copy says otherwise
    // of that size (audit.not_consistent).
    Result<> compare(const AuditTree& tree);
    // After the last leaf.  corrupt: audit.rolled_back, copies know of more leaves than there are.
    Result<> finish(const AuditTree& tree) const;
    // Of HandoverPlaces::until().  corrupt: audit.key_retired, a copy that was signed by a key
    // after it had been replaced.
    Result<> check_keys(const std::vector<std::uint64_t>& until) const;

    std::size_t checkpoints() const { return checkpoints_; }
    std::size_t voided() const { return voided_; }
    const std::vector<ForkRecord>& forks() const { return forks_; }
    // Those that are not void, each size once, ascending.
    const std::vector<Checkpoint>& standing() const { return expected_; }
    // The last that is said outside and not void; size 0 when there is none.
    const Checkpoint& last() const { return last_; }

private:
    std::map<std::size_t, std::uint64_t> largest_;  // That each key stood for.
    std::vector<Checkpoint> expected_;              // Ascending by size, each size once.
    std::size_t next_ = 0;
    std::size_t checkpoints_ = 0;
    std::size_t voided_ = 0;
    std::vector<ForkRecord> forks_;
    Checkpoint last_;
};

}  // namespace genbo
