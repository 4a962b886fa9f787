// SPDX-License-Identifier: Apache-2.0

// The stored form of NumberRules, a setting of the master:
//
//   {"rules": [{"version": 1, "profile": "decimal_10", "prefix": "", "grouping": "",
//               "key": "number.1", "blocks": [{"owner": "store-12", "first": 0, "count": 1000}]}]}
//
// Reading is strict: every member, no other member, and rules that add() takes.

#include <boost/json.hpp>

#include "base/json_writer.h"
#include "record/number_rule.h"

namespace genbo {

namespace {

namespace json = boost::json;

Error bad_rules() { return Error{Fault::corrupt, "number.rules_json"}; }

Result<std::string> json_text(const json::object& from, std::string_view name) {
    const auto* const member = from.if_contains(json::string_view(name.data(), name.size()));
    if (member == nullptr || !member->is_string()) return bad_rules();
    const auto& text = member->get_string();
    return std::string(text.data(), text.size());
}

Result<std::uint64_t> json_natural(const json::object& from, std::string_view name) {
    const auto* const member = from.if_contains(json::string_view(name.data(), name.size()));
    if (member == nullptr) return bad_rules();
    if (member->is_uint64()) return member->get_uint64();
    if (!member->is_int64() || member->get_int64() < 0) return bad_rules();
    return static_cast<std::uint64_t>(member->get_int64());
}

Result<NumberBlock> read_block(const json::value& value) {
    const auto* const from = value.if_object();
    if (from == nullptr || from->size() != 3) return bad_rules();
    NumberBlock block;
    block.owner = TRY(json_text(*from, "owner"));
    block.first = TRY(json_natural(*from, "first"));
    block.count = TRY(json_natural(*from, "count"));
    return block;
}

Result<NumberProfile> read_profile(std::string_view name) {
    for (const auto profile :
         {NumberProfile::decimal_10, NumberProfile::decimal_14, NumberProfile::crockford_9}) {
        if (profile_info(profile).name == name) return profile;
    }
    return bad_rules();
}

Result<NumberRule> read_rule(const json::value& value) {
    const auto* const from = value.if_object();
    if (from == nullptr || from->size() != 6) return bad_rules();
    NumberRule rule;
    const std::uint64_t version = TRY(json_natural(*from, "version"));
    if (version > 1'000'000) return bad_rules();
    rule.version = static_cast<int>(version);
    const std::string profile = TRY(json_text(*from, "profile"));
    rule.profile = TRY(read_profile(profile));
    rule.prefix = TRY(json_text(*from, "prefix"));
    rule.grouping = TRY(json_text(*from, "grouping"));
    rule.key_id = TRY(json_text(*from, "key"));
    const auto* const blocks = from->if_contains("blocks");
    if (blocks == nullptr || !blocks->is_array()) return bad_rules();
    for (const auto& block : blocks->get_array()) rule.blocks.push_back(TRY(read_block(block)));
    return rule;
}

void write_rule(JsonWriter& out, const NumberRule& rule) {
    out.object([&] {
        out.field("version", rule.version);
        out.field("profile", profile_info(rule.profile).name);
        out.field("prefix", rule.prefix);
        out.field("grouping", rule.grouping);
        out.field("key", rule.key_id);
        out.field("blocks").array([&] {
            for (const auto& block : rule.blocks) {
                out.object([&] {
                    out.field("owner", block.owner);
                    out.field("first", block.first);
                    out.field("count", block.count);
                });
            }
        });
    });
}

}  // namespace

std::string NumberRules::to_json() const {
    JsonWriter out;
    out.object([&] {
        out.field("rules").array([&] {
            for (const auto& rule : rules_) write_rule(out, rule);
        });
    });
    return std::move(out).str();
}

Result<NumberRules> NumberRules::from_json(std::string_view text) {
    json::error_code failed;
    const auto value = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed || !value.is_object() || value.get_object().size() != 1) return bad_rules();
    const auto* const list = value.get_object().if_contains("rules");
    if (list == nullptr || !list->is_array() || list->get_array().empty()) return bad_rules();
    NumberRules rules;
    for (const auto& entry : list->get_array()) {
        auto rule = TRY(read_rule(entry));
        if (!rules.add(std::move(rule)).ok()) return bad_rules();
    }
    return rules;
}

}  // namespace genbo
