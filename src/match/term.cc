// SPDX-License-Identifier: Apache-2.0
#include "match/term.h"

#include <algorithm>

#include "match/compare.h"
#include "match/feature_layout.h"
#include "match/hash.h"

namespace genbo {

namespace {

std::uint64_t term_house(const AddressFeature& address) {
    return hash_mix(hash_bytes(address.town, address.municipality), hash_bytes(address.number));
}

std::uint64_t term_town(const AddressFeature& address) {
    return hash_bytes(address.town, address.municipality);
}

constexpr Term kNoTerm{kNoPool, 0};

// The smallest term that the alternatives of two rows have in common.
template <typename Hash>
Term term_common(
    const Schema& schema, const Comparison& comparison, RowView a, RowView b, Hash hash) {
    Term found = kNoTerm;
    const auto count = schema.features.size();
    for (const auto i : comparison.features) {
        const auto x = a.feature(i, count);
        if (x.empty()) continue;
        for (const auto j : comparison.features) {
            const auto y = b.feature(j, count);
            if (y.empty() || hash(x) != hash(y)) continue;
            if (found.pool == kNoPool || hash(x) < found.hash)
                found = {schema.features[i].pool, hash(x)};
        }
    }
    return found;
}

Term term_name(const Comparison& comparison, RowView a, RowView b, std::size_t count) {
    const auto written = comparison.features[0];
    const auto kana = comparison.features[1];
    if (written != kNoFeature) {
        const NameFeature x{a.feature(written, count)};
        const NameFeature y{b.feature(written, count)};
        if (!x.empty() && !y.empty() && x.loose == y.loose) return {written, x.loose};
    }
    if (kana != kNoFeature) {
        const NameFeature x{a.feature(kana, count)};
        const NameFeature y{b.feature(kana, count)};
        if (!x.empty() && !y.empty() && x.text == y.text) return {kana, hash_bytes(x.text)};
    }
    return kNoTerm;
}

Term term_address(const Comparison& comparison, RowView a, RowView b, std::size_t count) {
    const AddressFeature x{a.feature(comparison.features[0], count)};
    const AddressFeature y{b.feature(comparison.features[0], count)};
    if (!x.empty() && !y.empty() && !x.town.empty() && term_town(x) == term_town(y)) {
        if (!x.number.empty() && x.number == y.number)
            return {comparison.features[0], term_house(x)};
        return {static_cast<std::uint16_t>(comparison.features[0] | kTownPool), term_town(x)};
    }
    const auto postal = a.feature(comparison.features[1], count);
    if (!postal.empty() && postal == b.feature(comparison.features[1], count))
        return {comparison.features[1], hash_bytes(postal)};
    return kNoTerm;
}

}  // namespace

bool level_has_term(ComparisonType type, std::uint8_t level) {
    switch (type) {
        case ComparisonType::name_part: return level >= kNameSameSound;
        case ComparisonType::japanese_address: return level >= kAddressTown;
        case ComparisonType::company: return level >= 4;
        case ComparisonType::phones: return level >= 3;
        case ComparisonType::gender:
        case ComparisonType::corporate_number: return false;
        case ComparisonType::category: return level == 2;
        default: return level + 1U == level_names(type).size();
    }
}

Term shared_term(
    const Schema& schema, const Comparison& comparison, std::uint8_t level, RowView a, RowView b) {
    if (!level_has_term(comparison.type, level)) return kNoTerm;
    const auto count = schema.features.size();
    switch (comparison.type) {
        case ComparisonType::name_part: return term_name(comparison, a, b, count);
        case ComparisonType::japanese_address: return term_address(comparison, a, b, count);
        case ComparisonType::phones:
            return term_common(schema, comparison, a, b, [](std::string_view bytes) {
                return hash_bytes(PhoneFeature{bytes}.digits);
            });
        case ComparisonType::emails:
            return term_common(
                schema, comparison, a, b, [](std::string_view bytes) { return hash_bytes(bytes); });
        case ComparisonType::company: {
            const CompanyFeature x{a.feature(comparison.features[0], count)};
            const CompanyFeature y{b.feature(comparison.features[0], count)};
            if (!x.empty() && x.core == y.core) return {comparison.features[0], hash_bytes(x.core)};
            const auto kana = a.feature(comparison.features[1], count);
            if (!kana.empty() && kana == b.feature(comparison.features[1], count))
                return {comparison.features[1], hash_bytes(kana)};
            return kNoTerm;
        }
        default: break;
    }
    const auto feature = comparison.features[0];
    const auto bytes = a.feature(feature, count);
    return bytes == b.feature(feature, count) ? Term{feature, hash_bytes(bytes)} : kNoTerm;
}

void feature_terms(
    const Schema& schema, std::uint16_t feature, std::string_view bytes, std::vector<Term>& out) {
    if (bytes.empty()) return;
    const auto pool = schema.features[feature].pool;
    switch (schema.features[feature].type) {
        case FeatureType::name: out.push_back({pool, NameFeature{bytes}.loose}); return;
        case FeatureType::kana: out.push_back({pool, hash_bytes(NameFeature{bytes}.text)}); return;
        case FeatureType::phone:
            out.push_back({pool, hash_bytes(PhoneFeature{bytes}.digits)});
            return;
        case FeatureType::company:
            out.push_back({pool, hash_bytes(CompanyFeature{bytes}.core)});
            return;
        case FeatureType::address: {
            const AddressFeature address{bytes};
            if (address.town.empty()) return;
            out.push_back({static_cast<std::uint16_t>(pool | kTownPool), term_town(address)});
            if (!address.number.empty()) out.push_back({pool, term_house(address)});
            return;
        }
        case FeatureType::words:
            out.push_back({pool, hash_bytes(bytes)});
            for (std::size_t at = 0; at < bytes.size();) {
                const auto end = std::min(bytes.find(' ', at), bytes.size());
                out.push_back(
                    {static_cast<std::uint16_t>(pool | kWordPool),
                     hash_bytes(bytes.substr(at, end - at))});
                at = end + 1;
            }
            return;
        default: out.push_back({pool, hash_bytes(bytes)}); return;
    }
}

}  // namespace genbo
