// SPDX-License-Identifier: Apache-2.0

// What the register keeps as text or bytes of its own making, and what people type into its search.
// The first byte says which.  Oracle: what reads is written so that it reads the same; a query has
// only words with something to look for.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "register/evidence.h"
#include "register/intake_row.h"
#include "register/paper_json.h"
#include "register/retention.h"
#include "register/search_tokens.h"

namespace {

void register_fuzz_query(std::string_view text) {
    using namespace genbo;
    const auto query = parse_query(text);
    for (const auto& term : query) check(!term.alternatives.empty());
    // A record of these very words is found by its own tokens or not at all, never with a fault.
    SourceValues values;
    values.set(Field::name_full, std::string{text});
    values.set(Field::phone, std::string{text});
    const auto tokens = tokens_of_record(values);
    const auto kinds = matches_query(query, tokens);
    check(kinds.empty() || !query.empty());
}

void register_fuzz_paper(std::string_view text) {
    using namespace genbo;
    const auto paper = PaperJson::parse(text);
    if (!paper.ok()) return;
    for (const std::string_view name : {"uid", "at", "records", "tokens"}) {
        static_cast<void>(paper->text(name));
        static_cast<void>(paper->integer(name));
        static_cast<void>(paper->truth(name));
        static_cast<void>(paper->instant(name));
        static_cast<void>(paper->integers(name));
        static_cast<void>(paper->texts(name));
        static_cast<void>(paper->object(name));
        static_cast<void>(paper->objects(name));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const ByteView bytes{data + 1, size - 1};
    const auto text = as_text(bytes);
    switch (data[0] % 5) {
        case 0:
            if (size < 200) register_fuzz_query(text);
            break;
        case 1:
            if (const auto evidence = decode_evidence(bytes); evidence.ok()) {
                const auto again = encode_evidence(*evidence);
                check(encode_evidence(*decode_evidence(again)) == again);
            }
            break;
        case 2: register_fuzz_paper(text); break;
        case 3:
            if (const auto cells = decode_cells(text); cells.ok())
                check(*decode_cells(encode_cells(*cells)) == *cells);
            break;
        default:
            if (const auto period = parse_period(text)) {
                check(period->months >= 0 && period->days >= 0);
                const Day day{std::chrono::year{2000}, std::chrono::January, std::chrono::day{31}};
                check(end_of_period(day, *period).ok() && end_of_period(day, *period) > day);
            }
            static_cast<void>(number_of_paper("approval", text));
    }
    return 0;
}
