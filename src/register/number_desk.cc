// SPDX-License-Identifier: Apache-2.0
#include "register/number_desk.h"

namespace genbo {

namespace {

Result<std::string> grouped(const NumberRules& rules, const StoredNumber& number) {
    const auto parsed = TRY(CustomerNumber::from_digits(number.text));
    return rules.str(parsed);
}

}  // namespace

Result<std::string> NumberDesk::issue_manual(std::string_view typed, const Actor& actor) {
    std::string text;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto wanted = TRY(context.numbers.rules().parse_manual(typed));
        const auto number = TRY(context.numbers.add_manual(context.store, wanted, context.now));
        text = TRY(grouped(context.numbers.rules(), number));
        return context.trail.record(
            context.store, actor, context.now, {"number.manual", "number", number.id.value()});
    }));
    return text;
}

Result<std::vector<std::string>> NumberDesk::reserve(
    std::size_t count, const std::string& owner, const Actor& actor) {
    if (count == 0 || count > kReserveMax)
        return Error{Fault::limit, "register.reserve_too_many", {std::to_string(kReserveMax)}};
    std::vector<std::string> texts;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto numbers = TRY(context.numbers.reserve(context.store, count, owner, context.now));
        texts.clear();  // Of an attempt that was rolled back.
        for (const auto& number : numbers)
            texts.push_back(TRY(grouped(context.numbers.rules(), number)));
        return context.trail.record(
            context.store, actor, context.now,
            {"number.reserve", "number", numbers.front().id.value(), numbers.size()});
    }));
    return texts;
}

}  // namespace genbo
