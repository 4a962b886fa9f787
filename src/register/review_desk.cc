// SPDX-License-Identifier: Apache-2.0
#include "register/review_desk.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "base/money.h"
#include "match/hash.h"
#include "match/schema.h"
#include "match/score.h"
#include "text/fold.h"

namespace genbo {

namespace {

using RecordPair = std::pair<RecordId, RecordId>;

double doubt(Millibits bits) {
    const double p = probability_of(bits);
    return 4 * p * (1 - p);
}

// Yen as files write them: "¥12,300", "１２３００円".
double yen_in(std::string_view text) {
    double yen = 0;
    for (const char c : fold_width(text)) {
        if (c == '.') break;
        if (c >= '0' && c <= '9') yen = yen * 10 + (c - '0');
    }
    return std::min(yen, 1e12);
}

bool is_same(StoredVerdictKind kind) {
    return kind == StoredVerdictKind::same || kind == StoredVerdictKind::second_same;
}

void sort_by_worth(std::vector<QueuedReview>& items) {
    std::ranges::sort(items, [](const QueuedReview& x, const QueuedReview& y) {
        if (x.worth != y.worth) return x.worth > y.worth;
        return x.left != y.left ? x.left < y.left : x.right < y.right;
    });
}

// Every tenth place is given to chance: in turn out of the queue and out of what is joined.
std::vector<QueuedReview> with_chance(
    std::vector<QueuedReview> ordered, std::vector<QueuedReview> chance,
    std::vector<QueuedReview> audits) {
    std::set<RecordPair> placed;
    std::vector<QueuedReview> out;
    std::size_t next_chance = 0;
    std::size_t next_audit = 0;
    const auto place = [&](QueuedReview item) {
        if (placed.emplace(item.left, item.right).second) out.push_back(std::move(item));
    };
    for (const auto& item : ordered) {
        if (out.size() % kChanceEvery == kChanceEvery - 1) {
            const bool audit_turn = out.size() / kChanceEvery % 2 == 1;
            const bool audit =
                (audit_turn || next_chance == chance.size()) && next_audit < audits.size();
            if (audit)
                place(audits[next_audit++]);
            else if (next_chance < chance.size())
                place(chance[next_chance++]);
        }
        place(item);
    }
    for (; next_chance < chance.size(); ++next_chance) place(chance[next_chance]);
    for (; next_audit < audits.size(); ++next_audit) place(audits[next_audit]);
    return out;
}

}  // namespace

ReviewAgreement agreement_of(
    std::int64_t both_same, std::int64_t same_not, std::int64_t not_same, std::int64_t both_not) {
    ReviewAgreement agreement;
    agreement.pairs = both_same + same_not + not_same + both_not;
    agreement.agreed = both_same + both_not;
    if (agreement.pairs == 0) return agreement;
    const auto n = static_cast<double>(agreement.pairs);
    const double observed = static_cast<double>(agreement.agreed) / n;
    const double first_same = static_cast<double>(both_same + same_not) / n;
    const double second_same = static_cast<double>(both_same + not_same) / n;
    const double expected = first_same * second_same + (1 - first_same) * (1 - second_same);
    agreement.percent = 100 * observed;
    if (expected < 1) agreement.kappa = (observed - expected) / (1 - expected);
    return agreement;
}

PrecisionEstimate precision_of(std::int64_t right, std::int64_t judged) {
    PrecisionEstimate estimate{.judged = judged, .right = right};
    if (judged == 0) return estimate;
    constexpr double kZ = 1.959964;
    const auto n = static_cast<double>(judged);
    const double p = static_cast<double>(right) / n;
    const double middle = p + kZ * kZ / (2 * n);
    const double spread = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    const double scale = 1 + kZ * kZ / n;
    estimate.precision = p;
    estimate.low = std::max(0.0, (middle - spread) / scale);
    estimate.high = std::min(1.0, (middle + spread) / scale);
    return estimate;
}

std::uint64_t chance_of(Day day, RecordId left, RecordId right) {
    const auto days =
        static_cast<std::uint64_t>(std::chrono::sys_days{day}.time_since_epoch().count());
    const auto low = std::min(left, right);
    const auto high = std::max(left, right);
    return hash_mix(
        hash_mix(days, static_cast<std::uint64_t>(low.value())),
        static_cast<std::uint64_t>(high.value()));
}

bool picked_by_chance(Day day, RecordId left, RecordId right) {
    return chance_of(day, left, right) % kChanceEvery == 0;
}

Result<> ReviewDesk::add_customers(std::vector<QueuedReview>& items) {
    std::vector<RecordId> records;
    for (const auto& item : items) {
        records.push_back(item.left);
        records.push_back(item.right);
    }
    std::map<RecordId, NumberId> customer;
    std::set<NumberId> customers;
    for (const auto& member : TRY(session_.store().customers_of(records))) {
        customer[member.record] = member.customer;
        customers.insert(member.customer);
    }
    std::map<NumberId, std::int64_t> sizes;
    const std::vector<NumberId> asked(customers.begin(), customers.end());
    for (const auto& member : TRY(session_.store().members_of(asked))) ++sizes[member.customer];
    std::erase_if(items, [&](QueuedReview& item) {
        const auto left = customer.find(item.left);
        const auto right = customer.find(item.right);
        // One of the two has been withdrawn meanwhile.
        if (left == customer.end() || right == customer.end()) return true;
        item.left_customer = left->second;
        item.right_customer = right->second;
        item.change = sizes[left->second] * sizes[right->second];
        return false;
    });
    return {};
}

Result<double> ReviewDesk::worth_of(NumberId customer) {
    CustomerDesk desk(session_, policy_);
    const auto view = TRY(desk.show(customer));
    return yen_in(view.golden.get(Field::purchase_amount));
}

Result<> ReviewDesk::order_by_worth(std::vector<QueuedReview>& items) {
    for (auto& item : items) item.worth = doubt(item.bits) * static_cast<double>(item.change);
    sort_by_worth(items);
    std::map<NumberId, double> yen;
    for (std::size_t i = 0; i < items.size() && i < kWorthLookups; ++i)
        for (const auto customer : {items[i].left_customer, items[i].right_customer})
            if (!yen.contains(customer)) yen[customer] = TRY(worth_of(customer));
    for (auto& item : items) {
        const double spent = yen[item.left_customer] + yen[item.right_customer];
        item.worth *= 1 + std::log10(1 + spent / 10'000);
    }
    sort_by_worth(items);
    return {};
}

Result<std::vector<QueuedReview>> ReviewDesk::open_pairs() {
    std::vector<QueuedReview> items;
    for (const auto& pair :
         TRY(index_.review_pairs(session_.store(), kQueueWindow, std::nullopt))) {
        QueuedReview item;
        item.left = RecordId{pair.a};
        item.right = RecordId{pair.b};
        item.bits = pair.bits;
        item.why = pair.reason == ReviewReason::likely ? ReviewWhy::likely : ReviewWhy::refused;
        items.push_back(item);
    }
    TRY(add_customers(items));
    return items;
}

Result<std::vector<ReviewDesk::Judged>> ReviewDesk::judged_pairs() {
    std::map<RecordPair, Judged> pairs;
    for (auto& verdict : TRY(session_.store().standing_verdicts())) {
        auto& judged = pairs[{verdict.left, verdict.right}];
        if (is_second(verdict.kind)) {
            judged.second.push_back(std::move(verdict));
            continue;
        }
        const auto note =
            TRY(session_.vault().open_text(verdict_place(verdict.id), verdict.sealed_reason));
        judged.pick = verdict_note(note).pick;
        judged.verdict = std::move(verdict);
    }
    std::vector<Judged> out;
    for (auto& [pair, judged] : pairs)
        if (judged.verdict.id.value() != 0) out.push_back(std::move(judged));
    return out;
}

Result<std::vector<QueuedReview>> ReviewDesk::second_opinions(StaffId person) {
    std::vector<QueuedReview> items;
    for (const auto& judged : TRY(judged_pairs())) {
        const auto& verdict = judged.verdict;
        const bool spoke = verdict.actor == person ||
                           std::ranges::count(judged.second, person, &StoredVerdict::actor) > 0;
        if (spoke) continue;
        QueuedReview item;
        item.left = verdict.left;
        item.right = verdict.right;
        item.pick = ReviewPick::second;
        const auto contrary = std::ranges::count_if(judged.second, [&](const auto& second) {
            return is_same(second.kind) != is_same(verdict.kind);
        });
        const auto agreeing = std::ssize(judged.second) - contrary;
        const bool by_chance =
            judged.pick == ReviewPick::chance || judged.pick == ReviewPick::audit;
        if (verdict.kind == StoredVerdictKind::unsure)
            item.why = ReviewWhy::unsure;
        else if (decides(verdict.kind) && contrary >= 1 + agreeing)
            item.why = ReviewWhy::contested;
        else if (decides(verdict.kind) && by_chance && judged.second.empty())
            item.why = ReviewWhy::agreement;
        else
            continue;
        items.push_back(item);
    }
    TRY(add_customers(items));
    std::ranges::stable_sort(items, {}, &QueuedReview::why);
    return items;
}

Result<std::vector<QueuedReview>> ReviewDesk::audits() {
    const auto counts = TRY(session_.store().counts());
    std::vector<RecordId> tried;
    // Records are numbered from 1; some have gone, some are alone.
    for (std::uint64_t i = 0; i < 8 * kAuditPicksMax && counts.versions > 0; ++i) {
        const auto dice = chance_of(today_, RecordId{0}, RecordId{static_cast<std::int64_t>(i)});
        tried.emplace_back(
            static_cast<std::int64_t>(1 + dice % static_cast<std::uint64_t>(counts.versions)));
    }
    std::ranges::sort(tried);
    tried.erase(std::unique(tried.begin(), tried.end()), tried.end());
    std::map<NumberId, std::vector<RecordId>> members;
    const auto found = TRY(session_.store().customers_of(tried));
    std::vector<NumberId> customers;
    for (const auto& one : found) customers.push_back(one.customer);
    for (const auto& member : TRY(session_.store().members_of(customers)))
        members[member.customer].push_back(member.record);
    std::vector<QueuedReview> items;
    const auto model = TRY(index_.model_seen(session_.store()));
    const Scorer scorer{register_schema(), *model};
    for (const auto& one : found) {
        const auto& all = members[one.customer];
        if (all.size() < 2 || items.size() == kAuditPicksMax) continue;
        const auto at = std::ranges::find(all, one.record) - all.begin();
        const auto step = 1 + chance_of(today_, one.record, RecordId{0}) % (all.size() - 1);
        const auto other = all[(static_cast<std::size_t>(at) + step) % all.size()];
        const std::array pair{std::min(one.record, other), std::max(one.record, other)};
        // What somebody has judged is no question any more.
        const auto verdicts = TRY(session_.store().verdicts_of(std::span{pair}.first(1)));
        if (std::ranges::any_of(verdicts, [&](const StoredVerdict& verdict) {
                return verdict.right == pair[1] && verdict.withdrawn == Instant{};
            }))
            continue;
        const auto rows = TRY(index_.rows(session_.store(), pair));
        if (rows.size() != 2) continue;
        QueuedReview item;
        item.left = pair[0];
        item.right = pair[1];
        item.bits = scorer.score(rows[0].row.view(), rows[1].row.view());
        item.why = ReviewWhy::joined;
        item.pick = ReviewPick::audit;
        item.left_customer = one.customer;
        item.right_customer = one.customer;
        item.change = 1;
        items.push_back(item);
    }
    std::ranges::sort(items, {}, [&](const QueuedReview& item) {
        return chance_of(today_, item.left, item.right);
    });
    return items;
}

Result<ReviewQueue> ReviewDesk::queue(StaffId person) {
    auto open = TRY(open_pairs());
    std::vector<QueuedReview> first;
    std::vector<QueuedReview> likely;
    for (auto& item : open)
        (item.why == ReviewWhy::refused ? first : likely).push_back(std::move(item));
    auto second = TRY(second_opinions(person));
    std::set<RecordPair> taken;
    for (const auto& item : second) taken.emplace(item.left, item.right);
    std::erase_if(
        likely, [&](const QueuedReview& item) { return taken.contains({item.left, item.right}); });
    TRY(order_by_worth(likely));
    // What chance has picked comes in chance's places alone: were the worthy ones among them judged
    // earlier, those that are judged would be no fair sample.
    std::vector<QueuedReview> chance;
    std::erase_if(likely, [&](const QueuedReview& item) {
        if (!picked_by_chance(today_, item.left, item.right)) return false;
        chance.push_back(item);
        chance.back().pick = ReviewPick::chance;
        return true;
    });
    std::ranges::sort(chance, {}, [&](const QueuedReview& item) {
        return chance_of(today_, item.left, item.right);
    });

    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), likely.begin(), likely.end());
    ReviewQueue queue;
    const auto audits_of_today = TRY(audits());
    const auto all = TRY(index_.review_count(session_.store()));
    queue.waiting =
        std::max<std::int64_t>(all, std::ssize(likely) + std::ssize(chance)) + std::ssize(second);
    queue.items = with_chance(std::move(first), std::move(chance), audits_of_today);
    return queue;
}

ReviewForecast ReviewDesk::forecast(
    const ReviewQueue& queue, std::size_t reviews, const StoreCounts& counts) {
    ReviewForecast forecast;
    double all_joins = static_cast<double>(counts.records - counts.customers);
    for (const auto& item : queue.items) {
        if (item.why != ReviewWhy::likely && item.why != ReviewWhy::refused) continue;
        // Of a pair that the scores would join and the clusters do not, nobody knows.
        const double p = item.bits >= 7000 ? 0.5 : probability_of(item.bits);
        all_joins += p;
        if (forecast.reviews == static_cast<std::int64_t>(reviews)) continue;
        ++forecast.reviews;
        forecast.joins += p;
        forecast.pairs += p * static_cast<double>(item.change);
    }
    if (all_joins > 0) forecast.recall_points = 100 * forecast.joins / all_joins;
    return forecast;
}

Result<ReviewAgreement> ReviewDesk::agreement() {
    std::array<std::int64_t, 4> counted{};
    for (const auto& judged : TRY(judged_pairs())) {
        if (!decides(judged.verdict.kind)) continue;
        for (const auto& second : judged.second) {
            const std::size_t place =
                (is_same(judged.verdict.kind) ? 0U : 2U) + (is_same(second.kind) ? 0U : 1U);
            ++counted.at(place);
        }
    }
    return agreement_of(counted[0], counted[1], counted[2], counted[3]);
}

Result<PrecisionEstimate> ReviewDesk::precision() {
    std::int64_t right = 0;
    std::int64_t judged_count = 0;
    for (const auto& judged : TRY(judged_pairs())) {
        if (judged.pick != ReviewPick::audit || !decides(judged.verdict.kind)) continue;
        ++judged_count;
        if (is_same(judged.verdict.kind)) ++right;
    }
    return precision_of(right, judged_count);
}

Result<ReviewDesk::BulkPairs> ReviewDesk::bulk(
    Millibits floor, const std::vector<std::string>& same) {
    BulkPairs bulk;
    auto items = TRY(open_pairs());
    std::ranges::stable_sort(items, std::ranges::greater{}, &QueuedReview::bits);
    const auto& schema = register_schema();
    const auto model = TRY(index_.model_seen(session_.store()));
    std::set<NumberId> customers;
    for (auto& item : items) {
        if (item.why != ReviewWhy::likely || item.bits < floor) continue;
        if (!same.empty()) {
            const std::array pair{std::min(item.left, item.right), std::max(item.left, item.right)};
            const auto rows = TRY(index_.rows(session_.store(), pair));
            if (rows.size() != 2) continue;
            const auto why = explain(schema, *model, rows[0].row.view(), rows[1].row.view());
            const bool agree = std::ranges::all_of(same, [&](const std::string& name) {
                const auto at = std::ranges::find(why.entries, name, &ExplanationEntry::comparison);
                return at != why.entries.end() && at->bits > 0;
            });
            if (!agree) continue;
        }
        if (bulk.pairs.size() == kBulkPairsMax) {
            bulk.more = true;
            break;
        }
        customers.insert(item.left_customer);
        customers.insert(item.right_customer);
        item.pick = ReviewPick::bulk;
        bulk.pairs.push_back(item);
    }
    bulk.customers = std::ssize(customers);
    return bulk;
}

}  // namespace genbo
