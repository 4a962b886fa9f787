// SPDX-License-Identifier: Apache-2.0
#include "app/honey.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/random.h"
#include "register/entry_desk.h"
#include "register/import_desk.h"
#include "sample/address.h"
#include "sample/kana.h"
#include "sample/tables.h"

namespace genbo {

namespace {

constexpr int kHoneyTries = 5;
constexpr std::string_view kConsoleSource = "console";
// Records looked at for one that shows how the source fills its fields.
constexpr std::int64_t kNeighboursTried = 40;

struct HoneyPerson {
    sample::SurnameEntry surname;
    sample::GivenNameEntry given;
    bool woman = false;
    Day born{};
    sample::AddressText address;
    std::string mobile;
    std::string email;
};

HoneyPerson honey_person(
    const sample::Tables& tables, sample::Chance& chance, const std::string& mail_domain) {
    HoneyPerson person;
    // Not of the commonest: somebody who is looked for by name is seldom one of these.
    const auto names = static_cast<std::uint32_t>(tables.surnames().size());
    const auto first = std::min<std::uint32_t>(names / 10, 300);
    const auto last = std::min<std::uint32_t>(names, 4000);
    person.surname = tables.surnames()[first + chance.below(last - first)];
    person.woman = chance.happens(0.5);
    const auto gender = person.woman ? sample::Gender::female : sample::Gender::male;
    const int year = chance.between(1952, 2003);
    person.given = tables.given_names(gender)[tables.draw_given_name(gender, year, chance)];
    const auto month = 1 + chance.below(12);
    const auto day = 1 + chance.below(28);
    person.born = Day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    const auto address = sample::draw_address(tables, chance);
    person.address = sample::address_text(tables, address, {});
    const auto middle = chance.below(1000);
    const auto tail = chance.below(10'000);
    person.mobile = fmt::format("090-0{:03}-{:04}", middle, tail);
    if (!mail_domain.empty())
        person.email = sample::romaji_of(person.surname.kana, sample::Romaji::hepburn) + "." +
                       sample::romaji_of(person.given.kana, sample::Romaji::hepburn) +
                       std::to_string(10 + chance.below(90)) + "@" + mail_domain;
    return person;
}

// Between the two names of the neighbour stands what stands in his.
std::string joined_like(std::string_view like, std::string_view left, std::string_view right) {
    constexpr std::string_view kWide = "　";
    std::string_view between = "";
    if (like.find(kWide) != like.npos)
        between = kWide;
    else if (like.find(' ') != like.npos)
        between = " ";
    return std::string{left} + std::string{between} + std::string{right};
}

std::string kana_like(std::string_view like, std::string_view katakana) {
    // ぁ to み begin with E3 81; half-width with EF BD or EF BE.
    if (like.starts_with("\xE3\x81")) return sample::hiragana_of(katakana);
    if (like.starts_with("\xEF\xBD") || like.starts_with("\xEF\xBE"))
        return sample::half_width_kana(katakana);
    return std::string{katakana};
}

std::string digits_only(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

std::string phone_like(std::string_view like, std::string_view phone) {
    return like.find('-') == like.npos ? digits_only(phone) : std::string{phone};
}

std::string date_like(std::string_view like, Day day) {
    const auto iso = format_day(day);
    if (like.find('/') != like.npos) {
        std::string slashed = iso;
        std::ranges::replace(slashed, '-', '/');
        return slashed;
    }
    return like.size() == 8 && digits_only(like).size() == 8 ? digits_only(iso) : iso;
}

std::string zip_like(std::string_view like, std::string_view zip) {
    if (like.find('-') == like.npos || zip.size() != 7) return std::string{zip};
    return std::string{zip.substr(0, 3)} + "-" + std::string{zip.substr(3)};
}

std::string gender_like(std::string_view like, bool woman) {
    constexpr std::array<std::array<std::string_view, 2>, 5> kPairs = {
        {{"男", "女"}, {"男性", "女性"}, {"M", "F"}, {"1", "2"}, {"male", "female"}}};
    for (const auto& pair : kPairs)
        if (like == pair[0] || like == pair[1]) return std::string{pair[woman ? 1 : 0]};
    return {};
}

// Of the made-up person in the neighbour's way; empty for what cannot be made up.
std::string honey_value(const FieldValue& like, const HoneyPerson& person) {
    const auto& address = person.address;
    switch (like.field) {
        case Field::name_full: return joined_like(like.raw, person.surname.name, person.given.name);
        case Field::surname: return std::string{person.surname.name};
        case Field::given_name: return std::string{person.given.name};
        case Field::kana_full:
            return kana_like(
                like.raw, joined_like(like.raw, person.surname.kana, person.given.kana));
        case Field::surname_kana: return kana_like(like.raw, person.surname.kana);
        case Field::given_name_kana: return kana_like(like.raw, person.given.kana);
        case Field::postal_code: return zip_like(like.raw, address.zip);
        case Field::prefecture: return address.prefecture;
        case Field::city: return address.city;
        case Field::town: return address.town;
        case Field::building: return address.building;
        case Field::address_full:
            return address.prefecture + address.city + address.town +
                   (address.building.empty() ? "" : " " + address.building);
        case Field::phone:
        case Field::mobile: return phone_like(like.raw, person.mobile);
        case Field::email: return person.email;
        case Field::birth_date: return date_like(like.raw, person.born);
        case Field::gender: return gender_like(like.raw, person.woman);
        // What says little of the neighbour, and makes the other one of many.
        case Field::store:
        case Field::member_rank:
        case Field::joined_on: return like.raw;
        default: return {};
    }
}

SourceValues usual_neighbour() {
    SourceValues values;
    values.set(Field::surname, "山田");
    values.set(Field::given_name, "花子");
    values.set(Field::surname_kana, "ヤマダ");
    values.set(Field::given_name_kana, "ハナコ");
    values.set(Field::postal_code, "100-0001");
    values.set(Field::address_full, "東京都千代田区千代田1-1");
    values.set(Field::mobile, "090-0000-0000");
    values.set(Field::birth_date, "1980-01-01");
    return values;
}

}  // namespace

SourceValues honey_values(
    const SourceValues& neighbour, std::uint64_t seed, const std::string& mail_domain) {
    // Some ten milliseconds and a few megabytes, for something done once a year.
    const sample::Tables tables;
    sample::Chance chance(seed);
    const auto person = honey_person(tables, chance, mail_domain);
    SourceValues values;
    bool has_phone = false;
    for (const auto& like : neighbour.values) {
        // One telephone: two of the same would be odd.
        const bool phone = like.field == Field::phone || like.field == Field::mobile;
        if (phone && std::exchange(has_phone, true)) continue;
        values.set(like.field, honey_value(like, person));
    }
    return values;
}

// The newest records first: how the source fills its fields today.
Result<HoneyDesk::Neighbour> HoneyDesk::neighbour(const std::string& source) {
    auto session = TRY(master_.sessions().borrow());
    auto& store = session->store();
    std::optional<SourceId> id;
    for (const auto& [known, row] : session->sources())
        if (row.name == source) id = known;
    // The console's own comes into being with its first entry.
    if (!id && source != kConsoleSource)
        return Error{Fault::not_found, "app.unknown_source", {source}};
    const auto counts = TRY(store.counts());
    std::vector<RecordId> tried;
    for (std::int64_t i = 0; i < kNeighboursTried && counts.versions > 0; ++i)
        tried.emplace_back(
            1 + static_cast<std::int64_t>(
                    this_thread_random().below(static_cast<std::uint64_t>(counts.versions))));
    std::ranges::sort(tried);
    tried.erase(std::unique(tried.begin(), tried.end()), tried.end());
    Neighbour best{usual_neighbour()};
    std::size_t most = 0;
    std::vector<StoredRecord> records;
    const auto found = TRY(store.records(tried));
    const bool own = id && std::ranges::any_of(found, [&](const StoredRecord& record) {
                         return record.source == *id && record.customer.value() != 0;
                     });
    for (const auto& record : found)
        if (record.customer.value() != 0 && (!own || record.source == *id))
            records.push_back(record);
    for (const auto& version : TRY(store.current_versions(records))) {
        const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
        if (record == records.end()) continue;
        auto values = TRY(session->vault().open_payload(*record, version));
        const bool named =
            !values.get(Field::surname).empty() || !values.get(Field::name_full).empty();
        if (!named || values.values.size() <= most) continue;
        most = values.values.size();
        best.values = std::move(values);
    }
    return best;
}

Result<std::vector<PersonMark>> HoneyDesk::plant(const HoneyOrder& order, const Actor& actor) {
    if (order.count < 1 || order.count > kHoneyAtOnce)
        return Error{Fault::invalid, "app.honey_count", {std::to_string(kHoneyAtOnce)}};
    if (order.reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    {
        auto session = TRY(master_.sessions().borrow());
        const auto there = TRY(made_up_customers(session->store(), session->vault()));
        if (there.customers.size() + static_cast<std::size_t>(order.count) > kHoneyMax)
            return Error{Fault::limit, "app.honey_full", {std::to_string(kHoneyMax)}};
    }
    const auto& domain = master_.config().watch.honey_mail_domain;
    EntryDesk entry(master_.writer(), RecordVault{master_.keyring()});
    ImportDesk imports(master_.writer());
    WatchMarkDesk marks(master_.writer());
    std::vector<PersonMark> planted;
    int tries = kHoneyTries;
    while (std::ssize(planted) < order.count) {
        auto& random = this_thread_random();
        const auto values =
            honey_values(TRY(neighbour(order.source)).values, random.below(~0ULL), domain);
        // Entered by nobody in particular; who planted it stands in the trail, without which.
        const auto entered = TRY(entry.enter(
            order.source, std::to_string(1 + random.below(9)) + "-" + random.id(), values, {}));
        if (entered.joined) {
            TRY(imports.undo(entered.import, {}));
            if (--tries == 0) return Error{Fault::conflict, "app.honey_joined"};
            continue;
        }
        planted.push_back(
            TRY(marks.mark_planted(entered.record, entered.import, order.reason, actor)));
    }
    return planted;
}

Result<PersonMark> HoneyDesk::lift(std::int64_t id, const std::string& reason, const Actor& actor) {
    auto lifted = TRY(WatchMarkDesk(master_.writer()).lift(id, reason, actor));
    if (lifted.kind == PersonMarkKind::honey)
        TRY(ImportDesk(master_.writer()).undo(lifted.import, {}));
    return lifted;
}

}  // namespace genbo
