// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the part of the fake backend (fake_backend.h) that is about access itself.

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/api_backend.h"

namespace genbo {

class FakeAccess : public ApiBackend {
public:
    static Instant fake_at() { return instant_from_micros(1'700'000'000'000'000); }

    Result<ApiMyAccess> my_access(const ApiCall& call) override {
        return told(
            call, ApiMyAccess{
                      .role = call.actor.role,
                      .role_label = "相談窓口",
                      .purpose = call.purpose,
                      .purposes = {{"customer_care", "お問い合わせへの応対", true}},
                      .actions = {"view_home"},
                      .glass_until = fake_at(),
                      .customers_hour = 3,
                      .customers_day = 5,
                      .budget_hour = 1000,
                      .budget_day = 5000,
                      .screen_mark = ApiScreenMark{"佐藤 #3", "192.0.2.7", fake_at()}});
    }
    Result<ApiUnmasked> unmask(const ApiCall& call, const ApiUnmask& wish) override {
        return told(call, ApiUnmasked{wish.field, wish.custom_name, "090-1234-5678", fake_at()});
    }
    Result<Instant> break_glass(const ApiCall& call, std::string_view) override {
        return told(call, fake_at());
    }
    Result<std::vector<ApiAccessAct>> access_acts(const ApiCall& call) override {
        return told(
            call,
            std::vector<ApiAccessAct>{
                {"1-a",
                 "unmask",
                 "花子",
                 "48213-90576",
                 "mobile",
                 "折り返し",
                 fake_at(),
                 fake_at(),
                 {}},
                {"1-b", "break_glass", "次郎", {}, {}, "停電", fake_at(), fake_at(), "花子"}});
    }
    Result<> note_act_seen(const ApiCall& call, std::string_view id) override {
        if (id != "1-b") return Error{.fault = Fault::not_found, .code = "access.unknown_act"};
        return done(call);
    }

    Result<std::vector<ApiKeyView>> keys(const ApiCall& call) override {
        auto used = a_key();
        used.last_used_at = used.former_until = fake_at();
        return told(call, std::vector<ApiKeyView>{a_key(), used});
    }
    Result<ApiKeyMade> make_key(const ApiCall& call, const ApiKeyOrder&) override {
        return told(call, ApiKeyMade{a_key(), "genbo_test_x"});
    }
    Result<ApiKeyMade> rotate_key(const ApiCall& call, std::string_view, std::int64_t) override {
        return told(call, ApiKeyMade{a_key(), "genbo_test_y"});
    }
    Result<> revoke_key(const ApiCall& call, std::string_view) override { return done(call); }

    Result<ApiExport> ask_export(const ApiCall& call, const ApiExportOrder&) override {
        return told(call, an_export());
    }
    Result<ApiExport> decide_export(const ApiCall& call, std::string_view, bool) override {
        auto decided = an_export();
        decided.state = "approved";
        decided.decided_by = "次郎";
        decided.decided_at = fake_at();
        decided.store = "栄店";
        return told(call, decided);
    }
    Result<std::vector<ApiExport>> exports(const ApiCall& call) override {
        return told(call, std::vector<ApiExport>{an_export()});
    }
    Result<ApiFile> export_file(const ApiCall& call, std::string_view) override {
        return told(call, ApiFile{"export-1.csv", "number\r\n"});
    }

    Result<ApiStaffScope> scope_of_staff(const ApiCall& call, StaffId) override {
        return told(call, ApiStaffScope{{"栄店"}, {"tokai"}, {"48213-90576"}, {"tokai"}});
    }
    Result<ApiStaffScope> set_scope_of_staff(
        const ApiCall& call, StaffId, const ApiStaffScope& scope) override {
        return told(call, scope);
    }

    std::mutex mutex;
    ApiCall last_call;
    std::optional<Error> fails_with;
    std::function<void()> before_answer;

protected:
    template <typename T>
    Result<T> told(const ApiCall& call, T answer) {
        if (before_answer) before_answer();
        const std::lock_guard lock{mutex};
        last_call = call;
        if (fails_with) return *fails_with;
        return answer;
    }

private:
    Result<> done(const ApiCall& call) {
        TRY(told(call, true));
        return {};
    }
    static ApiKeyView a_key() {
        return {"3f9a1c07b2d4",    "EC",          "test", "active",
                {"view_customer"}, {"marketing"}, {"C0"}, {"192.0.2.0/24"},
                fake_at(),         fake_at(),     {},     {}};
    }
    static ApiExport an_export() {
        ApiExport one;
        one.id = "1-c";
        one.state = "waiting";
        one.format = "csv";
        one.fields = {"email"};
        one.purpose = "data_delivery";
        one.reason = "案内状の発送";
        one.asked_by = "花子";
        one.asked_at = fake_at();
        return one;
    }
};

}  // namespace genbo
