// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/api_care.h"
#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kRelationText{.max = 200};

bool is_iso_day(std::string_view text) {
    return text.size() == 10 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

bool is_direction(std::string_view text) { return text == "up" || text == "down"; }

bool is_kind_name(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

constexpr TextRule kRelationDay{.min = 10, .max = 10, .matches = is_iso_day};

void write_relation(JsonWriter& json, const ApiRelation& relation) {
    json.object([&] {
        json.field("id", relation.id);
        json.field("kind", relation.kind);
        json.field("direction", relation.direction);
        json.field("number", relation.number);
        json.field("name", relation.name);
        json.field("since", relation.since);
        json.field("until", relation.until);
        json.field("title", relation.title);
        json.field("note", relation.note);
        json.field("actor", relation.actor);
        instant_field(json, "at", relation.at);
        json.field("holds", relation.holds);
    });
}

void write_relation_proposal(JsonWriter& json, const ApiRelationProposal& proposal) {
    json.object([&] {
        json.field("kind", proposal.kind);
        json.field("direction", proposal.direction);
        json.field("number", proposal.number);
        json.field("name", proposal.name);
    });
}

Response relations_response(const ApiRelations& relations) {
    JsonWriter json;
    json.object([&] {
        json.field("number", relations.number);
        items_field(json, "items", relations.items, write_relation);
        items_field(json, "proposals", relations.proposals, write_relation_proposal);
    });
    return json_response(200, std::move(json).str());
}

void write_group_member(JsonWriter& json, const ApiGroupMember& member) {
    json.object([&] {
        json.field("number", member.number);
        json.field("name", member.name);
        json.field("above", member.above);
        json.field("kind", member.kind);
        json.field("title", member.title);
        json.field("depth", member.depth);
        json.field("records", member.records);
        json.field("purchase_count", member.purchase_count);
        json.field("purchase_amount", member.purchase_amount);
    });
}

void write_relation_line(JsonWriter& json, const ApiRelationLine& line) {
    json.object([&] {
        json.field("id", line.id);
        json.field("kind", line.kind);
        json.field("lower", line.lower);
        json.field("upper", line.upper);
        json.field("since", line.since);
        json.field("until", line.until);
        json.field("title", line.title);
    });
}

}  // namespace

Result<Response> api_relations(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    return relations_response(TRY(house.backend.relations(request.call, number)));
}

Result<Response> api_group(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    const std::string* asked = request.http.head.query_value("day");
    std::optional<std::string> day;
    if (asked != nullptr && !asked->empty()) day = *asked;
    const auto group = TRY(house.backend.group(request.call, number, day));
    JsonWriter json;
    json.object([&] {
        json.field("day", group.day);
        items_field(json, "members", group.members, write_group_member);
        json.field("cut", group.cut);
        json.field("records", group.records);
        json.field("purchase_count", group.purchase_count);
        json.field("purchase_amount", group.purchase_amount);
    });
    return json_response(200, std::move(json).str());
}

Result<Response> api_relate(ApiHouse& house, const ApiRequest& request) {
    ApiRelationWish wish;
    wish.number = TRY(number_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    wish.kind = fields.text("kind", {.min = 1, .max = 20, .matches = is_kind_name});
    wish.direction = fields.text("direction", {.min = 1, .max = 4, .matches = is_direction});
    wish.other = fields.text("other", {.min = 1, .max = 64});
    wish.since = fields.maybe_text("since", kRelationDay, Nullable::yes);
    wish.until = fields.maybe_text("until", kRelationDay, Nullable::yes);
    wish.title = fields.text("title", kRelationText);
    wish.note = fields.text("note", kRelationText);
    TRY(fields.done());
    return relations_response(TRY(house.backend.relate(request.call, wish)));
}

Result<Response> api_end_relation(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    const auto id = TRY(id_param(request, 1));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto until = fields.text("until", kRelationDay);
    TRY(fields.done());
    return relations_response(TRY(house.backend.end_relation(request.call, number, id, until)));
}

Result<Response> api_withdraw_relation(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    const auto id = TRY(id_param(request, 1));
    return relations_response(TRY(house.backend.withdraw_relation(request.call, number, id)));
}

Result<Response> api_relation_lines(ApiHouse& house, const ApiRequest& request) {
    const ApiPageRequest page = TRY(page_param(request));
    const auto lines = TRY(house.backend.relation_lines(request.call, page.cursor, page.limit));
    return json_response(200, page_json(lines.items, lines.next_cursor, write_relation_line));
}

}  // namespace genbo
