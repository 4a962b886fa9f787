// SPDX-License-Identifier: Apache-2.0
#include "register/number_book.h"

#include <set>

namespace genbo {

namespace {

constexpr std::string_view kRulesSetting = "number.rules";

template <typename T>
Result<std::string> setting_or(StoreReader& store, std::string_view name, T otherwise) {
    auto value = store.setting(name);
    if (!value.ok() && value.error().fault == Fault::not_found) return std::string{otherwise};
    return value;
}

}  // namespace

Result<NumberRules> stored_number_rules(StoreReader& store) {
    const std::string json = TRY(setting_or(store, kRulesSetting, ""));
    if (json.empty()) return NumberRules::initial();
    return NumberRules::from_json(json);
}

Result<NumberBook> NumberBook::open(StoreReader& store, const Keyring& keyring) {
    auto rules = TRY(stored_number_rules(store));
    return NumberBook{std::move(rules), keyring};
}

NumberBook::NumberBook(NumberRules rules, const Keyring& keyring)
    : rules_(std::move(rules)),
      issuer_(
          std::make_shared<NumberIssuer>(rules_.active(), number_key(keyring, rules_.active()))) {}

Result<std::vector<std::string>> NumberBook::new_texts(
    StoreWriter& store, std::size_t count) const {
    const NumberRule& rule = rules_.active();
    std::vector<std::string> texts;
    while (texts.size() < count) {
        const auto missing = static_cast<std::int64_t>(count - texts.size());
        const auto first =
            static_cast<std::uint64_t>(TRY(store.take_ids(IdKind::sequence, missing)));
        const auto end = first + static_cast<std::uint64_t>(missing);
        // Past a block that was given away whole.
        if (const auto free = rule.next_free(first); free >= end) {
            TRY(store.take_ids(IdKind::sequence, static_cast<std::int64_t>(free - end)));
            if (free >= rule.capacity()) return Error{Fault::limit, "register.numbers_exhausted"};
            continue;
        }
        std::vector<std::string> block;
        for (auto place = first; place < end; ++place) {
            if (place >= rule.capacity()) return Error{Fault::limit, "register.numbers_exhausted"};
            if (rule.next_free(place) == place) block.push_back(issuer_->number(place).digits());
        }
        const auto taken = TRY(store.taken_texts(block));
        const std::set<std::string> gone(taken.begin(), taken.end());
        for (auto& text : block)
            if (!gone.contains(text)) texts.push_back(std::move(text));
    }
    return texts;
}

Result<> NumberBook::add(StoreWriter& store, std::vector<StoredNumber>& numbers) const {
    if (numbers.empty()) return {};
    auto texts = TRY(new_texts(store, numbers.size()));
    auto id = TRY(store.take_ids(IdKind::number, static_cast<std::int64_t>(numbers.size())));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i].id = NumberId{id++};
        numbers[i].text = std::move(texts[i]);
        numbers[i].rule = rules_.active().version;
    }
    return store.add_numbers(numbers);
}

Result<std::vector<StoredNumber>> NumberBook::issue(
    StoreWriter& store, std::span<const RecordId> anchors, Instant now) const {
    std::vector<StoredNumber> numbers(anchors.size());
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        numbers[i].kind = NumberKind::automatic;
        numbers[i].anchor = anchors[i];
        numbers[i].issued = now;
    }
    TRY(add(store, numbers));
    return numbers;
}

Result<StoredNumber> NumberBook::add_manual(
    StoreWriter& store, CustomerNumber wanted, Instant now) const {
    const std::vector<std::string> text{wanted.digits()};
    const auto taken = TRY(store.taken_texts(text));
    if (!taken.empty()) return Error{Fault::conflict, "register.number_taken"};
    const NumberId id{TRY(store.take_ids(IdKind::number, 1))};
    const StoredNumber number{
        id, text.front(), rules_.active().version, NumberKind::manual, RecordId{}, now, {}};
    TRY(store.add_numbers(std::span{&number, 1}));
    return number;
}

Result<std::vector<StoredNumber>> NumberBook::reserve(
    StoreWriter& store, std::size_t count, std::string_view owner, Instant now) const {
    std::vector<StoredNumber> numbers(count);
    for (auto& number : numbers) {
        number.kind = NumberKind::reserved;
        number.issued = now;
        number.owner = std::string{owner};
    }
    TRY(add(store, numbers));
    return numbers;
}

}  // namespace genbo
