// SPDX-License-Identifier: Apache-2.0
#include "register/evidence.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace genbo {

namespace {

constexpr std::uint8_t kEvidenceFormat = 1;
// A float without its last eight bits: five figures.
constexpr std::uint32_t kKeptBits = 0xffffff00U;

float kept_frequency(double frequency) {
    auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(frequency));
    bits = (bits + 0x80U) & kKeptBits;
    return std::bit_cast<float>(bits);
}

std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

class TraceWriter {
public:
    void byte(std::uint8_t value) { bytes_.push_back(value); }
    void natural(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80U));
        byte(static_cast<std::uint8_t>(value));
    }
    void integer(std::int64_t value) { natural(zigzag(value)); }
    void frequency(float value) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        byte(static_cast<std::uint8_t>(bits >> 24U));
        byte(static_cast<std::uint8_t>(bits >> 16U));
        byte(static_cast<std::uint8_t>(bits >> 8U));
    }
    Bytes take() && { return std::move(bytes_); }

private:
    Bytes bytes_;
};

// After the end every read gives 0, and whole() is false.
class TraceReader {
public:
    explicit TraceReader(ByteView bytes) : bytes_(bytes) {}

    std::uint8_t byte() {
        if (at_ == bytes_.size()) {
            short_ = true;
            return 0;
        }
        return bytes_[at_++];
    }
    std::uint64_t natural() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto next = byte();
            value |= std::uint64_t{next & 0x7fU} << shift;
            if ((next & 0x80U) == 0) return value;
        }
        short_ = true;
        return 0;
    }
    std::int64_t integer() { return unzigzag(natural()); }
    float frequency() {
        const std::uint32_t high = byte();
        const std::uint32_t middle = byte();
        const std::uint32_t low = byte();
        return std::bit_cast<float>(high << 24U | middle << 16U | low << 8U);
    }
    bool whole() const { return !short_ && at_ == bytes_.size(); }

private:
    ByteView bytes_;
    std::size_t at_ = 0;
    bool short_ = false;
};

Error bad_evidence() { return {Fault::corrupt, "register.bad_evidence"}; }

std::uint8_t level_number(const ModelComparison& comparison, std::string_view name) {
    const auto at = std::ranges::find(comparison.levels, name, &ModelLevel::name);
    return at == comparison.levels.end()
               ? std::uint8_t{0}
               : static_cast<std::uint8_t>(at - comparison.levels.begin());
}

}  // namespace

Evidence trace_of(
    const Explanation& explanation, const Schema& schema, const Model& model, std::int64_t number) {
    Evidence evidence;
    evidence.model = number;
    for (std::size_t i = 0; i < explanation.entries.size(); ++i) {
        const auto& entry = explanation.entries[i];
        const auto level = level_number(model.comparisons.at(i), entry.level);
        evidence.levels.push_back(level);
        if (entry.term_frequency > 0)
            evidence.moved.push_back(
                {static_cast<std::uint8_t>(i), kept_frequency(entry.term_frequency), entry.bits});
    }
    evidence.household = explanation.household;
    for (std::size_t i = 0; i < schema.rules.size() && i < 32; ++i)
        if (std::ranges::count(explanation.shared_keys, schema.rules[i].name) > 0)
            evidence.rules |= 1U << i;
    return evidence;
}

Result<Explanation> tell_again(const Evidence& evidence, const ModelSheet& sheet) {
    const auto& comparisons = sheet.model.comparisons;
    if (evidence.model != sheet.number || evidence.levels.size() != comparisons.size())
        return bad_evidence();
    Explanation told;
    told.model_version = sheet.model.version;
    told.base = sheet.model.base();
    Millibits running = told.base;
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
        const auto number = evidence.levels[i];
        if (number >= comparisons[i].levels.size()) return bad_evidence();
        const auto& level = comparisons[i].levels[number];
        ExplanationEntry entry{
            .comparison = comparisons[i].name,
            .columns = i < sheet.columns.size() ? sheet.columns[i] : std::vector<std::string>{},
            .level = level.name,
            .m = number == 0 ? 1 : level.m,
            .u = number == 0 ? 1 : level.u,
            .term_frequency = 0,
            .bits = number == 0 ? 0 : level.weight};
        const auto moved = std::ranges::find(evidence.moved, i, &Evidence::MovedLevel::comparison);
        if (moved != evidence.moved.end()) {
            entry.bits = moved->bits;
            entry.term_frequency = static_cast<double>(moved->frequency);
        }
        running += entry.bits;
        entry.running = running;
        told.entries.push_back(std::move(entry));
    }
    told.household = evidence.household;
    const auto sum = running + evidence.household;
    told.total = sheet.model.calibrated(sum);
    told.calibration = told.total - sum;
    told.probability = probability_of(told.total);
    for (std::size_t i = 0; i < sheet.rules.size() && i < 32; ++i)
        if ((evidence.rules >> i & 1U) != 0) told.shared_keys.push_back(sheet.rules[i]);
    return told;
}

// Format, cause; other, verdict, model; levels two to a byte; moved levels; the rest.
Bytes encode_evidence(const Evidence& evidence) {
    TraceWriter out;
    out.byte(kEvidenceFormat);
    out.byte(static_cast<std::uint8_t>(evidence.cause));
    out.natural(static_cast<std::uint64_t>(evidence.other.value()));
    out.natural(static_cast<std::uint64_t>(evidence.verdict.value()));
    out.natural(static_cast<std::uint64_t>(evidence.model));
    out.byte(static_cast<std::uint8_t>(evidence.levels.size()));
    for (std::size_t i = 0; i < evidence.levels.size(); i += 2) {
        const auto second = i + 1 < evidence.levels.size() ? evidence.levels[i + 1] : 0;
        out.byte(static_cast<std::uint8_t>(evidence.levels[i] | second << 4));
    }
    out.byte(static_cast<std::uint8_t>(evidence.moved.size()));
    for (const auto& moved : evidence.moved) {
        out.byte(moved.comparison);
        out.frequency(moved.frequency);
        out.integer(moved.bits);
    }
    out.integer(evidence.household);
    out.natural(evidence.rules);
    out.natural(static_cast<std::uint64_t>(evidence.rival.value()));
    out.integer(evidence.margin);
    return std::move(out).take();
}

Result<Evidence> decode_evidence(ByteView bytes) {
    TraceReader in(bytes);
    if (in.byte() != kEvidenceFormat) return bad_evidence();
    Evidence evidence;
    const auto cause = in.byte();
    if (cause > static_cast<std::uint8_t>(EvidenceCause::verdict)) return bad_evidence();
    evidence.cause = static_cast<EvidenceCause>(cause);
    evidence.other = RecordId{static_cast<std::int64_t>(in.natural())};
    evidence.verdict = VerdictId{static_cast<std::int64_t>(in.natural())};
    evidence.model = static_cast<std::int64_t>(in.natural());
    evidence.levels.resize(in.byte());
    for (std::size_t i = 0; i < evidence.levels.size(); i += 2) {
        const auto both = in.byte();
        evidence.levels[i] = both & 0x0fU;
        if (i + 1 < evidence.levels.size())
            evidence.levels[i + 1] = static_cast<std::uint8_t>(both >> 4U);
    }
    evidence.moved.resize(in.byte());
    for (auto& moved : evidence.moved) {
        moved.comparison = in.byte();
        moved.frequency = in.frequency();
        moved.bits = static_cast<Millibits>(in.integer());
    }
    evidence.household = static_cast<Millibits>(in.integer());
    evidence.rules = static_cast<std::uint32_t>(in.natural());
    evidence.rival = RecordId{static_cast<std::int64_t>(in.natural())};
    evidence.margin = static_cast<Millibits>(in.integer());
    if (!in.whole()) return bad_evidence();
    return evidence;
}

}  // namespace genbo
