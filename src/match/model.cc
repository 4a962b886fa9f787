// SPDX-License-Identifier: Apache-2.0
#include "match/model.h"

#include <boost/json.hpp>
#include <utility>

#include "base/json_writer.h"
#include "match/compare.h"
#include "match/schema.h"

namespace genbo {

namespace {

constexpr std::int64_t kModelFormat = 1;

namespace json = boost::json;

void model_write_comparison(JsonWriter& out, const ModelComparison& comparison) {
    out.object([&] {
        out.field("name", comparison.name);
        out.field("term_frequency", comparison.term_frequency);
        out.field("own", comparison.own);
        out.field("rarest", comparison.rarest);
        out.field("levels").array([&] {
            for (const auto& level : comparison.levels)
                out.object([&] {
                    out.field("name", level.name);
                    out.field("m", level.m);
                    out.field("u", level.u);
                    out.field("share", level.share);
                    out.field("millibits", level.weight);
                });
        });
    });
}

// Every reader says by an empty optional that something is missing or of another type.
const json::value* model_at(const json::object& object, std::string_view name) {
    return object.if_contains(name);
}

std::optional<double> model_number(const json::object& object, std::string_view name) {
    const auto* value = model_at(object, name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
}

std::optional<std::string> model_text(const json::object& object, std::string_view name) {
    const auto* value = model_at(object, name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string{std::string_view{value->get_string()}};
}

const json::array* model_array(const json::object& object, std::string_view name) {
    const auto* value = model_at(object, name);
    return value == nullptr ? nullptr : value->if_array();
}

std::optional<ModelLevel> model_read_level(const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto name = model_text(*object, "name");
    const auto m = model_number(*object, "m");
    const auto u = model_number(*object, "u");
    const auto share = model_number(*object, "share");
    const auto weight = model_number(*object, "millibits");
    if (!name || !m || !u || !share || !weight) return std::nullopt;
    if (!(*m >= 0 && *m <= 1 && *u >= 0 && *u <= 1 && *share >= 0)) return std::nullopt;
    if (*weight < -kWeightCap || *weight > kWeightCap) return std::nullopt;
    return ModelLevel{*name, *m, *u, *share, static_cast<Millibits>(*weight)};
}

std::optional<ModelComparison> model_read_comparison(const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto name = model_text(*object, "name");
    const auto* frequency = model_at(*object, "term_frequency");
    const auto own = model_number(*object, "own");
    const auto rarest = model_number(*object, "rarest");
    const auto* levels = model_array(*object, "levels");
    if (!name || frequency == nullptr || !frequency->is_bool() || !own || !rarest ||
        levels == nullptr || levels->empty() || !(*rarest > 0))
        return std::nullopt;
    ModelComparison comparison;
    comparison.name = *name;
    comparison.term_frequency = frequency->get_bool();
    comparison.own = *own;
    comparison.rarest = *rarest;
    for (const auto& entry : *levels) {
        auto level = model_read_level(entry);
        if (!level) return std::nullopt;
        comparison.levels.push_back(std::move(*level));
    }
    return comparison;
}

// "pools": [[pool, total, collision], …], "counts": [[key, count], …]
bool model_read_frequencies(const json::object& object, FrequencyTable& table) {
    const auto* pools = model_array(object, "pools");
    const auto* counts = model_array(object, "counts");
    if (pools == nullptr || counts == nullptr) return false;
    const auto numbers = [](const json::value& value, std::size_t size) {
        const auto* row = value.if_array();
        if (row == nullptr || row->size() != size) return false;
        for (const auto& cell : *row)
            if (!cell.is_number() || cell.to_number<double>() < 0) return false;
        return true;
    };
    for (const auto& value : *pools) {
        if (!numbers(value, 3)) return false;
        const auto& row = value.get_array();
        const auto pool = row[0].to_number<double>();
        const auto total = row[1].to_number<double>();
        if (pool > 0xffff || total > 9e15) return false;
        table.set_pool(
            {.pool = static_cast<std::uint16_t>(pool),
             .total = static_cast<std::uint64_t>(total),
             .collision = row[2].to_number<double>()});
    }
    for (const auto& value : *counts) {
        if (!numbers(value, 2)) return false;
        const auto key = value.get_array()[0].to_number<double>();
        const auto count = value.get_array()[1].to_number<double>();
        if (key < 1 || key > 9e15 || count > 4e9) return false;
        table.set_entry(static_cast<std::uint64_t>(key), static_cast<std::uint32_t>(count));
    }
    return true;
}

// Models made before there were any have none.
std::optional<Calibration> model_read_calibration(const json::object& object) {
    const auto* value = model_at(object, "calibration");
    if (value == nullptr) return Calibration{};
    if (!value->is_object()) return std::nullopt;
    const auto slope = model_number(value->get_object(), "slope");
    const auto offset = model_number(value->get_object(), "offset");
    if (!slope || !offset || !(*slope > 0.01 && *slope < 100)) return std::nullopt;
    if (!(*offset >= -kWeightCap && *offset <= kWeightCap)) return std::nullopt;
    return Calibration{*slope, static_cast<Millibits>(*offset)};
}

Error model_bad() { return {.fault = Fault::invalid, .code = "match.bad_model"}; }

}  // namespace

Millibits Model::base() const { return weight_of(lambda, 1 - lambda); }

std::string model_to_json(const Model& model) {
    JsonWriter out;
    out.object([&] {
        out.field("format", kModelFormat);
        out.field("version", model.version);
        out.field("schema", model.schema);
        out.field("lambda", model.lambda);
        out.field("household_odds", model.household_odds);
        out.field("calibration").object([&] {
            out.field("slope", model.calibration.slope);
            out.field("offset", model.calibration.offset);
        });
        out.field("comparisons").array([&] {
            for (const auto& comparison : model.comparisons)
                model_write_comparison(out, comparison);
        });
        out.field("pools").array([&] {
            for (const auto& pool : model.frequencies.pools())
                out.array([&] {
                    out.value(pool.pool);
                    out.value(pool.total);
                    out.value(pool.collision);
                });
        });
        out.field("counts").array([&] {
            for (const auto& [key, count] : model.frequencies.entries())
                out.array([&] {
                    out.value(key);
                    out.value(count);
                });
        });
    });
    return std::move(out).str();
}

bool model_fits(const Model& model, const Schema& schema) {
    if (model.schema != schema.name || model.comparisons.size() != schema.comparisons.size())
        return false;
    for (std::size_t i = 0; i < model.comparisons.size(); ++i) {
        const auto& ours = model.comparisons[i];
        const auto names = level_names(schema.comparisons[i].type);
        if (ours.name != schema.comparisons[i].name || ours.levels.size() != names.size())
            return false;
        for (std::size_t level = 0; level < names.size(); ++level)
            if (ours.levels[level].name != names[level]) return false;
    }
    return true;
}

Result<Model> model_from_json(std::string_view text) {
    boost::system::error_code failed;
    const auto document = json::parse(text, failed);
    if (failed || !document.is_object()) return model_bad();
    const auto& object = document.get_object();
    const auto format = model_number(object, "format");
    const auto version = model_text(object, "version");
    const auto schema = model_text(object, "schema");
    const auto lambda = model_number(object, "lambda");
    const auto household = model_number(object, "household_odds");
    const auto calibration = model_read_calibration(object);
    const auto* comparisons = model_array(object, "comparisons");
    if (!calibration || !format || *format != kModelFormat || !version || !schema || !lambda ||
        !household || comparisons == nullptr || !(*lambda > 0 && *lambda < 1) || !(*household >= 0))
        return model_bad();
    Model model;
    model.version = *version;
    model.schema = *schema;
    model.lambda = *lambda;
    model.household_odds = *household;
    model.calibration = *calibration;
    for (const auto& value : *comparisons) {
        auto comparison = model_read_comparison(value);
        if (!comparison) return model_bad();
        model.comparisons.push_back(std::move(*comparison));
    }
    if (!model_read_frequencies(object, model.frequencies)) return model_bad();
    return model;
}

}  // namespace genbo
