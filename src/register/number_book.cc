// SPDX-License-Identifier: Apache-2.0
#include "register/number_book.h"

#include <charconv>

namespace genbo {

namespace {

constexpr std::string_view kRulesSetting = "number.rules";
constexpr std::string_view kNextSetting = "number.next";

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
    const std::string text = TRY(setting_or(store, kNextSetting, "0"));
    std::uint64_t next = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), next);
    if (end.ptr != text.data() + text.size())
        return Error{Fault::corrupt, "register.number_sequence"};
    return NumberBook{std::move(rules), next, keyring};
}

NumberBook::NumberBook(NumberRules rules, std::uint64_t next, const Keyring& keyring)
    : rules_(std::move(rules)),
      next_(next),
      issuer_(
          std::make_shared<NumberIssuer>(rules_.active(), number_key(keyring, rules_.active()))) {}

Result<StoredNumber> NumberBook::add_next(
    StoreWriter& store, StoreHeads& heads, StoredNumber number) {
    const NumberRule& rule = rules_.active();
    while (true) {
        next_ = rule.next_free(next_);
        if (next_ >= rule.capacity()) return Error{Fault::limit, "register.numbers_exhausted"};
        number.text = issuer_->number(next_).digits();
        ++next_;
        number.id = NumberId{heads.number + 1};
        number.rule = rule.version;
        const auto added = store.add_number(number);
        if (added.ok()) {
            ++heads.number;
            return number;
        }
        if (added.error().fault != Fault::conflict) return added.error();
    }
}

Result<StoredNumber> NumberBook::issue(
    StoreWriter& store, StoreHeads& heads, RecordId anchor, Instant now) {
    StoredNumber number;
    number.kind = NumberKind::automatic;
    number.anchor = anchor;
    number.issued = now;
    return add_next(store, heads, std::move(number));
}

Result<StoredNumber> NumberBook::add_manual(
    StoreWriter& store, StoreHeads& heads, CustomerNumber wanted, Instant now) {
    StoredNumber number{
        NumberId{heads.number + 1},
        wanted.digits(),
        rules_.active().version,
        NumberKind::manual,
        RecordId{},
        now,
        {}};
    const auto added = store.add_number(number);
    if (!added.ok() && added.error().fault == Fault::conflict)
        return Error{Fault::conflict, "register.number_taken"};
    TRY(added);
    ++heads.number;
    return number;
}

Result<std::vector<StoredNumber>> NumberBook::reserve(
    StoreWriter& store, StoreHeads& heads, std::size_t count, std::string_view owner, Instant now) {
    std::vector<StoredNumber> numbers;
    for (std::size_t i = 0; i < count; ++i) {
        StoredNumber number;
        number.kind = NumberKind::reserved;
        number.issued = now;
        number.owner = std::string{owner};
        numbers.push_back(TRY(add_next(store, heads, std::move(number))));
    }
    return numbers;
}

Result<> NumberBook::save(StoreWriter& store) const {
    return store.set_setting(kNextSetting, std::to_string(next_));
}

}  // namespace genbo
