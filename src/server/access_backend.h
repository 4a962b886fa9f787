// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API asks of the house about access itself: what one may, unmasking, broken glass, API
// keys, exports.  The part of ApiBackend (api_backend.h) that has to do with it; the same rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"

namespace genbo {

struct ApiCall;
struct ApiFile;

struct ApiPurposeChoice {
    std::string name;
    std::string label;   // In ApiCall::language.
    bool usual = false;  // Meant when none is named.
};

// What lies faintly over each screen and printed page, where the role asks for it: a photograph of
// a screen says whose it was, where and when.
struct ApiScreenMark {
    std::string account;
    std::string place;  // The address that the call came from.
    Instant at;
};

struct ApiMyAccess {
    std::string role;
    std::string role_label;
    std::string purpose;  // That of this call; empty: none.
    std::vector<ApiPurposeChoice> purposes;
    std::vector<std::string> actions;
    std::optional<Instant> glass_until;
    std::int64_t customers_hour = 0;
    std::int64_t customers_day = 0;
    std::int64_t budget_hour = 0;  // 0 = no limit.
    std::int64_t budget_day = 0;
    std::optional<ApiScreenMark> screen_mark = {};
};

struct ApiUnmask {
    std::string number;
    std::string field;
    std::optional<std::string> custom_name;
    std::string reason;
};

struct ApiUnmasked {
    std::string field;
    std::optional<std::string> custom_name;
    std::string value;
    Instant until{};
};

struct ApiAccessAct {
    std::string id;
    std::string kind;  // unmask, break_glass, reveal.
    std::string actor;
    std::optional<std::string> number;
    std::optional<std::string> field;
    std::string reason;
    Instant at{};
    Instant until{};
    std::optional<std::string> seen_by;
};

struct ApiKeyOrder {
    std::string name;
    std::vector<std::string> actions;
    std::vector<std::string> purposes;
    std::vector<std::string> classes;
    std::vector<std::string> networks;
    std::int64_t days = 365;
};

struct ApiKeyView {
    std::string id;
    std::string name;
    std::string environment;
    std::string state;  // active, ended, expired.
    std::vector<std::string> actions;
    std::vector<std::string> purposes;
    std::vector<std::string> classes;
    std::vector<std::string> networks;
    Instant made_at{};
    Instant expires_at{};
    std::optional<Instant> former_until;
    std::optional<Instant> last_used_at;
};

struct ApiKeyMade {
    ApiKeyView key;
    std::string token;  // Shown once.
};

struct ApiExportOrder {
    std::string format;  // csv, ndjson.
    std::vector<std::string> fields;
    std::optional<std::string> store;  // Only customers of it.
    std::string reason;
};

struct ApiExport {
    std::string id;
    std::string state;  // waiting, approved, refused, expired.
    std::string format;
    std::vector<std::string> fields;
    std::optional<std::string> store;
    std::string purpose;
    std::string reason;
    std::string asked_by;
    Instant asked_at{};
    std::optional<std::string> decided_by;
    std::optional<Instant> decided_at;
    std::int64_t rows = 0;   // Of the last file.
    std::int64_t taken = 0;  // How often the file was fetched.
};

struct ApiStaffScope {
    std::vector<std::string> stores;
    std::vector<std::string> regions;
    std::vector<std::string> customers;      // Their numbers.
    std::vector<std::string> known_regions;  // Only told.
};

class AccessBackend {
public:
    virtual ~AccessBackend() = default;

    virtual Result<ApiMyAccess> my_access(const ApiCall& call) = 0;
    virtual Result<ApiUnmasked> unmask(const ApiCall& call, const ApiUnmask& wish) = 0;
    // Until when.
    virtual Result<Instant> break_glass(const ApiCall& call, std::string_view reason) = 0;
    virtual Result<std::vector<ApiAccessAct>> access_acts(const ApiCall& call) = 0;
    virtual Result<> note_act_seen(const ApiCall& call, std::string_view id) = 0;

    virtual Result<std::vector<ApiKeyView>> keys(const ApiCall& call) = 0;
    virtual Result<ApiKeyMade> make_key(const ApiCall& call, const ApiKeyOrder& order) = 0;
    virtual Result<ApiKeyMade> rotate_key(
        const ApiCall& call, std::string_view id, std::int64_t overlap_hours) = 0;
    virtual Result<> revoke_key(const ApiCall& call, std::string_view id) = 0;

    virtual Result<ApiExport> ask_export(const ApiCall& call, const ApiExportOrder& order) = 0;
    // By another person than who asked.  conflict: access.own_export.
    virtual Result<ApiExport> decide_export(
        const ApiCall& call, std::string_view id, bool approve) = 0;
    virtual Result<std::vector<ApiExport>> exports(const ApiCall& call) = 0;
    virtual Result<ApiFile> export_file(const ApiCall& call, std::string_view id) = 0;

    virtual Result<ApiStaffScope> scope_of_staff(const ApiCall& call, StaffId staff) = 0;
    virtual Result<ApiStaffScope> set_scope_of_staff(
        const ApiCall& call, StaffId staff, const ApiStaffScope& scope) = 0;
};

}  // namespace genbo
