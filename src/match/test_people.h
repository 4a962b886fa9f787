// SPDX-License-Identifier: Apache-2.0
#pragma once

// A handful of made-up families for tests: few names, so that they collide, and records of one
// person that differ as real ones do.  Same seed, same people.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/hash.h"
#include "match/live_clusters.h"
#include "record/field.h"

namespace genbo {

class TestPeople {
public:
    explicit TestPeople(std::uint64_t seed) : state_(seed) {}

    std::uint64_t below(std::uint64_t limit) {
        state_ = hash_mix(state_, 0x2545f4914f6cdd1dULL);
        return (state_ >> 20) % limit;
    }
    bool chance(std::uint64_t percent) { return below(100) < percent; }

    using Cells = std::array<std::string, kFieldCount>;

    // About two records per person and two people per household.
    std::vector<Cells> cells(std::size_t count) {
        std::vector<Cells> made;
        while (made.size() < count) {
            const Household household = new_household();
            for (std::uint64_t person = 1 + below(3); person > 0; --person) {
                const Person one = new_person();
                for (std::uint64_t copy = 1 + below(3); copy > 0 && made.size() < count; --copy)
                    made.push_back(record(household, one));
            }
        }
        return made;
    }

    // The same as the resident engine takes them, numbered from 1.
    std::vector<Put> records(std::size_t count) {
        std::vector<Put> made;
        for (const auto& one : cells(count)) {
            const auto id = static_cast<std::int64_t>(made.size() + 1);
            made.push_back({id, hash_mix(static_cast<std::uint64_t>(id), 42), prepared(one)});
        }
        return made;
    }

    static PreparedRow prepared(const Cells& cells) {
        const std::vector<std::string_view> views(cells.begin(), cells.end());
        return prepare(register_schema(), views);
    }

private:
    struct Household {
        std::size_t surname;
        std::string address;
        std::string postal;
        std::string phone;
    };
    struct Person {
        std::size_t given;
        std::string birth;
        std::string mobile;
        std::string email;
    };
    struct TestName {
        std::string_view kanji;
        std::string_view kana;
        std::string_view variant;
    };
    static constexpr std::array<TestName, 10> kSurnames = {{
        {"佐藤", "サトウ", "佐藤"},
        {"鈴木", "スズキ", "鈴木"},
        {"高橋", "タカハシ", "髙橋"},
        {"斎藤", "サイトウ", "齋藤"},
        {"渡辺", "ワタナベ", "渡邉"},
        {"山崎", "ヤマザキ", "山﨑"},
        {"東雲", "シノノメ", "東雲"},
        {"勅使河原", "テシガワラ", "勅使河原"},
        {"伊集院", "イジュウイン", "伊集院"},
        {"小鳥遊", "タカナシ", "小鳥遊"},
    }};
    static constexpr std::array<TestName, 10> kGivenNames = {{
        {"花子", "ハナコ", "花子"},
        {"太郎", "タロウ", "太郎"},
        {"健", "ケン", "健"},
        {"恵美", "エミ", "惠美"},
        {"美咲", "ミサキ", "美咲"},
        {"翔太", "ショウタ", "翔太"},
        {"桜", "サクラ", "櫻"},
        {"一郎", "イチロウ", "一郎"},
        {"陽菜", "ヒナ", "陽菜"},
        {"蓮", "レン", "蓮"},
    }};
    static constexpr std::array<std::string_view, 6> kTowns = {
        "東京都千代田区丸の内",   "大阪府大阪市北区梅田", "札幌市中央区大通西",
        "京都府京都市左京区吉田", "横浜市港北区日吉",     "福岡市中央区天神"};

    std::string digits(std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + below(10));
        return text;
    }
    std::string two(std::uint64_t value) {
        std::string text = std::to_string(value);
        return text.size() < 2 ? "0" + text : text;
    }

    Household new_household() {
        return {
            .surname = below(kSurnames.size()),
            .address = std::string{kTowns[below(kTowns.size())]} + std::to_string(1 + below(5)) +
                       "丁目" + std::to_string(1 + below(20)) + "番" +
                       std::to_string(1 + below(9)) + "号",
            .postal = "100" + digits(4),
            .phone = "03" + std::to_string(3000 + below(6000)) + digits(4)};
    }
    Person new_person() {
        return {
            .given = below(kGivenNames.size()),
            .birth = std::to_string(1940 + below(70)) + "-" + two(1 + below(12)) + "-" +
                     two(1 + below(28)),
            .mobile = "090" + std::to_string(1000 + below(9000)) + digits(4),
            .email = "u" + digits(6) + "@example.jp"};
    }

    Cells record(const Household& household, const Person& person) {
        Cells cells;
        const auto set = [&](Field field, std::string text) {
            cells[static_cast<std::size_t>(field)] = std::move(text);
        };
        const auto& surname = kSurnames[household.surname];
        const auto& given = kGivenNames[person.given];
        const auto written = std::string{chance(15) ? surname.variant : surname.kanji};
        if (chance(50)) {
            set(Field::surname, written);
            set(Field::given_name, std::string{chance(10) ? given.variant : given.kanji});
        } else {
            set(Field::name_full, written + (chance(70) ? " " : "") + std::string{given.kanji});
        }
        if (chance(60))
            set(Field::kana_full, std::string{surname.kana} + " " + std::string{given.kana});
        if (chance(70)) set(Field::birth_date, chance(90) ? person.birth : "1900-01-01");
        if (chance(60)) set(Field::phone, household.phone);
        if (chance(60)) set(Field::mobile, person.mobile);
        if (chance(50)) set(Field::email, person.email);
        if (chance(70)) set(Field::address_full, household.address);
        if (chance(60)) set(Field::postal_code, household.postal);
        return cells;
    }

    std::uint64_t state_;
};

}  // namespace genbo
