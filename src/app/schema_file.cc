// SPDX-License-Identifier: Apache-2.0
#include "app/schema_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <optional>

#include "match/atom_names.h"
#include "match/compare.h"

namespace genbo {

namespace {

Error schema_wrong(std::string place) {
    return {Fault::invalid, "app.schema_file", {std::move(place)}};
}

// Whatever stands in the header of a file: TOML takes no control character as it is.
std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7F) {
            out += fmt::format("\\u{:04X}", code);
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// The names stand between bars; a header may have bars of its own, and be empty.
std::string atom_to_text(const Schema& schema, const Atom& atom) {
    std::string text;
    for (std::size_t i = 0; i < atom.features.size(); ++i) {
        if (i > 0) text += '|';
        for (const char c : schema.features[atom.features[i]].name) {
            if (c == '|' || c == '\\') text += '\\';
            text += c;
        }
    }
    return text + ":" + std::string{atom_name(atom.type)};
}

std::vector<std::string> split_names(std::string_view text) {
    std::vector<std::string> names(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '|')
            names.emplace_back();
        else if (text[i] == '\\' && i + 1 < text.size())
            names.back() += text[++i];
        else
            names.back() += text[i];
    }
    return names;
}

std::optional<Atom> atom_from_text(const Schema& schema, std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto type = atom_by_name(text.substr(colon + 1));
    if (!type) return std::nullopt;
    Atom atom{*type, {}};
    for (const auto& name : split_names(text.substr(0, colon))) {
        const auto at = std::ranges::find(schema.features, name, &Feature::name);
        if (at == schema.features.end()) return std::nullopt;
        atom.features.push_back(static_cast<std::uint16_t>(at - schema.features.begin()));
    }
    return atom;
}

Result<std::vector<SchemaColumn>> read_columns(
    const toml::table& root, std::span<const std::string_view> header) {
    const auto* columns = root["columns"].as_table();
    if (columns == nullptr) return schema_wrong("columns");
    std::vector<SchemaColumn> made;
    for (const auto name : header) made.push_back({.name = std::string{name}});
    for (const auto& [key, node] : *columns) {
        const auto at = std::ranges::find(made, std::string_view{key}, &SchemaColumn::name);
        if (at == made.end())
            return Error{Fault::invalid, "app.no_such_column", {std::string{key.str()}}};
        const auto* table = node.as_table();
        const auto kind =
            table == nullptr ? node.value<std::string>() : (*table)["kind"].value<std::string>();
        const auto known = kind ? field_kind_by_name(*kind) : std::nullopt;
        if (!known) return schema_wrong("columns." + std::string{key.str()});
        at->kind = *known;
        if (table != nullptr) {
            at->latin = (*table)["latin"].value_or(false);
            at->title = (*table)["title"].value_or(false);
            at->part = (*table)["part"].value_or(0);
            if (at->part < 0 || at->part > 3)
                return schema_wrong("columns." + std::string{key.str()});
        }
    }
    return made;
}

Result<> read_comparisons(const toml::table& root, Schema& schema) {
    if (!root.contains("compare")) return {};
    const auto* names = root["compare"].as_array();
    if (names == nullptr) return schema_wrong("compare");
    std::vector<std::string> kept;
    for (const auto& node : *names) {
        const auto name = node.value<std::string>();
        if (!name || std::ranges::count(schema.comparisons, *name, &Comparison::name) == 0)
            return schema_wrong("compare" + (name ? ": " + *name : ""));
        kept.push_back(*name);
    }
    std::erase_if(schema.comparisons, [&](const Comparison& comparison) {
        return std::ranges::count(kept, comparison.name) == 0;
    });
    return {};
}

Result<> read_keys(const toml::table& root, Schema& schema) {
    if (!root.contains("keys")) return {};
    const auto* keys = root["keys"].as_array();
    if (keys == nullptr || keys->size() > 32) return schema_wrong("keys");
    schema.rules.clear();
    for (const auto& node : *keys) {
        const auto* key = node.as_table();
        const auto* parts = key == nullptr ? nullptr : (*key)["parts"].as_array();
        if (parts == nullptr || parts->empty() || parts->size() > 3) return schema_wrong("keys");
        Rule rule;
        for (const auto& part : *parts) {
            const auto text = part.value_or<std::string>("");
            const auto atom = atom_from_text(schema, text);
            if (!atom) return schema_wrong("keys: " + text);
            rule.name += (rule.name.empty() ? "" : " + ") + text;
            rule.atoms.push_back(*atom);
        }
        rule.name = (*key)["name"].value_or(rule.name);
        rule.unordered = (*key)["unordered"].value_or(false);
        schema.rules.push_back(std::move(rule));
    }
    return {};
}

Result<std::vector<FixedLevel>> read_fixed(const toml::table& root, const Schema& schema) {
    std::vector<FixedLevel> fixed;
    if (!root.contains("bits")) return fixed;
    const auto* tables = root["bits"].as_table();
    if (tables == nullptr) return schema_wrong("bits");
    for (const auto& [name, node] : *tables) {
        const auto place = "bits." + std::string{name.str()};
        const auto at =
            std::ranges::find(schema.comparisons, std::string_view{name}, &Comparison::name);
        const auto* levels = node.as_table();
        if (at == schema.comparisons.end() || levels == nullptr) return schema_wrong(place);
        const auto names = level_names(at->type);
        for (const auto& [level, bits] : *levels) {
            const auto rung = std::ranges::find(names, std::string_view{level});
            const auto value = bits.value<double>();
            if (rung == names.end() || rung == names.begin() || !value || *value < -24 ||
                *value > 24)
                return schema_wrong(place + "." + std::string{level.str()});
            fixed.push_back(
                {static_cast<std::size_t>(at - schema.comparisons.begin()),
                 static_cast<std::uint8_t>(rung - names.begin()), bits_to_millibits(*value)});
        }
    }
    return fixed;
}

}  // namespace

std::string schema_to_toml(const SchemaFile& file) {
    const auto& schema = file.schema;
    std::string out = fmt::format("unique_sources = {}\ncompare = [", file.unique_sources);
    for (std::size_t i = 0; i < schema.comparisons.size(); ++i)
        out += (i == 0 ? "" : ", ") + toml_text(schema.comparisons[i].name);
    out += "]\n\n[columns]\n";
    for (const auto& column : schema.columns) {
        out += toml_text(column.name) + " = {kind = " + toml_text(field_kind_name(column.kind));
        if (column.latin) out += ", latin = true";
        if (column.title) out += ", title = true";
        if (column.part != 0) out += fmt::format(", part = {}", column.part);
        out += "}\n";
    }
    for (const auto& fixed : file.fixed) {
        const auto& comparison = schema.comparisons[fixed.comparison];
        out += fmt::format(
            "\n[bits.{}]\n{} = {:.3f}\n", toml_text(comparison.name),
            level_names(comparison.type)[fixed.level], millibits_to_bits(fixed.bits));
    }
    for (const auto& rule : schema.rules) {
        out += "\n[[keys]]\nname = " + toml_text(rule.name) + "\nparts = [";
        for (std::size_t i = 0; i < rule.atoms.size(); ++i)
            out += (i == 0 ? "" : ", ") + toml_text(atom_to_text(schema, rule.atoms[i]));
        out += "]\n";
        if (rule.unordered) out += "unordered = true\n";
    }
    return out;
}

Result<SchemaFile> schema_from_toml(
    std::string_view text, std::span<const std::string_view> header) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return schema_wrong(fmt::format("{}", error.source().begin.line));
    }
    SchemaFile file;
    file.unique_sources = root["unique_sources"].value_or(false);
    file.schema = make_schema("file", TRY(read_columns(root, header)));
    TRY(read_comparisons(root, file.schema));
    TRY(read_keys(root, file.schema));
    file.fixed = TRY(read_fixed(root, file.schema));
    return file;
}

}  // namespace genbo
