// SPDX-License-Identifier: Apache-2.0
#pragma once

// Retention (保管期間): how long a record is kept, by what kind of data it is, what for, and under
// whose law.
//
//   [[retention.rules]]
//   name = "会員の購買に伴う情報"
//   sources = ["pos", "ec"]            data of these sources; none given: of all
//   purpose = "purchase"               what for; two purposes are two rules
//   country = "JP"                     whose law; a source is in one country
//   from = ["last_purchase_on"]        counted from the newest of these dates, else from when the
//                                      record was last changed
//   keep = "7y"                        years, months or days: "7y", "18m", "90d"
//   effective = "2026-04-01"           from this day on the rule is one: rules are never edited
//   until = "2030-03-31"               back into the past, but ended and followed by another
//
// A record is overdue when the periods of all rules that apply to it are over: the longest counts,
// so a statutory minimum (法定保存) is simply one more rule.  A record that no rule names is kept.
// Legal holds are above all rules.
//
// The run asks for the erasure of what is overdue (erasure_desk.h: frozen, and erased after seven
// days, in which it can be taken back).  It never trusts the clock: when the clock has gone back,
// or more than a day forward, since the last run, or when more customers are overdue than the cap,
// it writes a report, stops, and waits for a person.  So a machine that wakes up in the wrong
// century erases nobody.

#include <map>
#include <string>
#include <vector>

#include "record/field.h"
#include "register/erasure_desk.h"

namespace genbo {

struct RetentionPeriod {
    int months = 0;
    int days = 0;

    friend bool operator==(const RetentionPeriod&, const RetentionPeriod&) = default;
};

// "7y", "18m", "90d"; nothing for what is no such text.
std::optional<RetentionPeriod> parse_period(std::string_view text);

// The first day after the period: months first, by the calendar (31 January + 1 month is the last
// day of February), then days.
Day end_of_period(Day from, const RetentionPeriod& period);

struct RetentionRule {
    std::string name;
    std::vector<std::string> sources;
    std::string purpose;
    std::string country = "JP";
    std::vector<Field> from;
    RetentionPeriod keep;
    std::optional<Day> effective;
    std::optional<Day> until;

    friend bool operator==(const RetentionRule&, const RetentionRule&) = default;
};

struct RetentionPolicy {
    std::vector<RetentionRule> rules;
    // Customers that one run may begin to erase without a person.
    std::int64_t cap = 100;
    // Sources that are not in JP.
    std::map<std::string, std::string> countries;

    friend bool operator==(const RetentionPolicy&, const RetentionPolicy&) = default;
};

// Pure.  The rule that keeps the record longest, and the first day on which it is overdue; nothing
// when no rule applies.
struct KeptUntil {
    const RetentionRule* rule = nullptr;
    Day day;
};
std::optional<KeptUntil> kept_until(
    const RetentionPolicy& policy, std::string_view source, const SourceValues& values,
    Day last_changed, Day today);

struct RetentionReport {
    struct Line {
        std::string rule;
        std::int64_t records = 0;  // That it decides about.
        std::int64_t overdue = 0;
        std::int64_t held = 0;  // Overdue, and under a legal hold.
    };
    std::int64_t looked_at = 0;
    std::int64_t unruled = 0;  // Records that no rule names.
    std::vector<Line> lines;   // In the order of the rules.
    // Overdue and not held, by customer.
    std::map<NumberId, std::vector<RecordId>> overdue;
};

// Dry run.
// Made-up customers (watch_marks.h) are in no line of it, and never overdue.
Result<RetentionReport> retention_report(
    StoreReader& store, const RecordVault& vault, const RetentionPolicy& policy, Instant now);

enum class RunStop { none, first, clock, cap };
std::string_view run_stop_name(RunStop stop);

struct RetentionRun {
    RunStop stop = RunStop::none;
    RetentionReport report;
    std::vector<ErasureId> asked;
};

// How far the clock may go between two runs that are a day apart.
inline constexpr std::chrono::hours kClockLeap{26};

// Whether the clock is where a daily run expects it; `first`: there was none before.  When it is,
// or when a person vouches for it, the moment is noted.
enum class ClockTrust { ask, vouched };
Result<RunStop> check_clock(WriteContext& context, ClockTrust trust);

class RetentionDesk {
public:
    RetentionDesk(
        Writer& writer, ReadSessions& sessions, ErasureDesk& erasures, RetentionPolicy policy)
        : writer_(writer), sessions_(sessions), erasures_(erasures), policy_(std::move(policy)) {}

    // What the nightly duty does.  The clock has been checked (check_clock).
    Result<RetentionRun> run(Instant now, const Actor& actor);

    // The same beyond the cap, under an approval of this subject: of those who were overdue when it
    // was asked for, however long the other person took.  conflict: register.approval_other, when
    // they are others now.
    static std::string subject(const RetentionReport& report, Instant now);
    Result<RetentionRun> run_approved(ApprovalId approval, const Actor& actor);

private:
    Result<RetentionReport> report(Instant now);
    Result<std::vector<ErasureId>> ask_all(const RetentionReport& report, const Actor& actor);

    Writer& writer_;
    ReadSessions& sessions_;
    ErasureDesk& erasures_;
    const RetentionPolicy policy_;
};

}  // namespace genbo
