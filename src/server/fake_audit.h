// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an ApiAudit that has something of everything to tell.

#include "server/api_audit_backend.h"

namespace genbo {

class FakeAudit final : public ApiAudit {
public:
    Result<ApiPage<ApiAccessItem>> access_of(
        const ApiCall&, std::string_view, const ApiPageRequest&) override {
        if (fails_with) return *fails_with;
        return ApiPage<ApiAccessItem>{
            {{time(), "佐藤", "support", "customer.show", {"phone"}, "", {"own_act"}, {}, "r-1"}},
            "0a"};
    }
    Result<std::vector<ApiDisclosureLine>> disclosure(const ApiCall&, std::string_view) override {
        if (fails_with) return *fails_with;
        return std::vector<ApiDisclosureLine>{
            {"2026-11-22", "support", "=cmd", "", {"phone", "email"}, 3}};
    }
    Result<ApiAuditStatus> audit_status(const ApiCall&) override {
        if (fails_with) return *fails_with;
        ApiAuditStatus status{
            12, std::string(64, 'a'), "genbo/1", "genbo/1+00000000+AA==", time(), {}, true, time(),
            1};
        status.outside = {{"/mnt/out", 10, time(), ""}, {"https://b", 0, {}, "http.timeout"}};
        return status;
    }
    Result<std::vector<ApiAuditPart>> verify_audit(const ApiCall&) override {
        if (fails_with) return *fails_with;
        return std::vector<ApiAuditPart>{
            {"leaves", 12, {}}, {"outside", 3, {{Fault::corrupt, "audit.not_consistent"}}}};
    }
    Result<ApiPage<ApiAct>> acts(const ApiCall&, const ApiActQuery& query) override {
        if (fails_with) return *fails_with;
        last_query = query;
        return ApiPage<ApiAct>{
            {{11,
              time(),
              "system",
              "import.begin",
              "import",
              "00ff",
              {"phone"},
              "",
              "allowed",
              1,
              ""}},
            "11"};
    }
    Result<ApiFile> export_audit(const ApiCall&) override {
        if (fails_with) return *fails_with;
        return ApiFile{"a.tar", "tar"};
    }
    Result<ApiFile> receipt(const ApiCall&, std::int64_t) override {
        if (fails_with) return *fails_with;
        return ApiFile{"a.tlog-proof", "c2sp.org/tlog-proof@v1\n"};
    }
    Result<std::vector<ApiAlert>> alerts(const ApiCall&, bool own) override {
        if (fails_with) return *fails_with;
        ApiAlert alert;
        alert.id = std::string(32, '0');
        alert.at = time();
        alert.kind = "volume";
        alert.severity = 3;
        alert.actor = "佐藤";
        alert.role = "support";
        alert.state = "answered";
        if (!own) alert.contributions = {{"records", 900, 40, 7.5}};
        alert.answer = "棚卸し";
        alert.answered_at = time();
        return std::vector<ApiAlert>{alert};
    }
    Result<> answer_alert(const ApiCall&, std::string_view, const std::string&) override {
        if (fails_with) return *fails_with;
        return {};
    }
    Result<> close_alert(const ApiCall&, std::string_view, const std::string&) override {
        if (fails_with) return *fails_with;
        return {};
    }

    Result<std::vector<ApiMark>> marks(const ApiCall&) override {
        if (fails_with) return *fails_with;
        return std::vector<ApiMark>{
            a_mark(), {2, "honey", "48213-90576", {}, "見張り", "佐藤", time()}};
    }
    Result<ApiMark> set_mark(const ApiCall&, const ApiMarkOrder&) override {
        if (fails_with) return *fails_with;
        return a_mark();
    }
    Result<> lift_mark(const ApiCall&, std::int64_t, const std::string&) override {
        if (fails_with) return *fails_with;
        return {};
    }
    Result<std::vector<ApiMark>> plant_honey(const ApiCall&, const ApiHoneyOrder&) override {
        if (fails_with) return *fails_with;
        return std::vector<ApiMark>{a_mark()};
    }

    ApiActQuery last_query;
    std::optional<Error> fails_with;

private:
    static ApiMark a_mark() {
        return {1, "family", "48213-90576", "hanako", "届け出", "佐藤", time()};
    }
    static Instant time() { return instant_from_micros(1'800'000'000'000'000); }
};

}  // namespace genbo
