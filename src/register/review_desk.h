// SPDX-License-Identifier: Apache-2.0
#pragma once

// The review desk says what a person should look at next, and what the answers have taught.
//
// Order.  A pair is worth  uncertainty × pairs that would change × what the customers are worth:
//   uncertainty   4·p·(1−p) of the pair's probability: 1 at even odds, nothing where all is clear
//   change        records of the one customer times records of the other
//   worth         1 + log10(1 + purchases in yen / 10,000), of both customers together; looked up
//                 for the first kWorthLookups by the other two
// Contradictions between verdicts come first, then what waits for a second opinion.
//
// Chance.  Every tenth place is a pair picked by chance, not by worth: in turn one out of the queue
// and one out of what was joined without asking, so that the share of wrong joins can be told
// honestly.  The picks depend on the day and the records alone: pages do not shift, every node
// picks the same, and the server can check that a pick was one.
//
// Second opinions.  A pair that somebody is unsure about, a pair that two people judged
// differently, and every chance pick that one person has judged, waits for somebody else: for the
// last the first judgement is not shown, so that the rate of agreement means something.
//
// A queue is made for one person at one moment; the desk reads, and decides nothing
// (verdict_desk.h).

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "register/customer_desk.h"
#include "register/read_session.h"
#include "register/register_index.h"
#include "register/verdict_desk.h"

namespace genbo {

// Pairs that a queue is made from; those behind come up when these are done.
inline constexpr std::size_t kQueueWindow = 2000;
inline constexpr std::size_t kWorthLookups = 200;
inline constexpr std::size_t kChanceEvery = 10;
// Joined pairs that a day's chance picks.
inline constexpr std::size_t kAuditPicksMax = 40;

enum class ReviewWhy {
    likely,     // Between two customers, in doubt.
    refused,    // Said to be the same, and kept apart by another verdict.
    unsure,     // Somebody did not know.
    contested,  // Two people judged differently.
    agreement,  // Judged by one, to be judged by another.
    joined,     // One customer already: is that right?
};

struct QueuedReview {
    RecordId left;
    RecordId right;
    Millibits bits = 0;
    ReviewWhy why = ReviewWhy::likely;
    ReviewPick pick = ReviewPick::value;
    NumberId left_customer;
    NumberId right_customer;
    std::int64_t change = 1;  // Pairs of records that a "same" would bring together.
    double worth = 0;         // What the order goes by.

    friend bool operator==(const QueuedReview&, const QueuedReview&) = default;
};

struct ReviewQueue {
    std::vector<QueuedReview> items;
    std::int64_t waiting = 0;  // In all, beyond the window too.

    friend bool operator==(const ReviewQueue&, const ReviewQueue&) = default;
};

// What the next so many are worth.
struct ReviewForecast {
    std::int64_t reviews = 0;
    double joins = 0;          // Customers that will probably turn out to be one.
    double pairs = 0;          // Pairs of records that this brings together.
    double recall_points = 0;  // Percentage points of all joins there are.
};

// How far two people agree, over pairs that both have judged.
struct ReviewAgreement {
    std::int64_t pairs = 0;
    std::int64_t agreed = 0;
    double percent = 0;
    // Cohen (1960): agreement beyond chance; 0 where it is not defined.
    double kappa = 0;
};

// What chance picks have shown of the joins that nobody was asked about.
struct PrecisionEstimate {
    std::int64_t judged = 0;
    std::int64_t right = 0;
    double precision = 0;
    // Wilson's interval, 95 %.
    double low = 0;
    double high = 1;
};

// By first and second judgement: same–same, same–not, not–same, not–not.
ReviewAgreement agreement_of(
    std::int64_t both_same, std::int64_t same_not, std::int64_t not_same, std::int64_t both_not);
PrecisionEstimate precision_of(std::int64_t right, std::int64_t judged);

// A number that depends on the day and the two records alone.
std::uint64_t chance_of(Day day, RecordId left, RecordId right);
bool picked_by_chance(Day day, RecordId left, RecordId right);

class ReviewDesk {
public:
    ReviewDesk(ReadSession& session, RegisterIndex& index, const RegisterPolicy& policy, Day today)
        : session_(session), index_(index), policy_(policy), today_(today) {}

    // For this person.
    Result<ReviewQueue> queue(StaffId person);

    static ReviewForecast forecast(
        const ReviewQueue& queue, std::size_t reviews, const StoreCounts& counts);

    Result<ReviewAgreement> agreement();
    Result<PrecisionEstimate> precision();

    // Pairs out of what was joined without asking, picked by the day's chance.
    Result<std::vector<QueuedReview>> audits();

    // Pairs that reach `floor`, on whose comparisons named in `same` both agree (or lack nothing
    // of), most bits first: what could be accepted at once.
    struct BulkPairs {
        std::vector<QueuedReview> pairs;
        std::int64_t customers = 0;
        bool more = false;  // Than kBulkPairsMax.
    };
    Result<BulkPairs> bulk(Millibits floor, const std::vector<std::string>& same);

private:
    struct Judged {
        StoredVerdict verdict;
        ReviewPick pick = ReviewPick::value;
        std::vector<StoredVerdict> second;
    };
    Result<std::vector<Judged>> judged_pairs();
    Result<> add_customers(std::vector<QueuedReview>& items);
    Result<std::vector<QueuedReview>> open_pairs();
    Result<std::vector<QueuedReview>> second_opinions(StaffId person);
    Result<> order_by_worth(std::vector<QueuedReview>& items);
    Result<double> worth_of(NumberId customer);

    ReadSession& session_;
    RegisterIndex& index_;
    const RegisterPolicy& policy_;
    const Day today_;
};

}  // namespace genbo
