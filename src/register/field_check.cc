// SPDX-License-Identifier: Apache-2.0
#include "register/field_check.h"

#include <algorithm>

#include "register/value_meaning.h"
#include "text/address.h"
#include "text/corporate_number.h"
#include "text/date.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/forbidden.h"
#include "text/gender.h"
#include "text/kana.h"
#include "text/letters.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {

namespace {

class FieldChecks {
public:
    FieldChecks(const SourceValues& values, Day today) : values_(values), today_(today) {}

    std::vector<FieldFinding> run() && {
        for (const auto& value : values_.values) {
            if (value.field == Field::custom || value.field == Field::source_key) continue;
            if (refused(value)) continue;
            check(value.field, value.raw);
        }
        std::ranges::stable_sort(found_, [](const FieldFinding& x, const FieldFinding& y) {
            return x.field != y.field ? x.field < y.field : x.fault < y.fault;
        });
        return std::move(found_);
    }

private:
    void wrong(Field field, const char* code) {
        found_.push_back({field, FieldFault::wrong, code});
    }
    void doubtful(Field field, const char* code, std::optional<std::string> proposal = {}) {
        found_.push_back({field, FieldFault::doubtful, code, std::move(proposal)});
    }
    void tidy(Field field, const char* code, std::string_view raw, std::string better) {
        if (better.empty() || better == raw) return;
        found_.push_back({field, FieldFault::untidy, code, std::move(better), true});
    }

    // An import would refuse the whole row.
    bool refused(const FieldValue& value) {
        const auto kind = find_forbidden(value.raw, field_info(value.field).label_ja);
        if (!kind) return false;
        wrong(
            value.field,
            *kind == ForbiddenKind::card_number ? "register.card_number" : "register.my_number");
        return true;
    }

    void check(Field field, std::string_view raw) {
        switch (field) {
            case Field::phone:
            case Field::mobile:
            case Field::fax: return phone(field, raw);
            case Field::email:
            case Field::email_2: return email(field, raw);
            case Field::postal_code: return postal(field, raw);
            case Field::birth_date: return birth(field, raw);
            case Field::joined_on:
            case Field::left_on:
            case Field::last_purchase_on: return date(field, raw);
            case Field::kana_full:
            case Field::surname_kana:
            case Field::given_name_kana:
            case Field::company_kana: return kana(field, raw);
            case Field::corporate_number: return corporate_number(field, raw);
            case Field::gender: return gender(field, raw);
            default: return;
        }
    }

    void phone(Field field, std::string_view raw) {
        const auto phones = parse_phones(raw);
        if (phones.empty()) return wrong(field, "register.phone_invalid");
        std::string better;
        if (phones_are_fillers(raw)) return wrong(field, "register.phone_filler");
        for (const auto& one : phones) {
            if (one.kind == Phone::Kind::invalid) return wrong(field, "register.phone_invalid");
            if (phone_is_filler(one.e164)) return wrong(field, "register.phone_filler");
            if (!one.extension.empty()) return;
            if (!better.empty()) better += " / ";
            better += one.display;
        }
        if (field == Field::mobile && phones.front().kind == Phone::Kind::fixed)
            doubtful(field, "register.mobile_is_fixed");
        tidy(field, "register.phone_form", raw, better);
    }

    void email(Field field, std::string_view raw) {
        const auto parsed = parse_email(raw);
        if (!parsed) return wrong(field, "register.email_invalid");
        if (email_is_filler(*parsed)) return wrong(field, "register.email_filler");
        if (const auto domain = suggest_domain(parsed->domain); !domain.empty())
            return doubtful(field, "register.email_domain", parsed->local + "@" + domain);
        // The local part as typed: some providers tell capitals apart.
        tidy(field, "register.email_form", raw, parsed->local + "@" + parsed->domain);
    }

    void postal(Field field, std::string_view raw) {
        const auto code = postal_code_key(raw);
        if (code.empty()) return wrong(field, "register.postal_invalid");
        const auto place = address_of_postal_code(code);
        if (place.level == 0) return doubtful(field, "register.postal_unknown");
        if (elsewhere(place, code)) return doubtful(field, "register.postal_elsewhere");
        tidy(field, "register.postal_form", raw, code.substr(0, 3) + "-" + code.substr(3));
    }

    // Does the postal code lie in another prefecture or municipality than the address?
    bool elsewhere(const Address& place, std::string_view) const {
        std::string text{values_.get(Field::prefecture)};
        text += values_.get(Field::city);
        text += values_.get(Field::town);
        if (text.empty()) text = values_.get(Field::address_full);
        if (text.empty()) return false;
        // Without the code: it would decide what it is to be compared with.
        const auto address = parse_address(text);
        if (address.level < 2) return false;
        if (!address.prefecture.empty() && !place.prefecture.empty() &&
            address.prefecture != place.prefecture)
            return true;
        return !place.municipality_code.empty() && !address.municipality_code.empty() &&
               address.municipality_code != place.municipality_code;
    }

    void birth(Field field, std::string_view raw) {
        const auto parsed = parse_date(raw);
        if (!parsed.ok()) return date(field, raw);
        if (parsed->placeholder) return doubtful(field, "register.date_placeholder");
        if (auto impossible = impossible_birth(raw, today_)) {
            found_.push_back(*std::move(impossible));
            return;
        }
        if (parsed->day.year() < today_.year() - std::chrono::years{125})
            return doubtful(field, "register.date_long_ago");
        date(field, raw);
    }

    void date(Field field, std::string_view raw) {
        const auto parsed = parse_date(raw);
        if (!parsed.ok()) {
            if (parsed.error().code == "text.date_ambiguous")
                return doubtful(field, "register.date_ambiguous");
            return wrong(field, "register.date_invalid");
        }
        if (parsed->warning_before_era) return doubtful(field, "register.date_outside_era");
        if (parsed->precision != ParsedDate::Precision::day) return;
        tidy(field, "register.date_form", raw, format_day(parsed->day));
    }

    void kana(Field field, std::string_view raw) {
        const auto folded = collapse_spaces(katakana(raw));
        if (has_kanji(folded)) return wrong(field, "register.kana_kanji");
        if (!is_kana(folded)) {
            // Latin letters belong to a company's reading as they are.
            if (field != Field::company_kana) doubtful(field, "register.kana_letters");
            return;
        }
        if (reads_otherwise(field, folded)) return doubtful(field, "register.kana_other_name");
        tidy(field, "register.kana_form", raw, folded);
    }

    bool reads_otherwise(Field field, std::string_view kana) const {
        const auto part = [&](Field written) {
            const auto name = values_.get(written);
            return !name.empty() && has_kanji(name) && !reading_fits(name, kana);
        };
        if (field == Field::surname_kana) return part(Field::surname);
        if (field == Field::given_name_kana) return part(Field::given_name);
        return false;
    }

    void corporate_number(Field field, std::string_view raw) {
        const auto number = parse_corporate_number(raw);
        if (!number) return wrong(field, "register.corporate_number_invalid");
        const auto folded = fold_width(raw);
        const bool invoice = folded.starts_with('T') || folded.starts_with('t');
        tidy(field, "register.corporate_number_form", raw, (invoice ? "T" : "") + *number);
    }

    void gender(Field field, std::string_view raw) {
        if (!parse_gender(raw)) doubtful(field, "register.gender_unknown");
    }

    const SourceValues& values_;
    const Day today_;
    std::vector<FieldFinding> found_;
};

}  // namespace

std::vector<FieldFinding> check_fields(const SourceValues& values, Day today) {
    return FieldChecks{values, today}.run();
}

std::optional<FieldFinding> impossible_birth(std::string_view raw, Day today) {
    const auto parsed = parse_date(raw);
    if (!parsed.ok() || parsed->placeholder) return std::nullopt;
    if (std::chrono::sys_days{parsed->day} > std::chrono::sys_days{today})
        return FieldFinding{Field::birth_date, FieldFault::wrong, "register.date_future"};
    if (parsed->day.year() < kBirthYearMin)
        return FieldFinding{Field::birth_date, FieldFault::wrong, "register.date_long_ago"};
    return std::nullopt;
}

std::optional<std::string_view> losing_birth(std::string_view raw, Day came_on) {
    if (raw.empty() || can_be_birth(raw, came_on)) return std::nullopt;
    const auto parsed = parse_date(raw);
    if (!parsed.ok())
        return parsed.error().code == "text.date_ambiguous" ? "register.date_ambiguous"
                                                            : "register.date_invalid";
    if (parsed->placeholder) return "register.date_placeholder";
    const bool to_come = std::chrono::sys_days{parsed->day} > std::chrono::sys_days{came_on};
    return to_come ? "register.date_future" : "register.date_long_ago";
}

std::string_view field_fault_name(FieldFault fault) {
    switch (fault) {
        case FieldFault::wrong: return "wrong";
        case FieldFault::doubtful: return "doubtful";
        case FieldFault::untidy: return "untidy";
    }
    return "wrong";
}

}  // namespace genbo
