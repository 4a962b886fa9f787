// SPDX-License-Identifier: Apache-2.0
#include "register/retention.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "match/normal_forms.h"
#include "register/approval_desk.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::string_view kLastRunSetting = "retention.last";
constexpr std::array<std::string_view, 4> kStopNames = {"none", "first", "clock", "cap"};
constexpr std::string_view kHomeCountry = "JP";

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;

std::optional<Day> day_of_value(std::string_view text) {
    const auto digits = normal_date(text);
    if (digits.size() != 8 || digits.ends_with("00")) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) {
        int number = 0;
        std::from_chars(digits.data() + at, digits.data() + at + size, number);
        return number;
    };
    const Day day{
        std::chrono::year{part(0, 4)}, std::chrono::month{static_cast<unsigned>(part(4, 2))},
        std::chrono::day{static_cast<unsigned>(part(6, 2))}};
    return day.ok() ? std::optional{day} : std::nullopt;
}

bool applies(
    const RetentionRule& rule, std::string_view source, std::string_view country, Day today) {
    if (rule.effective && today < *rule.effective) return false;
    if (rule.until && today > *rule.until) return false;
    if (rule.country != country) return false;
    return rule.sources.empty() || std::ranges::count(rule.sources, source) > 0;
}

}  // namespace

std::optional<RetentionPeriod> parse_period(std::string_view text) {
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || number < 1 || number > 36'500) return std::nullopt;
    const std::string_view unit{read.ptr, text.data() + text.size()};
    if (unit == "d") return RetentionPeriod{0, number};
    if (unit == "m" && number <= 1'200) return RetentionPeriod{number, 0};
    if (unit == "y" && number <= 100) return RetentionPeriod{number * 12, 0};
    return std::nullopt;
}

Day end_of_period(Day from, const RetentionPeriod& period) {
    Day day = from + months{period.months};
    if (!day.ok()) day = Day{day.year() / day.month() / std::chrono::last};
    return Day{sys_days{day} + days{period.days}};
}

std::optional<KeptUntil> kept_until(
    const RetentionPolicy& policy, std::string_view source, const SourceValues& values,
    Day last_changed, Day today) {
    const auto home = policy.countries.find(std::string{source});
    const auto country =
        home == policy.countries.end() ? kHomeCountry : std::string_view{home->second};
    std::optional<KeptUntil> longest;
    for (const auto& rule : policy.rules) {
        if (!applies(rule, source, country, today)) continue;
        std::optional<Day> from;
        for (const auto field : rule.from)
            if (const auto day = day_of_value(values.get(field)); day && (!from || *day > *from))
                from = day;
        const auto end = end_of_period(from.value_or(last_changed), rule.keep);
        if (!longest || end > longest->day) longest = KeptUntil{&rule, end};
    }
    return longest;
}

std::string_view run_stop_name(RunStop stop) {
    return kStopNames.at(static_cast<std::size_t>(stop));
}

Result<RetentionReport> retention_report(
    StoreReader& store, const RecordVault& vault, const RetentionPolicy& policy, Instant now) {
    RetentionReport report;
    for (const auto& rule : policy.rules) report.lines.push_back({rule.name, 0, 0, 0});
    const Day today = day_in_japan(now);
    std::map<SourceId, std::string> names;
    for (const auto& source : TRY(store.sources())) names[source.id] = source.name;
    struct Overdue {
        NumberId customer;
        std::size_t line;
    };
    std::map<RecordId, Overdue> overdue;
    const auto made_up = TRY(made_up_customers(store, vault));
    TRY(store.each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            if (made_up.record_ids.contains(record.id)) return {};
            ++report.looked_at;
            const auto values = TRY(vault.open_payload(record, version));
            const auto kept =
                kept_until(policy, names[record.source], values, day_in_japan(version.at), today);
            if (!kept) {
                ++report.unruled;
                return {};
            }
            const auto line = static_cast<std::size_t>(kept->rule - policy.rules.data());
            ++report.lines[line].records;
            if (today < kept->day) return {};
            ++report.lines[line].overdue;
            overdue[record.id] = {record.customer, line};
            return {};
        }));
    std::vector<RecordId> ids;
    for (const auto& [id, one] : overdue) ids.push_back(id);
    for (const auto& hold : TRY(holds_on(store, vault, ids, now))) {
        ++report.lines[overdue.at(hold.record).line].held;
        overdue.erase(hold.record);
    }
    for (const auto& [id, one] : overdue) report.overdue[one.customer].push_back(id);
    return report;
}

Result<RunStop> check_clock(WriteContext& context, ClockTrust trust) {
    const auto setting = context.store.setting(kLastRunSetting);
    if (!setting.ok() && setting.error().fault != Fault::not_found) return setting.error();
    auto stop = RunStop::none;
    if (!setting.ok()) {
        stop = RunStop::first;
    } else {
        std::int64_t micros = 0;
        std::from_chars(setting->data(), setting->data() + setting->size(), micros);
        const Instant last = instant_from_micros(micros);
        if (context.now < last || context.now - last > kClockLeap) stop = RunStop::clock;
    }
    // The first run only begins to count.
    const bool believed = stop != RunStop::clock || trust == ClockTrust::vouched;
    if (believed)
        TRY(context.store.set_setting(kLastRunSetting, std::to_string(to_micros(context.now))));
    if (trust == ClockTrust::vouched) return RunStop::none;
    return stop;
}

Result<RetentionReport> RetentionDesk::report(Instant now) {
    // Reads everything: not in a transaction that others wait for.
    auto session = TRY(sessions_.borrow());
    return retention_report(session->store(), session->vault(), policy_, now);
}

Result<std::vector<ErasureId>> RetentionDesk::ask_all(
    const RetentionReport& report, const Actor& actor) {
    std::vector<ErasureId> asked;
    for (const auto& [customer, records] : report.overdue) {
        const auto erasure =
            erasures_.ask({customer, records, ErasureGround::retention, "retention"}, actor);
        // Somebody was quicker: a hold, an erasure, a merge.
        if (!erasure.ok() &&
            (erasure.error().fault == Fault::conflict || erasure.error().fault == Fault::invalid ||
             erasure.error().fault == Fault::not_found))
            continue;
        if (!erasure.ok()) return erasure.error();
        asked.push_back(erasure->id);
    }
    return asked;
}

Result<RetentionRun> RetentionDesk::run(Instant now, const Actor& actor) {
    RetentionRun run{RunStop::none, TRY(report(now)), {}};
    if (static_cast<std::int64_t>(run.report.overdue.size()) > policy_.cap) {
        run.stop = RunStop::cap;
        return run;
    }
    run.asked = TRY(ask_all(run.report, actor));
    return run;
}

std::string RetentionDesk::subject(const RetentionReport& report, Instant now) {
    return "retention=" + format_day(day_in_japan(now)) +
           " customers=" + std::to_string(report.overdue.size());
}

Result<RetentionRun> RetentionDesk::run_approved(ApprovalId approval, const Actor& actor) {
    Instant asked;
    {
        auto session = TRY(sessions_.borrow());
        asked = TRY(stored_approval(session->store(), session->vault(), approval)).asked;
    }
    RetentionRun run{RunStop::none, TRY(report(asked)), {}};
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        TRY(use_approval(
            context, approval, ApprovalKind::retention, subject(run.report, asked), actor));
        return {};
    }));
    run.asked = TRY(ask_all(run.report, actor));
    return run;
}

}  // namespace genbo
