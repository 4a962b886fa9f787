// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store port in a few maps: the model that the real adapters must agree with, and a store for
// tests.  Nothing survives the object.  A transaction copies the state and puts it back on
// rollback, which is slow and obviously right.
//
// Thread safety: as the port says; commits and snapshots are exchanged under a mutex.

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "port/store.h"

namespace genbo {

struct MemoryTables {
    std::map<std::string, std::string, std::less<>> settings;
    std::map<SourceId, StoredSource> sources;
    std::map<RecordId, StoredRecord> records;
    std::map<std::pair<SourceId, Bytes>, RecordId> record_keys;
    std::map<std::pair<RecordId, std::int64_t>, StoredVersion> versions;
    std::map<ImportId, StoredImport> imports;
    std::map<std::pair<ImportId, std::int64_t>, StoredRejection> rejections;
    std::map<NumberId, StoredNumber> numbers;
    std::map<VerdictId, StoredVerdict> verdicts;
    std::map<std::pair<RecordId, std::int64_t>, StoredMove> moves;
    std::map<std::pair<RecordId, Bytes>, StoredEvidence> evidence;
    std::map<std::pair<RecordId, Bytes>, StoredDetail> details;
    std::map<std::pair<Bytes, Bytes>, StoredAccess> access;  // By entry and alias.
    std::map<std::pair<std::string, std::int64_t>, StoredAccessDay> access_days;
    std::map<Bytes, StoredAlert> alerts;
    std::map<StaffId, StoredStaff> staff;
    std::map<std::string, StoredAnswer, std::less<>> answers;
    std::map<Bytes, StoredSession> sessions;
    std::map<std::string, StoredNote, std::less<>> notes;
    std::map<std::string, StoredPaper, std::less<>> papers;
    std::map<std::pair<std::string, std::int64_t>, StoredUploadChunk> uploads;
    std::map<std::int64_t, Bytes> leaves;
    std::map<Bytes, StoredPendingLeaf> pending_leaves;             // By entry.
    std::map<std::pair<std::int64_t, Bytes>, StoredEvent> events;  // By lane and entry.
    std::map<std::string, StoredLease, std::less<>> leases;
    std::array<std::int64_t, kIdKinds> next_ids{1, 1, 1, 1, 0, 1, 1};
    std::int64_t generation = 0;
};

// What is committed.
struct MemoryDisk {
    std::mutex mutex;
    std::shared_ptr<const MemoryTables> tables = std::make_shared<const MemoryTables>();
    bool has_writer = false;
};

class MemoryStore final : public Store {
public:
    Sharing sharing() const override { return Sharing::embedded; }
    Result<std::unique_ptr<StoreReader>> reader() override;
    Result<std::unique_ptr<StoreWriter>> writer() override;
    // invalid: there is no file to copy to.
    Result<> copy_to(const std::string& path) override;

private:
    std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
};

}  // namespace genbo
