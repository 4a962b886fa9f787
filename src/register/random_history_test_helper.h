// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: what may happen to a register in some months, by chance, to any number of registers
// alike: imports of new, changed and same rows from several sources, undo, verdicts, merges,
// splits, numbers by hand, commands that are refused half-way.
//
//   RandomHistory history(seed);
//   history.step({&memory.open, &tables.open});      // must answer alike
//
// The same seed makes the same history as long as the registers answer alike.  People are made up
// from few names and in households, so that they are easily confused.

#include <array>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "register/open_register_test_helper.h"
#include "register/partition_change.h"

namespace genbo {

class RandomHistory {
public:
    using Registers = std::vector<OpenRegister*>;

    // Commands that are refused half-way may leave search tokens in a shared master.
    enum class Refusals { some, none };

    // Histories of one `population` are about the same people.
    explicit RandomHistory(
        std::uint64_t seed, std::uint64_t population = 0, Refusals refusals = Refusals::some)
        : random_(population == 0 ? seed : population), refusals_(refusals) {
        while (households_.size() < kHouseholds) households_.push_back(some_household());
        while (people_.size() < 2 * kHouseholds) people_.push_back(some_person());
        if (population != 0) random_.seed(seed);
    }

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    bool chance(std::uint64_t percent) { return below(100) < percent; }

    // What was done, for the message of the test that failed.
    std::string step(const Registers& on) {
        const auto dice = below(100);
        if (records_.empty() || dice < 30) return import_some(on);
        if (dice < 40) return undo(on);
        if (dice < 58) return decide(on);
        if (dice < 66) return take_back(on);
        if (dice < 72) return merge(on);
        if (dice < 79) return split(on);
        if (dice < 84) return number_by_hand(on);
        if (dice < 87) return reserve(on);
        if (dice < 92) return refusals_ == Refusals::some ? refused(on) : undo(on);
        if (dice < 97) return group(on);
        for (auto* open : on) open->reopen();
        return "reopen";
    }

    // A row of somebody, under a key of a few: often one that is there.
    SourceValues some_row(std::size_t source) {
        const auto key = "k" + std::to_string(below(60));
        const auto known = rows_.find({source, key});
        if (known != rows_.end() && chance(30)) return known->second;
        // What one can be found by, but not told apart by.
        if (known != rows_.end() && chance(30)) {
            known->second.set(Field::nickname, "ニック" + std::to_string(below(3)));
            return known->second;
        }
        auto row = row_of(people_[below(people_.size())]);
        row.set(Field::source_key, key);
        rows_[{source, key}] = row;
        return row;
    }

    // Something that somebody may type to find a customer.
    std::string some_query() {
        const auto& person = people_[below(people_.size())];
        const auto& house = households_[person.household];
        switch (below(10)) {
            case 0: return std::string{kSurnames[house.surname].kanji};
            case 1: return std::string{kGivenNames[person.given].kana};
            case 2:
                return std::string{kSurnames[house.surname].kana} + " " +
                       std::string{kGivenNames[person.given].kana};
            case 3: return person.mobile;
            case 4: return house.phone.substr(house.phone.size() - 4);
            case 5: return person.email;
            case 6: return house.address;
            case 7: return std::string{kSurnames[house.surname].variant} + " " + person.email;
            case 8: return "ニック" + std::to_string(below(3));
            default: return "存在しない";
        }
    }

    std::size_t done(std::string_view what) const {
        const auto at = done_.find(std::string{what});
        return at == done_.end() ? 0 : at->second;
    }
    const std::map<std::string, std::size_t>& all_done() const { return done_; }

private:
    struct Name {
        std::string_view kanji;
        std::string_view kana;
        std::string_view variant;
    };
    struct Household {
        std::size_t surname = 0;
        std::string address;
        std::string phone;
    };
    struct Person {
        std::size_t household = 0;
        std::size_t given = 0;
        std::string birth;
        std::string mobile;
        std::string email;
    };
    static constexpr std::size_t kHouseholds = 14;
    static constexpr std::array<Name, 5> kSurnames = {{
        {"佐藤", "サトウ", "佐藤"},
        {"高橋", "タカハシ", "髙橋"},
        {"斎藤", "サイトウ", "齋藤"},
        {"渡辺", "ワタナベ", "渡邉"},
        {"小鳥遊", "タカナシ", "小鳥遊"},
    }};
    static constexpr std::array<Name, 5> kGivenNames = {{
        {"花子", "ハナコ", "花子"},
        {"太郎", "タロウ", "太郎"},
        {"恵美", "エミ", "惠美"},
        {"健", "ケン", "健"},
        {"陽菜", "ヒナ", "陽菜"},
    }};
    static constexpr std::array<std::string_view, 3> kTowns = {
        "東京都千代田区丸の内", "大阪府大阪市北区梅田", "福岡県福岡市中央区天神"};
    static constexpr std::array<const char*, 3> kSources = {"pos", "ec", "crm"};

    std::string digits(std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + below(10));
        return text;
    }

    Household some_household() {
        return {
            below(kSurnames.size()),
            std::string{kTowns[below(kTowns.size())]} + std::to_string(1 + below(5)) + "-" +
                std::to_string(1 + below(9)) + "-1",
            "03" + std::to_string(3000 + below(6000)) + digits(4)};
    }

    Person some_person() {
        return {
            below(households_.size()), below(kGivenNames.size()),
            std::to_string(1950 + below(50)) + "-0" + std::to_string(1 + below(9)) + "-1" +
                std::to_string(below(9)),
            "090" + std::to_string(1000 + below(9000)) + digits(4),
            "u" + digits(6) + "@example.jp"};
    }

    SourceValues row_of(const Person& person) {
        const auto& house = households_[person.household];
        const auto& surname = kSurnames[house.surname];
        const auto& given = kGivenNames[person.given];
        SourceValues row;
        row.set(Field::surname, std::string{chance(15) ? surname.variant : surname.kanji});
        row.set(Field::given_name, std::string{chance(10) ? given.variant : given.kanji});
        if (chance(60))
            row.set(Field::kana_full, std::string{surname.kana} + " " + std::string{given.kana});
        if (chance(70)) row.set(Field::birth_date, chance(92) ? person.birth : "1900-01-01");
        if (chance(60)) row.set(Field::phone, house.phone);
        if (chance(60)) row.set(Field::mobile, person.mobile);
        if (chance(50)) row.set(Field::email, person.email);
        if (chance(70)) row.set(Field::address_full, house.address);
        return row;
    }

    // Does the same on all, and wants the same said of it.
    std::string on_all(
        std::string what, const Registers& on,
        const std::function<std::string(OpenRegister&)>& act) {
        ++done_[what];
        std::optional<std::string> first;
        for (auto* open : on) {
            const auto said = act(*open);
            if (!first) first = said;
            EXPECT_EQ(said, *first) << what;
        }
        return what + ": " + *first;
    }

    static std::string said_of(const BatchOutcome& outcome) {
        std::string text;
        for (const auto count :
             {outcome.counts.rows, outcome.counts.added, outcome.counts.changed,
              outcome.counts.same, outcome.counts.rejected, outcome.customers_new,
              outcome.customers_joined})
            text += std::to_string(count) + " ";
        return text;
    }

    static std::string said_of(const Result<VerdictOutcome>& outcome) {
        if (!outcome.ok()) return outcome.error().code;
        std::string text;
        for (const auto id : outcome->verdicts) text += "v" + std::to_string(id.value()) + " ";
        for (const auto id : outcome->customers) text += "c" + std::to_string(id.value()) + " ";
        return text;
    }

    std::vector<SourceValues> some_rows_of(std::size_t source) {
        std::vector<SourceValues> rows;
        for (auto count = 1 + below(12); count > 0; --count) rows.push_back(some_row(source));
        return rows;
    }

    std::string import_some(const Registers& on) {
        const auto source = below(kSources.size());
        const auto rows = some_rows_of(source);
        const auto batch = 1 + below(rows.size());
        ImportId import;
        auto said = on_all("import", on, [&](OpenRegister& open) {
            const auto id = open.source(kSources[source]);
            import = open.begin_import(id);
            std::string outcomes;
            for (std::size_t at = 0; at < rows.size(); at += batch)
                outcomes += said_of(open.take(
                    import, id, std::span{rows}.subspan(at, std::min(batch, rows.size() - at))));
            EXPECT_TRUE(ImportDesk(open.writer()).finish(import, ImportState::done, "{}", {}).ok());
            return outcomes;
        });
        imports_.push_back(import);
        look_at(*on.front());
        return said;
    }

    std::string undo(const Registers& on) {
        // Mostly of late, and sometimes one that is undone already.
        const auto back = std::min<std::uint64_t>(below(imports_.size()), below(imports_.size()));
        const auto import = imports_[imports_.size() - 1 - back];
        auto said = on_all("undo", on, [&](OpenRegister& open) {
            const auto undone = ImportDesk(open.writer()).undo(import, {});
            return undone.ok() ? "undone" : undone.error().code;
        });
        look_at(*on.front());
        return said;
    }

    std::string decide(const Registers& on) {
        auto [left, right] = std::pair{some_record(), some_record()};
        if (chance(60)) {
            const auto queue = on.front()->review_queue(10);
            if (!queue.empty()) {
                const auto& pair = queue[below(queue.size())];
                left = RecordId{pair.a};
                right = RecordId{pair.b};
            }
        }
        const auto dice = below(10);
        const auto kind = dice < 4   ? StoredVerdictKind::same
                          : dice < 8 ? StoredVerdictKind::not_same
                                     : StoredVerdictKind::later;
        decided_.emplace_back(left, right);
        auto said = on_all("decide", on, [&](OpenRegister& open) {
            return said_of(VerdictDesk(open.writer()).decide(left, right, kind, "because", {}));
        });
        look_at(*on.front());
        return said;
    }

    std::string take_back(const Registers& on) {
        if (decided_.empty()) return decide(on);
        const auto [left, right] = decided_[below(decided_.size())];
        auto said = on_all("take back", on, [&](OpenRegister& open) {
            return said_of(VerdictDesk(open.writer()).take_back(left, right, {}));
        });
        look_at(*on.front());
        return said;
    }

    std::string merge(const Registers& on) {
        const auto survivor = records_[below(records_.size())];
        const auto other = records_[below(records_.size())];
        decided_.emplace_back(survivor.record, other.record);
        auto said = on_all("merge", on, [&](OpenRegister& open) {
            return said_of(
                VerdictDesk(open.writer()).merge(survivor.customer, other.customer, "", {}));
        });
        look_at(*on.front());
        return said;
    }

    std::string split(const Registers& on) {
        // Preferably of a customer with several records.
        std::map<NumberId, std::vector<RecordId>> members;
        for (const auto& member : records_) members[member.customer].push_back(member.record);
        std::erase_if(members, [](const auto& customer) { return customer.second.size() < 2; });
        if (members.empty()) return merge(on);
        auto at = members.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(members.size())));
        std::vector<RecordId> going;
        for (const auto record : at->second)
            if (chance(40)) going.push_back(record);
        if (!going.empty()) decided_.emplace_back(going.front(), at->second.back());
        auto said = on_all("split", on, [&](OpenRegister& open) {
            return said_of(VerdictDesk(open.writer()).split(at->first, going, "", {}));
        });
        look_at(*on.front());
        return said;
    }

    // A number of the rule that will be reached soon, so that it has to be passed over.
    std::string number_by_hand(const Registers& on) {
        const auto place = numbers_ + below(12);
        return on_all("number", on, [&](OpenRegister& open) {
            const auto rule = NumberRules::initial().active();
            NumberIssuer issuer(rule, number_key(open.keyring, rule));
            const auto number =
                NumberDesk(open.writer()).issue_manual(issuer.number(place).digits(), {});
            return number.ok() ? *number : number.error().code;
        });
    }

    std::string reserve(const Registers& on) {
        const auto count = 1 + below(4);
        return on_all("reserve", on, [&](OpenRegister& open) {
            const auto numbers = NumberDesk(open.writer()).reserve(count, "store", {});
            std::string text;
            if (numbers.ok())
                for (const auto& number : *numbers) text += number + " ";
            return numbers.ok() ? text : numbers.error().code;
        });
    }

    // Changes a record and takes one away, then thinks better of it.
    Writer::Command refused_command(RecordId gone, RecordId changed, const SourceValues& values) {
        return [=](WriteContext& context) -> Result<> {
            RegisterChange change;
            change.removes.push_back(gone);
            if (changed != gone) change.puts.push_back({changed, 1, features_of(values)});
            std::map<RecordId, StoredRecord*> none;
            TRY(apply_to_register(context, std::move(change), "test", none));
            return Error{Fault::invalid, "register.split_all"};
        };
    }

    std::string refused(const Registers& on) {
        const auto command =
            refused_command(some_record(), some_record(), row_of(people_[below(people_.size())]));
        return on_all("refused", on, [&](OpenRegister& open) {
            return open.writer().run(command).error().code;
        });
    }

    // Several commands in one transaction, one of which may be refused.
    std::string group(const Registers& on) {
        const auto source = below(kSources.size());
        const auto first = some_rows_of(source);
        const auto second = some_rows_of(source);
        const auto no =
            refused_command(some_record(), some_record(), row_of(people_[below(people_.size())]));
        ImportId import;
        auto said = on_all("group", on, [&](OpenRegister& open) {
            const auto id = open.source(kSources[source]);
            import = open.begin_import(id);
            std::optional<Gate> gate(std::in_place, open.writer());
            ImportDesk desk(open.writer());
            std::array outcomes{std::make_shared<BatchOutcome>(), std::make_shared<BatchOutcome>()};
            auto one = desk.take(import, id, {}, open.prepare(id, first), outcomes[0]);
            std::optional<std::future<Result<>>> two;
            if (refusals_ == Refusals::some) two = open.writer().submit(no);
            auto three = desk.take(import, id, {}, open.prepare(id, second), outcomes[1]);
            gate.reset();
            EXPECT_TRUE(one.get().ok());
            if (two) EXPECT_FALSE(two->get().ok());
            EXPECT_TRUE(three.get().ok());
            EXPECT_TRUE(desk.finish(import, ImportState::done, "{}", {}).ok());
            return said_of(*outcomes[0]) + said_of(*outcomes[1]);
        });
        imports_.push_back(import);
        look_at(*on.front());
        return said;
    }

    RecordId some_record() { return records_[below(records_.size())].record; }

    void look_at(OpenRegister& open) {
        auto session = open.sessions().borrow();
        std::vector<CustomerMember> records;
        EXPECT_TRUE((*session)
                        ->store()
                        .each_live_record(
                            [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
                                records.push_back({record.customer, record.id});
                                return {};
                            })
                        .ok());
        const auto counts = (*session)->store().counts();
        EXPECT_TRUE(counts.ok());
        if (counts.ok()) numbers_ = static_cast<std::uint64_t>(counts->numbers);
        // With none left there is nobody to decide about; the next step imports.
        records_ = std::move(records);
    }

    std::mt19937_64 random_;
    const Refusals refusals_;
    std::vector<Household> households_;
    std::vector<Person> people_;
    std::map<std::pair<std::size_t, std::string>, SourceValues> rows_;
    std::vector<ImportId> imports_;
    std::vector<std::pair<RecordId, RecordId>> decided_;
    std::vector<CustomerMember> records_;
    std::uint64_t numbers_ = 0;
    std::map<std::string, std::size_t> done_;
};

}  // namespace genbo
