// SPDX-License-Identifier: Apache-2.0
#include "register/model_book.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/json_writer.h"

namespace genbo {

namespace {

constexpr std::string_view kSheetPrefix = "model.sheet.";
constexpr std::string_view kActiveSetting = "model.active";

Error bad_sheet() { return {Fault::corrupt, "register.bad_model_sheet"}; }

std::string sheet_name(std::int64_t number) {
    return std::string{kSheetPrefix} + std::to_string(number);
}

std::vector<std::string> texts_of(const boost::json::value& list) {
    std::vector<std::string> texts;
    for (const auto& text : list.as_array()) texts.emplace_back(text.as_string());
    return texts;
}

void write_texts(JsonWriter& json, const std::vector<std::string>& texts) {
    json.array([&] {
        for (const auto& text : texts) json.value(text);
    });
}

}  // namespace

ModelSheet sheet_of(
    std::int64_t number, Instant made, std::string origin, std::int64_t labels, const Model& model,
    const Schema& schema) {
    ModelSheet sheet{
        .number = number,
        .made = made,
        .origin = std::move(origin),
        .labels = labels,
        .rules = {},
        .columns = {},
        .model = model};
    for (const auto& rule : schema.rules) sheet.rules.push_back(rule.name);
    for (const auto& comparison : schema.comparisons) {
        auto& columns = sheet.columns.emplace_back();
        for (const auto column : comparison.columns) columns.push_back(schema.columns[column].name);
    }
    return sheet;
}

std::string sheet_to_json(const ModelSheet& sheet) {
    JsonWriter json;
    json.object([&] {
        json.field("number", sheet.number);
        json.field("made", to_micros(sheet.made));
        json.field("origin", sheet.origin);
        json.field("labels", sheet.labels);
        write_texts(json.field("rules"), sheet.rules);
        json.field("columns").array([&] {
            for (const auto& columns : sheet.columns) write_texts(json, columns);
        });
        // As text, so that not a digit of it changes on the way.
        json.field("model", model_to_json(sheet.model));
    });
    return std::move(json).str();
}

Result<ModelSheet> sheet_from_json(std::string_view text) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(boost::json::string_view{text}, failed);
    if (failed || !value.is_object()) return bad_sheet();
    const auto& object = value.get_object();
    for (const auto* name : {"number", "made", "origin", "labels", "rules", "columns", "model"})
        if (!object.contains(name)) return bad_sheet();
    const auto texts = [](const boost::json::value& list) {
        return list.is_array() && std::ranges::all_of(list.get_array(), [](const auto& one) {
                   return one.is_string();
               });
    };
    const auto& columns = object.at("columns");
    if (!object.at("number").is_int64() || !object.at("made").is_int64() ||
        !object.at("labels").is_int64() || !object.at("origin").is_string() ||
        !object.at("model").is_string() || !texts(object.at("rules")) || !columns.is_array() ||
        !std::ranges::all_of(columns.get_array(), texts))
        return bad_sheet();
    ModelSheet sheet{
        .number = object.at("number").get_int64(),
        .made = instant_from_micros(object.at("made").get_int64()),
        .origin = std::string{object.at("origin").get_string()},
        .labels = object.at("labels").get_int64(),
        .rules = texts_of(object.at("rules")),
        .columns = {},
        .model = {}};
    for (const auto& list : columns.get_array()) sheet.columns.push_back(texts_of(list));
    sheet.model = TRY(model_from_json(std::string_view{object.at("model").get_string()}));
    return sheet;
}

Result<ModelSheet> stored_sheet(StoreReader& store, std::int64_t number) {
    const auto json = store.setting(sheet_name(number));
    if (!json.ok() && json.error().fault == Fault::not_found)
        return Error{Fault::not_found, "register.unknown_model", {std::to_string(number)}};
    if (!json.ok()) return json.error();
    return sheet_from_json(*json);
}

Result<ModelSheet> usable_sheet(StoreReader& store, std::int64_t number) {
    auto sheet = TRY(stored_sheet(store, number));
    if (!model_fits(sheet.model, register_schema()))
        return Error{Fault::invalid, "register.model_outdated", {std::to_string(number)}};
    return sheet;
}

Result<std::vector<ModelSheet>> stored_sheets(StoreReader& store) {
    std::vector<ModelSheet> sheets;
    for (const auto& [name, json] : TRY(store.settings(kSheetPrefix)))
        sheets.push_back(TRY(sheet_from_json(json)));
    std::ranges::sort(sheets, {}, &ModelSheet::number);
    return sheets;
}

Result<std::int64_t> active_model(StoreReader& store) {
    const auto text = store.setting(kActiveSetting);
    if (!text.ok() && text.error().fault == Fault::not_found) return std::int64_t{0};
    if (!text.ok()) return text.error();
    std::int64_t number = 0;
    const auto* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 1) return bad_sheet();
    return number;
}

Result<std::optional<Model>> model_in_force(StoreReader& store) {
    const auto json = store.setting(kModelSetting);
    if (!json.ok() && json.error().fault == Fault::not_found) return std::optional<Model>{};
    if (!json.ok()) return json.error();
    auto model = TRY(model_from_json(*json));
    if (!model_fits(model, register_schema())) return std::optional<Model>{};
    return std::optional{std::move(model)};
}

Result<ModelSheet> add_sheet(
    StoreWriter& store, Instant now, std::string origin, std::int64_t labels, const Model& model) {
    std::int64_t number = 1;
    for (const auto& [name, json] : TRY(store.settings(kSheetPrefix))) {
        std::int64_t taken = 0;
        const auto digits = std::string_view{name}.substr(kSheetPrefix.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), taken);
        number = std::max(number, taken + 1);
    }
    auto sheet = sheet_of(number, now, std::move(origin), labels, model, register_schema());
    TRY(store.set_setting(sheet_name(number), sheet_to_json(sheet)));
    return sheet;
}

Result<> set_active_model(StoreWriter& store, const ModelSheet& sheet) {
    TRY(store.set_setting(kActiveSetting, std::to_string(sheet.number)));
    return store.set_setting(kModelSetting, model_to_json(sheet.model));
}

Result<std::int64_t> ensure_sheet(StoreWriter& store, Instant now, const Model& model) {
    const auto number = TRY(active_model(store));
    if (number != 0) return number;
    const auto sheet = TRY(add_sheet(store, now, "shipped", 0, model));
    TRY(set_active_model(store, sheet));
    return sheet.number;
}

Result<const ModelSheet*> SheetShelf::get(StoreReader& store, std::int64_t number) {
    const std::lock_guard lock(mutex_);
    const auto at = sheets_.find(number);
    if (at != sheets_.end()) return &at->second;
    auto sheet = TRY(stored_sheet(store, number));
    return &sheets_.emplace(number, std::move(sheet)).first->second;
}

}  // namespace genbo
