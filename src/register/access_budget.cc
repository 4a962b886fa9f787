// SPDX-License-Identifier: Apache-2.0

// How many distinct customers a principal has seen: one note an hour, of the sorted tags that are
// new in it.

#include <algorithm>
#include <set>

#include "register/access_book.h"

namespace genbo {

namespace {

constexpr std::int64_t kHourMicros = 3'600'000'000;
constexpr std::int64_t kHoursOfDay = 24;
constexpr std::size_t kTagBytes = sizeof(BudgetTag);

std::int64_t hour_of(Instant at) { return to_micros(at) / kHourMicros; }

std::string budget_prefix(StaffId principal) {
    return "access.budget." + std::to_string(principal.value()) + ".";
}

using TagSet = std::set<BudgetTag>;

void add_tags(TagSet& tags, ByteView note) {
    for (std::size_t at = 0; at + kTagBytes <= note.size(); at += kTagBytes) {
        BudgetTag tag = 0;
        for (std::size_t i = 0; i < kTagBytes; ++i) tag = tag << 8U | note[at + i];
        tags.insert(tag);
    }
}

Bytes tags_note(const TagSet& tags) {
    Bytes note;
    note.reserve(tags.size() * kTagBytes);
    for (const auto tag : tags)
        for (unsigned shift = 64; shift > 0; shift -= 8)
            note.push_back(static_cast<std::uint8_t>(tag >> (shift - 8)));
    return note;
}

struct SeenTags {
    TagSet hour;
    TagSet day;                    // This hour's too.
    std::int64_t oldest_hour = 0;  // Of those in the last day.
};

Result<SeenTags> seen_tags(StoreReader& store, StaffId principal, Instant now) {
    SeenTags seen;
    const auto hour = hour_of(now);
    seen.oldest_hour = hour;
    const auto prefix = budget_prefix(principal);
    for (const auto& note : TRY(store.notes(prefix))) {
        const auto noted = hour_of(note.at);
        if (noted <= hour - kHoursOfDay || noted > hour) continue;
        add_tags(seen.day, note.value);
        if (noted == hour) add_tags(seen.hour, note.value);
        seen.oldest_hour = std::min(seen.oldest_hour, noted);
    }
    return seen;
}

Error budget_spent(Instant now, std::int64_t open_hour) {
    const auto wait = open_hour * kHourMicros - to_micros(now);
    return {Fault::limit, "access.budget_spent", {std::to_string(wait / 1'000'000 + 1)}};
}

}  // namespace

Result<> charge_budget(
    WriteContext& context, StaffId principal, std::span<const BudgetTag> seen,
    const RecordBudget& budget) {
    const auto hour = hour_of(context.now);
    const std::string name = budget_prefix(principal) + std::to_string(hour);
    // Whoever else charges the same principal waits here.
    TRY(context.store.hold_note(name, context.now));
    auto known = TRY(seen_tags(context.store, principal, context.now));
    const auto before = known.hour.size();
    for (const auto tag : seen) {
        known.hour.insert(tag);
        known.day.insert(tag);
    }
    if (known.hour.size() == before) return {};
    if (budget.per_hour > 0 && std::ssize(known.hour) > budget.per_hour)
        return budget_spent(context.now, hour + 1);
    if (budget.per_day > 0 && std::ssize(known.day) > budget.per_day)
        return budget_spent(context.now, known.oldest_hour + kHoursOfDay);
    return context.store.put_note({name, context.now, tags_note(known.hour)});
}

Result<bool> budget_knows(
    StoreReader& store, StaffId principal, std::span<const BudgetTag> seen, Instant now) {
    const auto note = store.note(budget_prefix(principal) + std::to_string(hour_of(now)));
    if (!note.ok()) {
        if (note.error().fault == Fault::not_found) return seen.empty();
        return note.error();
    }
    TagSet tags;
    add_tags(tags, note->value);
    return std::ranges::all_of(seen, [&](BudgetTag tag) { return tags.contains(tag); });
}

Result<BudgetUse> budget_use(StoreReader& store, StaffId principal, Instant now) {
    const auto seen = TRY(seen_tags(store, principal, now));
    return BudgetUse{std::ssize(seen.hour), std::ssize(seen.day)};
}

}  // namespace genbo
