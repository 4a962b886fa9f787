// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bulk exports: one asks, another approves, the one who asked fetches a marked file.
//
//   waiting ──approve──► approved ──24 h──► expired
//      │  └──refuse──► refused
//      └──7 days──► expired
//
// What was asked, why, by whom, who decided, and how often the file was fetched is kept, sealed,
// for good: it is the list that a leaked file is traced with (export_marks.h).

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "access/viewer.h"
#include "app/master.h"
#include "register/audit_trail.h"

namespace genbo {

inline constexpr std::chrono::hours kExportWaitsFor{24 * 7};
inline constexpr std::chrono::hours kExportOpenFor{24};

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

    // waiting, approved, refused, expired.
    std::string_view state(Instant now) const;
};

class ExportDesk {
public:
    explicit ExportDesk(Master& master) : master_(master) {}

    // forbidden: access.export_field, for a field that the viewer gets neither in full nor as a
    // token, not even with two.
    Result<ExportRequest> ask(
        const Actor& actor, const Viewer& viewer, const ExportRequest& request);
    // conflict: access.own_export, access.export_decided.
    Result<ExportRequest> decide(const Actor& actor, std::string_view id, bool approve);
    // Newest first.
    Result<std::vector<ExportRequest>> list();
    Result<ExportRequest> find(std::string_view id);

    // The file, marked.  conflict: access.export_not_open.
    Result<std::string> write(const Actor& actor, const Viewer& viewer, std::string_view id);

private:
    Master& master_;
};

}  // namespace genbo
