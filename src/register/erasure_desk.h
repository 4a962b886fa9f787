// SPDX-License-Identifier: Apache-2.0
#pragma once

// The erasure desk: freezes a customer, waits for a second person and seven days, erases, tells
// what is left to do.  See erasure.h for the states; who may do what is decided before
// (access/decision.h), and that two persons agree is the approval's business (approval.h).
//
//   ErasureDesk desk(writer, ledger, {.recipients = {"mailer"}});
//   const auto erasure = TRY(desk.ask({customer, {}, ErasureGround::request, "reason"}, actor));
//   …approved by another person; seven days…
//   TRY(desk.execute(erasure.id, actor));
//
// execute() is several transactions: begun, in the ledger, erased.  A process that dies between
// leaves an erasure that is `executing`, which finish_started() goes on with, after every start.
//
// What stays, and is said in every dry run: the trail (no personal data, and its aliases lead
// nowhere), the number (it resolves to "erased"), counts of imports, matching models (made of many
// people), copies that others were given.

#include <string>
#include <vector>

#include "register/erasure_ledger.h"
#include "register/erasure_scope.h"
#include "register/legal_hold.h"
#include "register/verdict_desk.h"
#include "register/writer.h"

namespace genbo {

struct ErasureRequest {
    NumberId customer;
    std::vector<RecordId> records;  // Of related_records(); empty: all members.
    ErasureGround ground = ErasureGround::request;
    std::string reason;
};

struct ErasureOptions {
    // Who is told besides the sources: systems that get data from this master.
    std::vector<std::string> recipients;
};

struct ErasurePlan {
    std::vector<RelatedRecord> related;
    std::vector<RecordId> chosen;
    ErasureScope scope;
    std::vector<LegalHold> holds;
};

// Papers are "erasure/…"; numbers that were erased have a paper "erased/…".
inline constexpr std::string_view kErasurePapers = "erasure";
inline constexpr std::string_view kErasedNumberPapers = "erased";

// Dry run: nothing is written.  not_found: register.unknown_number.  invalid:
// register.erasure_foreign (a record that is not related).
Result<ErasurePlan> plan_erasure(
    StoreReader& store, const RecordVault& vault, NumberId customer,
    const std::vector<RecordId>& records, Instant now);

class ErasureDesk {
public:
    ErasureDesk(Writer& writer, ErasureLedger& ledger, ErasureOptions options = {})
        : writer_(writer), ledger_(ledger), options_(std::move(options)) {}

    // Freezes, and asks for the approval; a retention run needs none of its own.  Errors as of
    // plan_erasure(); conflict: register.legal_hold, register.erasure_pending.  invalid:
    // register.reason_needed.
    Result<Erasure> ask(
        const ErasureRequest& request, const Actor& actor, const StillSo& still_so = {});

    // As it was before ask().  conflict: register.erasure_state.
    Result<Erasure> take_back(
        ErasureId id, const std::string& reason, const Actor& actor, Role role);

    // Errors as of may_use(); conflict: register.erasure_state, register.legal_hold,
    // register.approval_early.
    Result<Erasure> execute(ErasureId id, const Actor& actor);

    // Those that a process began and did not finish.
    Result<std::size_t> finish_started();

    // Of everybody whose erasure is approved and due.
    Result<std::vector<ErasureId>> due(Instant now);

    // A recipient has done it too.  not_found: register.unknown_recipient.
    Result<Erasure> acknowledge(
        ErasureId id, const std::string& recipient, const std::string& remark, const Actor& actor);

    // The person wants to be a customer again: rows that say so are taken from now on.
    // conflict: register.erasure_state.
    Result<Erasure> let_come_back(ErasureId id, const std::string& reason, const Actor& actor);

    // Everybody in the ledger who is (again) in the database goes; how many erasures were done
    // anew.  Before anybody else may use the database.
    Result<std::size_t> replay();

private:
    Result<Erasure> change(
        ErasureId id, const std::function<Result<>(WriteContext&, Erasure&)>& work);
    Result<> begin_execution(WriteContext& context, Erasure& erasure, const Actor& actor);
    Result<> erase_now(WriteContext& context, Erasure& erasure, const Actor& actor);
    Result<LedgerEntry> ledger_entry(const Erasure& erasure);
    Result<Erasure> finish(ErasureId id, const Actor& actor);
    Result<> replay_entry(WriteContext& context, const LedgerEntry& entry);

    Writer& writer_;
    ErasureLedger& ledger_;
    const ErasureOptions options_;
};

// not_found: register.unknown_erasure.
Result<Erasure> stored_erasure(StoreReader& store, const RecordVault& vault, ErasureId id);
// Newest first.
Result<std::vector<Erasure>> stored_erasures(StoreReader& store, const RecordVault& vault);
Result<> put_erasure(WriteContext& context, const Erasure& erasure);

// Whether the number belonged to somebody who was erased.
Result<bool> is_erased_number(StoreReader& store, NumberId number);

}  // namespace genbo
