// SPDX-License-Identifier: Apache-2.0

// Forms that no customer filled in: the row of one.csv, made from a source's form, and test rows.

#include <array>

#include "sample/dates.h"
#include "sample/source_profile.h"

namespace genbo::sample {

void fill_one_file_form(const Form& form, Form& one) {
    const auto join = [](std::string& out, const std::string& a, const std::string& b) {
        out = a;
        if (!a.empty() && !b.empty()) out += ' ';
        out += b;
    };
    join(one[Cell::name], form[Cell::surname], form[Cell::given_name]);
    if (one[Cell::name].empty()) one[Cell::name] = form[Cell::name];
    join(one[Cell::kana], form[Cell::surname_kana], form[Cell::given_name_kana]);
    if (one[Cell::kana].empty()) one[Cell::kana] = form[Cell::kana];
    one[Cell::birth_date] = form[Cell::birth_date];
    one[Cell::gender] = form[Cell::gender];
    one[Cell::zip] = form[Cell::zip];
    std::string& address = one[Cell::address];
    address = form[Cell::address];
    if (address.empty()) {
        address.append(form[Cell::prefecture]).append(form[Cell::city]).append(form[Cell::town]);
        if (!form[Cell::building].empty()) address.append(" ").append(form[Cell::building]);
    }
    one[Cell::phone] = form[Cell::mobile].empty() ? form[Cell::phone] : form[Cell::mobile];
    one[Cell::email] = form[Cell::email];
    one[Cell::company] = form[Cell::company];
}

void fill_test_form(const Population& population, Source source, Chance& chance, Form& form) {
    struct TestName {
        std::string_view surname, given, surname_kana, given_kana;
    };
    static constexpr std::array kNames = {
        TestName{"テスト", "太郎", "テスト", "タロウ"},
        TestName{"テスト", "花子", "テスト", "ハナコ"},
        TestName{"あああ", "いいい", "アアア", "イイイ"},
        TestName{"test", "test", "テスト", "テスト"},
        TestName{"動作確認", "用", "ドウサカクニン", "ヨウ"},
    };
    const TestName& name = chance.pick(kNames);
    form[Cell::surname] = name.surname;
    form[Cell::given_name] = name.given;
    form[Cell::name].append(name.surname).append(" ").append(name.given);
    form[Cell::surname_kana] = name.surname_kana;
    form[Cell::given_name_kana] = name.given_kana;
    form[Cell::kana].append(name.surname_kana).append(" ").append(name.given_kana);
    form[Cell::nickname] = "test";
    const Tables& tables = population.tables();
    const Address address = draw_address(tables, chance);
    const AddressText text = address_text(tables, address, {});
    form[Cell::zip] = text.zip;
    form[Cell::prefecture] = text.prefecture;
    form[Cell::city] = text.city;
    form[Cell::town] = text.town;
    form[Cell::address] = text.joined("　");
    const DayNumber birth = day_number(1960, 1, 1) + static_cast<DayNumber>(chance.below(14'000));
    form[Cell::birth_date] =
        civil_date(birth, source == Source::app || source == Source::crm ? "-" : "/");
    form[Cell::email] = "test" + std::to_string(chance.below(1'000'000)) + "@example.com";
    form[Cell::phone] =
        chance.happens(0.4)
            ? "0000000000"
            : draw_landline(tables.cities()[address.city].prefecture, chance).digits;
    form[Cell::company] = source == Source::partner ? "テスト株式会社" : "";
    form[Cell::joined_on] = civil_date(kSampleToday, source == Source::crm ? "-" : "/");
}

}  // namespace genbo::sample
