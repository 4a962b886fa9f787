// SPDX-License-Identifier: Apache-2.0
#include "register/number_desk.h"

namespace genbo {

namespace {

Result<std::string> grouped(const NumberRules& rules, const StoredNumber& number) {
    const auto parsed = TRY(CustomerNumber::from_digits(number.text));
    return rules.str(parsed);
}

// One on each line.
std::string lines_of(const std::vector<std::string>& texts) {
    std::string lines;
    for (const auto& text : texts) lines += text + "\n";
    return lines;
}

std::vector<std::string> texts_of(std::string_view lines) {
    std::vector<std::string> texts;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        texts.emplace_back(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
    return texts;
}

}  // namespace

Result<std::string> NumberDesk::issue_manual(
    std::string_view typed, const Actor& actor, const RequestName& request) {
    std::string text;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (auto done = TRY(done_before(context, request))) {
            text = *std::move(done);
            return {};
        }
        const auto wanted = TRY(context.numbers.rules().parse_manual(typed));
        const auto number = TRY(context.numbers.add_manual(context.store, wanted, context.now));
        text = TRY(grouped(context.numbers.rules(), number));
        TRY(note_done(context, request, text));
        return context.trail.record(
            context.store, actor, context.now, {"number.manual", "number", number.id.value()});
    }));
    return text;
}

Result<std::vector<std::string>> NumberDesk::reserve(
    std::size_t count, const std::string& owner, const Actor& actor, const RequestName& request) {
    if (count == 0 || count > kReserveMax)
        return Error{Fault::limit, "register.reserve_too_many", {std::to_string(kReserveMax)}};
    std::vector<std::string> texts;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (const auto done = TRY(done_before(context, request))) {
            texts = texts_of(*done);
            return {};
        }
        const auto numbers = TRY(context.numbers.reserve(context.store, count, owner, context.now));
        texts.clear();  // Of an attempt that was rolled back.
        for (const auto& number : numbers)
            texts.push_back(TRY(grouped(context.numbers.rules(), number)));
        TRY(note_done(context, request, lines_of(texts)));
        return context.trail.record(
            context.store, actor, context.now,
            {"number.reserve", "number", numbers.front().id.value(), numbers.size()});
    }));
    return texts;
}

}  // namespace genbo
