// SPDX-License-Identifier: Apache-2.0

// Records, explanations, reviews, numbers, the audit checkpoint.

#include <algorithm>
#include <charconv>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/kept_answers.h"
#include "match/schema.h"
#include "register/audit_trail.h"
#include "register/number_desk.h"
#include "register/verdict_desk.h"

namespace genbo {

namespace {

// A review is known by its pair.  JavaScript keeps integers exactly up to 2^53, so each record id
// has 26 bits: 67 million records, far above what one process holds in memory.
constexpr std::int64_t kReviewShift = std::int64_t{1} << 26;

std::int64_t review_id(std::int64_t left, std::int64_t right) {
    return left * kReviewShift + right;
}

std::pair<RecordId, RecordId> pair_of_review(std::int64_t id) {
    return {RecordId{id / kReviewShift}, RecordId{id % kReviewShift}};
}

std::string review_reason(ReviewReason reason) {
    return reason == ReviewReason::unconnected ? "conflict" : "close_call";
}

std::string verdict_name(StoredVerdictKind kind) {
    switch (kind) {
        case StoredVerdictKind::same: return "same";
        case StoredVerdictKind::not_same: return "not_same";
        case StoredVerdictKind::later: return "later";
        case StoredVerdictKind::unsure: return "unsure";
        case StoredVerdictKind::second_same: return "same";
        case StoredVerdictKind::second_not_same: return "not_same";
    }
    return "later";
}

Result<StoredVerdictKind> verdict_kind(std::string_view name) {
    if (name == "same") return StoredVerdictKind::same;
    if (name == "not_same") return StoredVerdictKind::not_same;
    if (name == "later") return StoredVerdictKind::later;
    return Error{Fault::invalid, "app.unknown_verdict", {std::string{name}}};
}

std::string number_state(NumberState state) {
    switch (state) {
        case NumberState::live: return "live";
        case NumberState::alias: return "alias";
        case NumberState::withdrawn: return "void";
        case NumberState::reserved: return "reserved";
        case NumberState::unknown: return "unknown";
    }
    return "unknown";
}

Result<std::optional<ReviewPair>> review_cursor(std::string_view cursor) {
    if (cursor.empty()) return std::optional<ReviewPair>{};
    // bits.reason.a.b
    std::array<std::int64_t, 4> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto* end = cursor.data() + cursor.size();
        const auto read = std::from_chars(cursor.data(), end, parts.at(i));
        const bool last = i + 1 == parts.size();
        if (read.ec != std::errc{} ||
            (last ? read.ptr != end : read.ptr == end || *read.ptr != '.'))
            return Error{Fault::invalid, "app.bad_cursor"};
        cursor.remove_prefix(static_cast<std::size_t>(read.ptr - cursor.data()) + (last ? 0 : 1));
    }
    return std::optional{ReviewPair{
        parts[2], parts[3], static_cast<Millibits>(parts[0]),
        parts[1] == 0 ? ReviewReason::likely : ReviewReason::unconnected}};
}

std::string cursor_of(const ReviewPair& pair) {
    return std::to_string(pair.bits) + "." + (pair.reason == ReviewReason::likely ? "0" : "1") +
           "." + std::to_string(pair.a) + "." + std::to_string(pair.b);
}

}  // namespace

Result<ApiRecord> MasterBackend::record(const ApiCall& call, RecordId id) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto member = TRY(desk.record(id));
    ApiRecord api;
    api.record_id = id;
    api.source = member.source_name;
    api.source_key = member.values.get(Field::source_key);
    api.number = TRY(desk.number_text(member.record.customer));
    auto versions = TRY(session->store().versions(id));
    std::ranges::reverse(versions);
    for (const auto& version : versions) {
        const auto values = TRY(session->vault().open_payload(member.record, version));
        api.versions.push_back({version.version, version.at, version.import, api_values(values)});
    }
    return api;
}

Result<std::optional<ApiVerdict>> MasterBackend::standing_verdict(
    ReadSession& session, RecordId left, RecordId right) {
    const auto low = std::min(left, right);
    const auto high = std::max(left, right);
    for (const auto& verdict : TRY(session.store().verdicts_of(std::span{&low, 1}))) {
        if (verdict.left != low || verdict.right != high || verdict.withdrawn != Instant{} ||
            is_second(verdict.kind))
            continue;
        ApiVerdict api;
        api.verdict = verdict_name(verdict.kind);
        const auto note =
            TRY(session.vault().open_text(verdict_place(verdict.id), verdict.sealed_reason));
        api.reason = verdict_note(note).reason;
        api.actor = TRY(staff_name(session, verdict.actor));
        api.at = verdict.at;
        return std::optional{std::move(api)};
    }
    return std::optional<ApiVerdict>{};
}

Result<ApiExplanation> MasterBackend::describe_pair(
    ReadSession& session, RecordId left, RecordId right, Language language) {
    CustomerDesk desk(session, master_.config().policy);
    const auto pair = TRY(desk.two_records(left, right));
    const auto why = desk.explain(pair, master_.model());
    auto reasons = api_reasons(why, &pair.left.values, &pair.right.values, language);
    ApiExplanation api;
    api.left = left;
    api.right = right;
    api.bits = reasons.bits;
    api.probability = reasons.probability;
    api.base_bits = reasons.base_bits;
    api.model_version = std::move(reasons.model_version);
    api.comparisons = std::move(reasons.comparisons);
    api.blocking_keys = std::move(reasons.blocking_keys);
    api.verdict = TRY(standing_verdict(session, left, right));
    return api;
}

Result<ApiExplanation> MasterBackend::explain(const ApiCall& call, RecordId left, RecordId right) {
    TRY(may(call, Action::view_explanation));
    auto session = TRY(master_.sessions().borrow());
    return describe_pair(*session, left, right, call.language);
}

Result<std::int64_t> MasterBackend::reviews_waiting(ReadSession& session) {
    const auto waiting = TRY(master_.index().review_count(session.store()));
    if (metrics_ != nullptr) metrics_->reviews.waiting.set(static_cast<double>(waiting));
    return waiting;
}

Result<ApiReviewPage> MasterBackend::reviews(const ApiCall& call, const ApiPageRequest& page) {
    TRY(may(call, Action::review));
    const auto after = TRY(review_cursor(page.cursor));
    ApiReviewPage out;
    auto session = TRY(master_.sessions().borrow());
    const auto pairs = TRY(master_.index().review_pairs(session->store(), page.limit + 1, after));
    out.waiting = TRY(reviews_waiting(*session));
    CustomerDesk desk(*session, master_.config().policy);
    for (const auto& pair : pairs) {
        if (out.page.items.size() == page.limit) {
            out.page.next_cursor = cursor_of(pairs[page.limit - 1]);
            break;
        }
        ApiReviewItem item;
        item.id = review_id(pair.a, pair.b);
        item.left_record = RecordId{pair.a};
        item.right_record = RecordId{pair.b};
        item.bits = in_bits(pair.bits);
        const auto left = TRY(desk.record(item.left_record));
        const auto right = TRY(desk.record(item.right_record));
        item.left_number = TRY(desk.number_text(left.record.customer));
        item.right_number = TRY(desk.number_text(right.record.customer));
        item.reason = review_reason(pair.reason);
        out.page.items.push_back(std::move(item));
    }
    return out;
}

Result<ApiReview> MasterBackend::describe_review(
    const ApiCall& call, RecordId left, RecordId right) {
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto pair = TRY(desk.two_records(left, right));
    ApiReview review;
    review.id = review_id(left.value(), right.value());
    review.reason = "close_call";
    const auto side = [&](const MemberView& member) -> Result<ApiReviewSide> {
        ApiReviewSide api;
        api.record_id = member.record.id;
        api.number = TRY(desk.number_text(member.record.customer));
        api.source = member.source_name;
        api.source_key = member.values.get(Field::source_key);
        api.last_changed = member.last_changed;
        const auto members = TRY(session->store().records_of(member.record.customer));
        api.members = static_cast<std::int64_t>(members.size());
        api.values = api_values(member.values);
        return api;
    };
    review.left = TRY(side(pair.left));
    review.right = TRY(side(pair.right));
    review.explanation = TRY(describe_pair(*session, left, right, call.language));
    review.verdict = review.explanation.verdict;
    // What a decision rests on: both records as they are, and the verdict that stands.
    review.version = std::to_string(pair.left.record.version) + "." +
                     std::to_string(pair.right.record.version) + "." +
                     (review.verdict ? review.verdict->verdict : "none");
    return review;
}

Result<ApiReview> MasterBackend::review(const ApiCall& call, std::int64_t id) {
    TRY(may(call, Action::review));
    const auto [left, right] = pair_of_review(id);
    return describe_review(call, left, right);
}

Result<ApiReview> MasterBackend::decide(const ApiCall& call, const ApiDecision& decision) {
    TRY(may(call, Action::review));
    const auto kind = TRY(verdict_kind(decision.verdict));
    const auto [left, right] = pair_of_review(decision.review);
    const auto seen = TRY(describe_review(call, left, right));
    if (!call.if_match.empty() && call.if_match != seen.version)
        return Error{Fault::conflict, "app.review.version_changed"};
    VerdictDesk desk(master_.writer());
    TRY(desk.decide(left, right, kind, decision.reason, actor_of(call)));
    return describe_review(call, left, right);
}

Result<ApiReview> MasterBackend::take_back(const ApiCall& call, std::int64_t review) {
    TRY(may(call, Action::review));
    const auto [left, right] = pair_of_review(review);
    const auto seen = TRY(describe_review(call, left, right));
    if (!call.if_match.empty() && call.if_match != seen.version)
        return Error{Fault::conflict, "app.review.version_changed"};
    VerdictDesk desk(master_.writer());
    TRY(desk.take_back(left, right, actor_of(call)));
    return describe_review(call, left, right);
}

Result<ApiNumberCheck> MasterBackend::check_number(const ApiCall& call, std::string_view text) {
    TRY(may(call, Action::check_numbers));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto lookup = TRY(desk.look_up(text));
    ApiNumberCheck api;
    api.valid = !lookup.number.empty();
    if (api.valid) api.normalised = lookup.number;
    api.state = number_state(lookup.state);
    api.resolves_to = lookup.resolves_to;
    return api;
}

Result<ApiNumberGrant> MasterBackend::grant_numbers(
    const ApiCall& call, const ApiNumberRequest& request) {
    TRY(may(call, Action::issue_numbers));
    NumberDesk desk(master_.writer());
    const auto asked =
        call.idempotency_key.empty()
            ? RequestName{}
            : request_name(call.actor.id, call.idempotency_key + "\n" + call.request_hash);
    ApiNumberGrant grant;
    grant.kind = request.kind;
    grant.owner = request.owner;
    if (request.kind == "manual") {
        grant.numbers.push_back(
            TRY(desk.issue_manual(request.number.value_or(""), actor_of(call), asked)));
        return grant;
    }
    const auto size =
        static_cast<std::size_t>(std::max<std::int64_t>(0, request.block_size.value_or(0)));
    grant.numbers = TRY(desk.reserve(size, request.owner.value_or(""), actor_of(call), asked));
    return grant;
}

Result<ApiCheckpoint> MasterBackend::checkpoint(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    const auto tree = TRY(stored_audit_tree(session->store()));
    ApiCheckpoint api;
    api.size = static_cast<std::int64_t>(tree.size());
    api.root = to_hex(tree.root());
    api.at = master_.clock().now();
    api.origin = "genbo/" + master_.keyring().id();
    return api;
}

}  // namespace genbo
