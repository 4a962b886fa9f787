// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the part of the fake backend (fake_backend.h) that keeps the register right.

#include <string>
#include <vector>

#include "server/fake_access.h"

namespace genbo {

class FakeCare : public FakeAccess {
public:
    Result<ApiConflictPage> conflicts(const ApiCall& call, const ApiConflictQuery&) override {
        ApiConflictPage page{{a_conflict()}, "66.3.phone", 12, 9, {}, fake_at()};
        page.fields.push_back({"birth_date", "生年月日", 12});
        return care(call, page);
    }
    Result<ApiCustomerConflicts> customer_conflicts(
        const ApiCall& call, std::string_view number) override {
        ApiCustomerConflicts found{std::string{number}, "v1", {a_conflict()}, {}};
        ApiRuling ruling{"3-1",        "value", "phone",   "電話番号", RecordId{3}, "ec",
                         "本人に確認", "花子",  fake_at(), {},         {}};
        found.rulings.push_back(ruling);
        ruling.withdrawn_at = fake_at();
        ruling.withdrawn_by = "次郎";
        found.rulings.push_back(ruling);
        return care(call, found);
    }
    Result<ApiCustomerConflicts> rule(const ApiCall& call, const ApiRulingWish& wish) override {
        return customer_conflicts(call, wish.number);
    }
    Result<std::vector<std::string>> withdraw_ruling(
        const ApiCall& call, std::string_view id) override {
        if (id != "3-1") return Error{.fault = Fault::not_found, .code = "server.not_found"};
        return care(call, std::vector<std::string>{"48213-90576"});
    }

    Result<ApiRelations> relations(const ApiCall& call, std::string_view number) override {
        ApiRelations out{std::string{number}, {}, {}};
        out.items.push_back(
            {7,
             "branch",
             "up",
             "10000-00000",
             "株式会社山田",
             "2020-04-01",
             {},
             "",
             "",
             "花子",
             fake_at(),
             true});
        out.proposals.push_back({"household", "down", "10000-00001", "髙橋 太郎"});
        return care(call, out);
    }
    Result<ApiGroup> group(
        const ApiCall& call, std::string_view number,
        const std::optional<std::string>& day) override {
        ApiGroup out;
        out.day = day.value_or("2026-11-22");
        out.members.push_back({std::string{number}, "株式会社山田", 0, "", "", 0, 3, {}, 120'000});
        out.members.push_back({"10000-00000", "山田 札幌支店", 0, "branch", "", 1, 1, 4, 30'000});
        out.records = 4;
        out.purchase_count = 4;
        out.purchase_amount = 150'000;
        return care(call, out);
    }
    Result<ApiRelations> relate(const ApiCall& call, const ApiRelationWish& wish) override {
        return relations(call, wish.number);
    }
    Result<ApiRelations> end_relation(
        const ApiCall& call, std::string_view number, std::int64_t, const std::string&) override {
        return relations(call, number);
    }
    Result<ApiRelations> withdraw_relation(
        const ApiCall& call, std::string_view number, std::int64_t) override {
        return relations(call, number);
    }
    Result<ApiRelationLines> relation_lines(
        const ApiCall& call, const std::string&, std::size_t) override {
        return care(
            call, ApiRelationLines{
                      {{7, "contact", "10000-00000", "48213-90576", {}, "2026-03-31", "購買部長"}},
                      "relation/1"});
    }

    Result<ApiReconciliation> reconcile(
        const ApiCall& call, const ApiImportRequest& request) override {
        auto report = a_reconciliation();
        report.source = request.source;
        report.fields.push_back({"phone", "電話番号", 1});
        ApiDrift drift{"differing", "m-1", 2, RecordId{3}, "48213-90576", {}};
        drift.fields.push_back({"phone", "電話番号", "03-1", {}});
        report.examples.push_back(drift);
        report.examples.push_back({"only_file", "m-2", 3, {}, {}, {}});
        report.imports.push_back({ImportId{4}, "done", 10, 8, 1, 0, 1, true});
        return care(call, report);
    }
    Result<std::vector<ApiReconciliation>> reconciliations(const ApiCall& call) override {
        return care(call, std::vector{a_reconciliation()});
    }

protected:
    // What the call is told, after it was written down.
    template <typename T>
    Result<T> care(const ApiCall& call, T answer) {
        return told(call, std::move(answer));
    }

private:
    static ApiConflict a_conflict() {
        ApiConflict conflict{"48213-90576", "v1", "birth_date", "生年月日", 66, false, {}};
        ApiConflictSide side;
        side.golden = true;
        side.values.push_back({"birth_date", {}, "1980-02-03"});
        side.claims.push_back({RecordId{1}, "pos", "m-1", fake_at(), fake_at(), true});
        conflict.sides.push_back(side);
        side.golden = false;
        conflict.sides.push_back(side);
        return conflict;
    }
    static ApiReconciliation a_reconciliation() {
        ApiReconciliation report;
        report.id = 2;
        report.source = "pos";
        report.file_name = "members.csv";
        report.actor = "花子";
        report.at = fake_at();
        report.file = {10, 1200, 30, 98'000, "00000000000000ff"};
        report.in_register = {9, 1200, 30, 98'000, "00000000000000fe"};
        report.same = 8;
        report.differing = 1;
        report.only_file = 1;
        return report;
    }
};

}  // namespace genbo
