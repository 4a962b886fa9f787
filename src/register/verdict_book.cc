// SPDX-License-Identifier: Apache-2.0
#include "register/verdict_book.h"

#include <algorithm>
#include <map>

namespace genbo {

namespace {

// Verdicts are looked through in pieces of so many.
constexpr std::size_t kBookPiece = 500;
// Of one question; whoever asks for a rare thing gets a page with less on it and goes on.
constexpr std::size_t kBookPieces = 40;

bool asked_for(const VerdictQuery& query, const StoredVerdict& verdict) {
    if (query.actor && verdict.actor != *query.actor) return false;
    if (query.kind && verdict.kind != *query.kind) return false;
    if (verdict.at < query.from) return false;
    if (query.until != Instant{} && verdict.at >= query.until) return false;
    return !query.standing || verdict.withdrawn == Instant{};
}

// A piece of the book, newest first, behind `before`.
Result<std::vector<StoredVerdict>> piece_of(
    ReadSession& session, const VerdictQuery& query, VerdictId before) {
    if (!query.customer) return session.store().verdicts(before, kBookPiece);
    std::vector<RecordId> records;
    for (const auto& record : TRY(session.store().records_of(*query.customer)))
        records.push_back(record.id);
    auto verdicts = TRY(session.store().verdicts_of(records));
    std::ranges::reverse(verdicts);
    std::erase_if(verdicts, [&](const StoredVerdict& verdict) {
        return before.value() != 0 && verdict.id >= before;
    });
    if (verdicts.size() > kBookPiece) verdicts.resize(kBookPiece);
    return verdicts;
}

Result<> complete(ReadSession& session, std::vector<BookedVerdict>& booked) {
    std::vector<RecordId> records;
    for (const auto& one : booked) {
        records.push_back(one.verdict.left);
        records.push_back(one.verdict.right);
    }
    std::map<RecordId, NumberId> customers;
    for (const auto& member : TRY(session.store().customers_of(records)))
        customers[member.record] = member.customer;
    for (auto& one : booked) {
        const auto text = TRY(
            session.vault().open_text(verdict_place(one.verdict.id), one.verdict.sealed_reason));
        one.note = verdict_note(text);
        one.left_customer = customers[one.verdict.left];
        one.right_customer = customers[one.verdict.right];
    }
    return {};
}

}  // namespace

Result<VerdictPage> find_verdicts(ReadSession& session, const VerdictQuery& query) {
    VerdictPage page;
    auto before = query.before;
    for (std::size_t piece = 0; piece < kBookPieces; ++piece) {
        const auto verdicts = TRY(piece_of(session, query, before));
        for (const auto& verdict : verdicts) {
            if (page.verdicts.size() == query.limit) {
                page.next = before;
                TRY(complete(session, page.verdicts));
                return page;
            }
            before = verdict.id;
            if (asked_for(query, verdict)) page.verdicts.push_back({verdict, {}, {}, {}});
        }
        page.next = before;
        if (verdicts.size() < kBookPiece) {
            page.next = VerdictId{};
            break;
        }
    }
    TRY(complete(session, page.verdicts));
    return page;
}

}  // namespace genbo
