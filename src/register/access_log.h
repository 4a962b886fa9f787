// SPDX-License-Identifier: Apache-2.0
#pragma once

// The log of who saw personal data (閲覧の記録), for every answer that shows any: which records,
// which fields, by whom, for which purpose, and whether anything in the register explains it.
//
//   access_entry   one row for each record that was shown, under the alias of the record: found
//                  when the person asks who looked at him, leading nowhere once his key is gone.
//                  The rows of one act share an entry.
//   audit_leaf     one leaf for each act, with the fields, the purpose and a hash of its rows: a
//                  row that is changed, added or put under another alias is found out
//   audit_detail   the words of a search, sealed beside the first record that it found; of a search
//                  that found nobody no words are kept
//
// One leaf per act rather than per batch: an auditor reads acts, and a receipt proves one.
//
// note() prepares the rows and puts them into a queue, so that an answer does not wait for a disk;
// the queue is written at least every half second, in one transaction with its leaves.  If it is
// full, or if the last write failed, note() refuses and so must the answer: nobody sees what nobody
// records.  A process that is killed loses what the last half second showed, and nothing else.
//
// Explained (watch/access_facts.h) is decided here, when it happens: the person judged, entered or
// imported one of the customer's records within two weeks; a review put it before him; he looks
// after data that came within two weeks.
//
// Thread safety: note() from any thread.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "register/read_session.h"
#include "register/watch_marks.h"
#include "register/writer.h"
#include "watch/access_facts.h"

namespace genbo {

struct AccessNote {
    Instant at;
    std::string actor;  // As in leaves: "staff:12".
    StaffId staff;      // 0: nobody of the staff table.
    std::string role;
    std::string action;               // "customer.show".
    std::vector<std::string> fields;  // Names of what was shown.
    std::string purpose;
    std::string request_id;
    Bytes session;                  // A hash, or empty.
    std::vector<RecordId> records;  // Whose data were shown.
    std::int64_t nameless = 0;      // Further people who are no records yet: rows of a file.
    std::int64_t marks = 0;
    std::string words;  // What was searched for.
    // A list of many, in which a made-up customer stands beside those who were meant.
    bool list = false;
};

inline constexpr std::size_t kAccessQueueMax = 20'000;
inline constexpr std::chrono::milliseconds kAccessFlushEvery{500};

// Of the rows of one act, in the order of their aliases: what the act's leaf commits to.
Hash access_commit(std::vector<StoredAccess> rows);

class AccessLog {
public:
    // All outlive the log.  `queue_max`: rows that may wait.
    AccessLog(
        ReadSessions& sessions, Writer& writer, const Clock& clock,
        std::size_t queue_max = kAccessQueueMax);
    // Writes what waits.
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    // limit: register.access_log_full.  unavailable: register.access_log_down.
    Result<> note(AccessNote act);
    // Everything that was noted is in the store when this returns.
    Result<> flush();

private:
    struct Prepared {
        std::vector<StoredAccess> rows;
        std::string actor;
        std::string request_id;
        Instant at;
        AuditTrail::Act act;
        std::optional<StoredDetail> words;
        AuditTrail::Act words_act;
    };

    Result<Prepared> prepare(AccessNote act);
    // Marks of the record's customer (watch_marks.h), some seconds old.
    Result<std::int64_t> marks_of(ReadSession& session, const StoredRecord& record, StaffId staff);
    Result<> write(const std::vector<Prepared>& batch);
    void work();

    ReadSessions& sessions_;
    Writer& writer_;
    const Clock& clock_;
    const std::size_t queue_max_;

    std::mutex marks_mutex_;
    Instant marks_read_;
    PersonMarks person_marks_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Prepared> waiting_;
    std::size_t waiting_rows_ = 0;
    bool failing_ = false;
    bool closing_ = false;
    std::mutex writing_;  // One batch at a time, in order.
    std::thread thread_;
};

// Reads every row and every leaf of an access: whether each act's rows are what its leaf commits
// to.  corrupt: register.access_rows, with an entry that is not.
struct AccessInspection {
    std::int64_t rows = 0;
    std::int64_t acts = 0;
    // Acts whose rows are no longer kept.
    std::int64_t without_rows = 0;
};
Result<AccessInspection> verify_access(StoreReader& store);

}  // namespace genbo
