// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the watch must know about single customers (見張りの印): that one of them is a staff member
// or a relative of his, is somebody whom people are curious about, or does not exist at all.
//
//   own_person   the customer is this staff member himself; his colleagues are told by it, too
//   family       … a relative of this staff member
//   notable      whoever looks needs a reason that is known
//   honey        made up (app/honey.h): nobody has a reason to open him, figures pass him over, and
//                nobody writes to him
//
// Who may not keep the marks is not told by any list, figure or log which customer is made up: the
// leaves of marks say neither kind nor customer, and marks_told() leaves that one out.
//
// A mark stands on one record of the customer, not on his number, so a merge or an unmerge takes it
// along, and it ends with the record.  Marks are papers, sealed and mortal: who is related to whom
// is not for whoever has the database, nor which of the customers is made up.
//
// Who sets and lifts them is never who is watched by them: the action is manage_watch
// (access/decision.h), and nobody lifts a mark that is about himself.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

// Papers are "mark/<number>".
inline constexpr std::string_view kMarkPapers = "mark";

enum class PersonMarkKind { own_person, family, notable, honey };
std::string_view person_mark_name(PersonMarkKind kind);
std::optional<PersonMarkKind> person_mark_named(std::string_view name);

struct PersonMark {
    std::int64_t id = 0;
    PersonMarkKind kind = PersonMarkKind::notable;
    RecordId record;
    StaffId staff;    // Of own_person and family.
    ImportId import;  // Of honey: what brought it.
    std::string reason;
    StaffId set_by;
    Instant at;

    friend bool operator==(const PersonMark&, const PersonMark&) = default;
};

// Oldest first.  Those of records that were erased are not told.
Result<std::vector<PersonMark>> person_marks(StoreReader& store, const RecordVault& vault);

// The same by whom they are about, for every look: marks that somebody's look at a customer has.
class PersonMarks {
public:
    PersonMarks() = default;
    static Result<PersonMarks> read(StoreReader& store, const RecordVault& vault);

    // Bits of StoredAccess::marks.  `record` is one of the customer's.
    std::int64_t of(const StoredRecord& record, StaffId who) const;
    bool empty() const { return marks_.empty(); }

private:
    std::map<NumberId, std::vector<PersonMark>> marks_;
    std::map<RecordId, std::vector<PersonMark>> alone_;  // Of records that are nobody's now.
};

// Marks of accesses and kinds of alerts as they are told to who may not keep the marks: a look at a
// made-up customer is one that nothing explains.
std::int64_t marks_told(std::int64_t marks);
std::string_view alert_kind_told(std::string_view kind);

// What figures leave out.
struct MadeUp {
    std::set<NumberId> customers;
    std::set<RecordId> record_ids;
    std::set<ImportId> imports;
    std::map<SourceId, std::int64_t> records;

    std::int64_t record_count() const;
};
Result<MadeUp> made_up_customers(StoreReader& store, const RecordVault& vault);

struct NewPersonMark {
    PersonMarkKind kind = PersonMarkKind::notable;
    NumberId customer;
    StaffId staff;
    std::string reason;
};

class WatchMarkDesk {
public:
    explicit WatchMarkDesk(Writer& writer) : writer_(writer) {}

    // Of every kind but honey, which is planted.  invalid: register.reason_needed,
    // register.mark_staff (own_person and family need somebody, notable nobody).  not_found:
    // register.unknown_number.  conflict: register.mark_there.
    Result<PersonMark> set(const NewPersonMark& mark, const Actor& actor);

    // conflict: register.mark_own, of who is watched by it.  not_found: register.unknown_mark.
    // What a honey customer leaves is for who lifts it: undo its import.
    Result<PersonMark> lift(std::int64_t id, const std::string& reason, const Actor& actor);

    Result<PersonMark> mark_planted(
        RecordId record, ImportId import, const std::string& reason, const Actor& actor);

private:
    Writer& writer_;
};

// With the records that somebody's erasure removes.
Result<> remove_person_marks(WriteContext& context, const std::vector<RecordId>& records);

}  // namespace genbo
