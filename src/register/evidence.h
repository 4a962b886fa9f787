// SPDX-License-Identifier: Apache-2.0
#pragma once

// The trace of a decision: what was known when two records were joined, or when somebody decided
// about them, in some fifty bytes, so that it can be told again years later, whatever the model
// says by then.
//
//   level vector   one rung for each comparison (match/compare.h)
//   moved levels   of those whose value counted by its own frequency: frequency and bits
//   household      what was taken off for two of one family
//   rules          the blocking rules under which the two met
//   rival          the strongest record that stayed outside, and how far behind it was
//   model          the number of the model's sheet (model_book.h), which is never thrown away
//
// A trace is sealed under the key of its record (evidence_trail.h), so it is gone when the record
// is.  Nothing in it is a value; the frequencies say only how common a value was.  They are kept
// to five figures.
//
//   const Evidence trace = trace_of(explanation, schema, model, number);
//   const Explanation again = tell_again(trace, sheet);       // the same in every year

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "match/compare.h"
#include "match/explain.h"
#include "record/ids.h"
#include "register/model_book.h"

namespace genbo {

enum class EvidenceCause : std::uint8_t {
    automatic,  // The scores joined the two.
    verdict,    // A person decided about the two, or about their customers.
};

struct Evidence {
    struct MovedLevel {
        std::uint8_t comparison = 0;
        float frequency = 0;
        Millibits bits = 0;

        friend bool operator==(const MovedLevel&, const MovedLevel&) = default;
    };

    EvidenceCause cause = EvidenceCause::automatic;
    RecordId other;
    VerdictId verdict;  // 0 = automatic.
    std::int64_t model = 0;
    std::vector<std::uint8_t> levels;  // One for each comparison.
    std::vector<MovedLevel> moved;
    Millibits household = 0;
    std::uint32_t rules = 0;  // Bit n: rule n of the sheet.
    RecordId rival;           // 0 = there was none.
    Millibits margin = 0;     // Bits ahead of the rival.

    friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Without cause, other, verdict and rival.  `number` is the model's.
Evidence trace_of(
    const Explanation& explanation, const Schema& schema, const Model& model, std::int64_t number);

// REQUIRES: the trace was made under this sheet.  corrupt: register.bad_evidence otherwise.
Result<Explanation> tell_again(const Evidence& evidence, const ModelSheet& sheet);

Bytes encode_evidence(const Evidence& evidence);
// corrupt: register.bad_evidence.
Result<Evidence> decode_evidence(ByteView bytes);

}  // namespace genbo
