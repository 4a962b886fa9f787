// SPDX-License-Identifier: Apache-2.0

// The review queue, one review, verdicts on it, and many at once.

#include <algorithm>
#include <charconv>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/review_id.h"
#include "crypto/hash.h"
#include "register/review_desk.h"
#include "register/verdict_desk.h"

namespace genbo {

namespace {

// Other records of a customer that are shown beside the pair.
constexpr std::size_t kOthersShown = 12;
// "The next 40 are worth about …"
constexpr std::size_t kForecastReviews = 40;
constexpr std::size_t kBulkSample = 10;

std::string review_reason(ReviewWhy why) {
    switch (why) {
        case ReviewWhy::likely: return "close_call";
        case ReviewWhy::refused: return "conflict";
        case ReviewWhy::unsure: return "second_opinion";
        case ReviewWhy::contested: return "contested";
        case ReviewWhy::agreement: return "agreement";
        case ReviewWhy::joined: return "joined";
    }
    return "close_call";
}

Result<StoredVerdictKind> verdict_kind(std::string_view name) {
    if (name == "same") return StoredVerdictKind::same;
    if (name == "not_same") return StoredVerdictKind::not_same;
    if (name == "later") return StoredVerdictKind::later;
    if (name == "unsure") return StoredVerdictKind::unsure;
    return Error{Fault::invalid, "app.unknown_verdict", {std::string{name}}};
}

// worth.left.right of the last pair that came by its worth; the worth in millionths.
struct QueuePlace {
    std::int64_t worth = 0;
    std::int64_t left = 0;
    std::int64_t right = 0;

    static QueuePlace of(const QueuedReview& item) {
        return {
            std::llround(std::min(item.worth, 1e12) * 1e6), item.left.value(), item.right.value()};
    }
    // Descending worth, then ascending records.
    bool before(const QueuePlace& other) const {
        if (worth != other.worth) return worth > other.worth;
        return std::pair{left, right} < std::pair{other.left, other.right};
    }
    std::string text() const {
        return std::to_string(worth) + "." + std::to_string(left) + "." + std::to_string(right);
    }
};

Result<std::optional<QueuePlace>> queue_place(std::string_view cursor) {
    if (cursor.empty()) return std::optional<QueuePlace>{};
    QueuePlace place;
    const auto* at = cursor.data();
    const auto* const end = cursor.data() + cursor.size();
    for (auto* part : {&place.worth, &place.left, &place.right}) {
        if (part != &place.worth) {
            if (at == end || *at != '.') return Error{Fault::invalid, "app.bad_cursor"};
            ++at;
        }
        const auto read = std::from_chars(at, end, *part);
        if (read.ec != std::errc{}) return Error{Fault::invalid, "app.bad_cursor"};
        at = read.ptr;
    }
    if (at != end) return Error{Fault::invalid, "app.bad_cursor"};
    return std::optional{place};
}

bool by_worth(const QueuedReview& item) {
    return item.pick == ReviewPick::value && item.why == ReviewWhy::likely;
}

bool same_side(const StoredVerdict& verdict) {
    return verdict.kind == StoredVerdictKind::same ||
           verdict.kind == StoredVerdictKind::second_same;
}

}  // namespace

std::string verdict_name(StoredVerdictKind kind) {
    switch (kind) {
        case StoredVerdictKind::second_same:
        case StoredVerdictKind::same: return "same";
        case StoredVerdictKind::second_not_same:
        case StoredVerdictKind::not_same: return "not_same";
        case StoredVerdictKind::later: return "later";
        case StoredVerdictKind::unsure: return "unsure";
    }
    return "later";
}

std::string pick_name(ReviewPick pick) {
    switch (pick) {
        case ReviewPick::value: return "value";
        case ReviewPick::chance: return "chance";
        case ReviewPick::audit: return "audit";
        case ReviewPick::second: return "second";
        case ReviewPick::bulk: return "bulk";
    }
    return "value";
}

Result<MasterBackend::SaidOnPair> MasterBackend::said_on(
    StoreReader& store, RecordId left, RecordId right) {
    const auto low = std::min(left, right);
    const auto high = std::max(left, right);
    SaidOnPair said;
    for (auto& verdict : TRY(store.verdicts_of(std::span{&low, 1}))) {
        if (verdict.left != low || verdict.right != high || verdict.withdrawn != Instant{})
            continue;
        if (is_second(verdict.kind))
            said.second.push_back(std::move(verdict));
        else
            said.verdict = std::move(verdict);
    }
    return said;
}

Result<ApiVerdict> MasterBackend::describe_verdict(
    ReadSession& session, const StoredVerdict& verdict) {
    ApiVerdict api;
    api.verdict = verdict_name(verdict.kind);
    const auto note =
        TRY(session.vault().open_text(verdict_place(verdict.id), verdict.sealed_reason));
    api.reason = verdict_note(note).reason;
    api.actor = TRY(staff_name(session, verdict.actor));
    api.at = verdict.at;
    return api;
}

Result<std::optional<ApiVerdict>> MasterBackend::standing_verdict(
    ReadSession& session, RecordId left, RecordId right) {
    const auto said = TRY(said_on(session.store(), left, right));
    if (!said.verdict) return std::optional<ApiVerdict>{};
    return std::optional{TRY(describe_verdict(session, *said.verdict))};
}

Result<std::int64_t> MasterBackend::reviews_waiting(ReadSession& session) {
    const auto waiting = TRY(master_.index().review_count(session.store()));
    if (metrics_ != nullptr) metrics_->reviews.waiting.set(static_cast<double>(waiting));
    return waiting;
}

Result<ApiReviewItem> MasterBackend::describe_item(ReadSession& session, const QueuedReview& item) {
    CustomerDesk desk(session, master_.config().policy);
    ApiReviewItem api;
    api.id = review_id(item.left, item.right);
    api.left_record = item.left;
    api.right_record = item.right;
    api.bits = in_bits(item.bits);
    api.left_number = TRY(desk.number_text(item.left_customer));
    api.right_number = TRY(desk.number_text(item.right_customer));
    api.reason = review_reason(item.why);
    api.pick = pick_name(item.pick);
    api.change = item.change;
    api.worth = item.worth;
    return api;
}

Result<ApiReviewPage> MasterBackend::reviews(const ApiCall& call, const ApiPageRequest& page) {
    TRY(may(call, Action::review));
    const auto after = TRY(queue_place(page.cursor));
    auto session = TRY(master_.sessions().borrow());
    ReviewDesk desk(*session, master_.index(), master_.config().policy, today());
    const auto queue = TRY(desk.queue(call.actor.id));
    auto at = queue.items.begin();
    if (after)
        at = std::ranges::find_if(queue.items, [&](const QueuedReview& item) {
            return by_worth(item) && after->before(QueuePlace::of(item));
        });
    ApiReviewPage out;
    out.waiting = queue.waiting;
    TRY(reviews_waiting(*session));
    std::optional<QueuePlace> last;
    for (; at != queue.items.end(); ++at) {
        if (out.page.items.size() == page.limit) {
            // Only behind a place in the order of worth can another page begin.
            if (last) out.page.next_cursor = last->text();
            break;
        }
        if (by_worth(*at)) last = QueuePlace::of(*at);
        out.page.items.push_back(TRY(describe_item(*session, *at)));
    }
    return out;
}

Result<ApiReviewSummary> MasterBackend::review_summary(const ApiCall& call) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    ReviewDesk desk(*session, master_.index(), master_.config().policy, today());
    const auto queue = TRY(desk.queue(call.actor.id));
    const auto counts = TRY(session->store().counts());
    const auto next = ReviewDesk::forecast(queue, kForecastReviews, counts);
    const auto agreement = TRY(desk.agreement());
    const auto precision = TRY(desk.precision());
    ApiReviewSummary api;
    api.waiting = queue.waiting;
    api.next = {next.reviews, next.joins, next.pairs, next.recall_points};
    api.agreement = {agreement.pairs, agreement.agreed, agreement.percent, agreement.kappa};
    api.precision = {
        precision.judged, precision.right, precision.precision, precision.low, precision.high};
    return api;
}

Result<ApiReviewSide> MasterBackend::describe_side(
    ReadSession& session, const MemberView& member, std::int64_t members) {
    CustomerDesk desk(session, master_.config().policy);
    ApiReviewSide api;
    api.record_id = member.record.id;
    api.number = TRY(desk.number_text(member.record.customer));
    api.source = member.source_name;
    api.source_key = member.values.get(Field::source_key);
    api.last_changed = member.last_changed;
    api.members = members;
    api.values = api_values(member.values);
    return api;
}

Result<std::vector<ApiReviewSide>> MasterBackend::describe_others(
    ReadSession& session, const MemberView& member, std::int64_t& members) {
    CustomerDesk desk(session, master_.config().policy);
    const auto records = TRY(session.store().records_of(member.record.customer));
    members = std::ssize(records);
    std::vector<ApiReviewSide> others;
    for (const auto& record : records) {
        if (record.id == member.record.id || others.size() == kOthersShown) continue;
        const auto view = TRY(desk.record(record.id));
        others.push_back(TRY(describe_side(session, view, members)));
    }
    return others;
}

// What a decision rests on: both records as they are, and what stands.
std::string MasterBackend::review_version(
    const StoredRecord& left, const StoredRecord& right, const SaidOnPair& said) {
    return std::to_string(left.version) + "." + std::to_string(right.version) + "." +
           std::to_string(said.verdict ? said.verdict->id.value() : 0) + "." +
           std::to_string(said.second.size());
}

StillSo MasterBackend::review_as_seen(const ApiCall& call, RecordId left, RecordId right) {
    if (call.if_match.empty()) return {};
    return [=, seen = call.if_match](StoreReader& store) -> Result<> {
        const auto said = TRY(said_on(store, left, right));
        if (seen == review_version(TRY(store.record(left)), TRY(store.record(right)), said))
            return {};
        return Error{Fault::conflict, "app.review.version_changed"};
    };
}

Result<ApiReview> MasterBackend::describe_review(
    const ApiCall& call, RecordId left, RecordId right) {
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto pair = TRY(desk.two_records(left, right));
    ApiReview review;
    review.id = review_id(left, right);
    std::int64_t left_count = 0;
    std::int64_t right_count = 0;
    review.left_members = TRY(describe_others(*session, pair.left, left_count));
    review.right_members = TRY(describe_others(*session, pair.right, right_count));
    review.left = TRY(describe_side(*session, pair.left, left_count));
    review.right = TRY(describe_side(*session, pair.right, right_count));
    const bool joined = pair.left.record.customer == pair.right.record.customer;
    // Both show the same records then.
    if (joined) review.right_members.clear();
    review.explanation = TRY(describe_pair(*session, left, right, call.language));
    review.reason = joined ? "joined" : "close_call";

    const auto said = TRY(said_on(session->store(), left, right));
    if (said.verdict) {
        review.verdict = review.explanation.verdict;
        const bool own = said.verdict->actor == call.actor.id;
        const bool spoke =
            own || std::ranges::count(said.second, call.actor.id, &StoredVerdict::actor) > 0;
        const auto contrary = std::ranges::count_if(said.second, [&](const StoredVerdict& second) {
            return same_side(second) != same_side(*said.verdict);
        });
        const bool contested =
            decides(said.verdict->kind) && contrary >= 1 + (std::ssize(said.second) - contrary);
        if (said.verdict->kind == StoredVerdictKind::unsure) {
            review.reason = "second_opinion";
            review.may_decide = !own;
        } else if (contested) {
            review.reason = "contested";
            review.may_decide = !spoke;
        } else if (decides(said.verdict->kind) && !spoke) {
            // Whoever is to judge for himself does not see what the first one said.
            const auto note = verdict_note(TRY(session->vault().open_text(
                verdict_place(said.verdict->id), said.verdict->sealed_reason)));
            if (said.second.empty() &&
                (note.pick == ReviewPick::chance || note.pick == ReviewPick::audit)) {
                review.reason = "agreement";
                review.verdict = std::nullopt;
                review.explanation.verdict = std::nullopt;
            }
        }
    }
    review.version = review_version(pair.left.record, pair.right.record, said);
    return review;
}

Result<ApiReview> MasterBackend::review(const ApiCall& call, std::string_view id) {
    TRY(may(call, Action::review));
    const auto [left, right] = TRY(pair_of_review(id));
    return describe_review(call, left, right);
}

Result<ApiReview> MasterBackend::decide(const ApiCall& call, const ApiDecision& decision) {
    TRY(may(call, Action::review));
    const auto kind = TRY(verdict_kind(decision.verdict));
    const auto [left, right] = TRY(pair_of_review(decision.review));
    const auto seen = TRY(describe_review(call, left, right));
    // A pick that chance did not make says nothing about the rest.
    auto pick = review_pick(decision.pick.front()).value_or(ReviewPick::value);
    const bool joined = seen.left.number == seen.right.number;
    if (pick == ReviewPick::chance && !picked_by_chance(today(), left, right))
        pick = ReviewPick::value;
    if (pick == ReviewPick::audit && !joined) pick = ReviewPick::value;
    VerdictDesk desk(master_.writer());
    TRY(desk.decide(
        left, right, kind, decision.reason, actor_of(call), pick,
        review_as_seen(call, left, right)));
    return describe_review(call, left, right);
}

Result<ApiReview> MasterBackend::take_back(const ApiCall& call, std::string_view review) {
    TRY(may(call, Action::review));
    const auto [left, right] = TRY(pair_of_review(review));
    VerdictDesk desk(master_.writer());
    TRY(desk.take_back(left, right, actor_of(call), review_as_seen(call, left, right)));
    return describe_review(call, left, right);
}

Result<MasterBackend::BulkSeen> MasterBackend::see_bulk(ReadSession& session, const ApiBulk& bulk) {
    ReviewDesk desk(session, master_.index(), master_.config().policy, today());
    BulkSeen seen;
    seen.bulk = TRY(desk.bulk(bits_to_millibits(bulk.min_bits), bulk.same));
    Bytes pairs;
    for (const auto& pair : seen.bulk.pairs)
        for (const auto value : {pair.left.value(), pair.right.value()})
            for (unsigned shift = 0; shift < 64; shift += 8)
                pairs.push_back(
                    static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
    seen.token = to_hex(sha256(pairs)).substr(0, 32);
    return seen;
}

Result<ApiBulkPreview> MasterBackend::preview_bulk(const ApiCall& call, const ApiBulk& bulk) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    const auto seen = TRY(see_bulk(*session, bulk));
    ApiBulkPreview api;
    api.token = seen.token;
    api.pairs = std::ssize(seen.bulk.pairs);
    api.customers = seen.bulk.customers;
    api.more = seen.bulk.more;
    // From the weak end: there a mistake would be.
    for (auto at = seen.bulk.pairs.rbegin();
         at != seen.bulk.pairs.rend() && api.sample.size() < kBulkSample; ++at) {
        auto item = TRY(describe_item(*session, *at));
        item.pick = "value";
        api.sample.push_back(std::move(item));
    }
    return api;
}

Result<ApiBulkOutcome> MasterBackend::accept_bulk(const ApiCall& call, const ApiBulk& bulk) {
    TRY(may(call, Action::review));
    std::vector<std::pair<RecordId, RecordId>> pairs;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto seen = TRY(see_bulk(*session, bulk));
        if (seen.token != bulk.token) return Error{Fault::conflict, "app.review.version_changed"};
        for (const auto& pair : seen.bulk.pairs) pairs.emplace_back(pair.left, pair.right);
    }
    VerdictDesk desk(master_.writer());
    const auto outcome = TRY(desk.accept_all(pairs, bulk.reason, actor_of(call)));
    return ApiBulkOutcome{outcome.verdicts.front(), std::ssize(outcome.verdicts)};
}

}  // namespace genbo
