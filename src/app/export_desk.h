// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bulk exports: one asks, another approves, the one who asked fetches a marked file.
//
//   waiting ──approve──► approved ──24 h──► expired
//      │  ├──refuse──► refused
//      │  └──withdraw► withdrawn
//      └──7 days──► expired
//
// Asking and deciding are an approval (register/approval.h) like any other: it is on the page of
// what waits, and the first fetch uses it up.  Within 24 hours of the decision the same person may
// fetch the file again, for a download that broke.
//
// What was asked, why, by whom, who decided, and how often the file was fetched is kept, sealed,
// for good: it is the list that a leaked file is traced with (export_marks.h).
//
// Beside fields a request may name kExportRelations: who the customer belongs to and who to him,
// of whom the caller may see anything at all, without titles and remarks, which are written for
// ourselves.
//
//   NDJSON   "relations":[{"kind":"household","direction":"up","number":"15567-32272",
//            "since":"2020-04-01"}]
//   CSV      one cell: up household 15567-32272 2020-04-01/; down contact 48213-90576 /2024-03-31
//
// The file is made while it is sent.  Its rows stand in a keyed order, so a first look goes through
// all numbers and keeps for each its place and its id, 16 bytes; then customers are read in that
// order, some hundreds at a time.  What is kept grows by 16 bytes a row, not by the file.

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/viewer.h"
#include "app/export_marks.h"
#include "app/master.h"
#include "register/approval_desk.h"
#include "register/audit_trail.h"

namespace genbo {

inline constexpr std::chrono::hours kExportWaitsFor{24 * 7};
inline constexpr std::chrono::hours kExportOpenFor{24};
inline constexpr std::string_view kExportRelations = "relations";

struct ExportRequest {
    std::string id;  // Empty in a new one.
    std::string format;
    std::vector<std::string> fields;
    std::string store;  // Empty: every customer.
    std::string purpose;
    std::string reason;
    StaffId asked_by;
    Instant asked{};
    StaffId decided_by;
    Instant decided{};
    bool approved = false;
    std::int64_t rows = 0;
    std::int64_t taken = 0;
    ApprovalId approval;  // 0 in one of before there were approvals.
    bool withdrawn = false;

    // waiting, approved, refused, withdrawn, expired.
    std::string_view state(Instant now) const;
};

// One file, from its first line to its last.
class ExportStream {
public:
    // Outlived by the master.
    ExportStream(Master& master, Actor actor, Viewer viewer, ExportRequest request);

    // Puts every customer that may be in it into his place; to be called once, first.
    Result<> plan();
    std::int64_t rows_at_most() const { return std::ssize(places_); }

    // Empty: that was all, and how many rows it was is written down.
    Result<std::string> next();

private:
    struct Place {
        std::uint64_t order = 0;
        NumberId customer;  // Below zero: a canary.
    };

    Result<std::string> rows_of(std::span<const Place> places);
    Result<> finish();

    Master& master_;
    const Actor actor_;
    const Viewer viewer_;
    const ExportRequest request_;
    const ExportMarks marks_;
    std::vector<std::string> canaries_;
    std::vector<Place> places_;
    std::size_t done_ = 0;
    std::int64_t rows_ = 0;
    bool begun_ = false;
    bool finished_ = false;
};

class ExportDesk {
public:
    explicit ExportDesk(Master& master) : master_(master) {}

    // forbidden: access.export_field, for a field that the viewer gets neither in full nor as a
    // token, not even with two.
    Result<ExportRequest> ask(
        const Actor& actor, const Viewer& viewer, const ExportRequest& request);
    // conflict: access.own_export (an API key's is its maker's too), access.export_decided.
    Result<ExportRequest> decide(const Actor& actor, Role role, std::string_view id, bool approve);
    // Newest first.
    Result<std::vector<ExportRequest>> list();
    Result<ExportRequest> find(std::string_view id);

    // The file, marked: written down as taken, then made piece by piece by ExportStream::next().
    // conflict: access.export_not_open.
    Result<std::shared_ptr<ExportStream>> write(
        const Actor& actor, const Viewer& viewer, std::string_view id);

private:
    Master& master_;
};

}  // namespace genbo
