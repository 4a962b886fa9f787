// SPDX-License-Identifier: Apache-2.0
#include "server/json_body.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>

namespace genbo {

namespace {

using boost::json::error_code;
using boost::json::string_view;

constexpr std::size_t kJsonDepthMax = 32;

// Builds the tree from the parser's events.  `open_` is the path from the root to the container
// being filled; a container moves into its parent when it ends.
struct TreeHandler {
    static constexpr std::size_t max_object_size = kJsonMembersMax;
    static constexpr std::size_t max_array_size = std::size_t{1} << 20;
    static constexpr std::size_t max_key_size = std::size_t{1} << 16;
    static constexpr std::size_t max_string_size = std::size_t{1} << 30;

    JsonValue root;
    std::vector<JsonValue> open;
    std::vector<std::string> keys;
    std::string text;

    bool put(JsonValue value, error_code& error) {
        if (open.empty()) {
            root = std::move(value);
            return true;
        }
        JsonValue& into = open.back();
        if (into.kind == JsonValue::Kind::array) {
            into.items.push_back(std::move(value));
            return true;
        }
        if (into.member(keys.back()) != nullptr) {
            error = boost::json::error::syntax;
            return false;
        }
        into.names.push_back(std::move(keys.back()));
        into.items.push_back(std::move(value));
        keys.pop_back();
        return true;
    }
    bool begin(JsonValue::Kind kind) {
        open.push_back({.kind = kind});
        return true;
    }
    bool end(error_code& error) {
        JsonValue value = std::move(open.back());
        open.pop_back();
        return put(std::move(value), error);
    }
    bool put_integer(std::int64_t number, error_code& error) {
        return put(
            {.kind = JsonValue::Kind::integer,
             .integer = number,
             .real = static_cast<double>(number)},
            error);
    }

    bool put_real(string_view part, error_code& error) {
        text.append(part.data(), part.size());
        double number = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
        text.clear();
        if (end.ec != std::errc{}) {
            error = boost::json::error::not_number;
            return false;
        }
        return put({.kind = JsonValue::Kind::real, .real = number}, error);
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return begin(JsonValue::Kind::object); }
    bool on_object_end(std::size_t, error_code& error) { return end(error); }
    bool on_array_begin(error_code&) { return begin(JsonValue::Kind::array); }
    bool on_array_end(std::size_t, error_code& error) { return end(error); }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_key(string_view part, std::size_t, error_code&) {
        text.append(part.data(), part.size());
        keys.push_back(std::exchange(text, {}));
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(string_view part, std::size_t, error_code& error) {
        text.append(part.data(), part.size());
        return put({.kind = JsonValue::Kind::text, .text = std::exchange(text, {})}, error);
    }
    bool on_number_part(string_view part, error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t number, string_view, error_code& error) {
        text.clear();
        return put_integer(number, error);
    }
    // Only what int64 cannot hold comes here.
    bool on_uint64(std::uint64_t, string_view part, error_code& error) {
        return put_real(part, error);
    }
    // Not Boost's own value: it may be off in the last digit, and is infinite where it overflows.
    bool on_double(double, string_view part, error_code& error) { return put_real(part, error); }
    bool on_bool(bool truth, error_code& error) {
        return put({.kind = JsonValue::Kind::truth, .truth = truth}, error);
    }
    bool on_null(error_code& error) { return put({}, error); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }
};

}  // namespace

const JsonValue* JsonValue::member(std::string_view name) const {
    const auto at = std::ranges::find(names, name);
    return at == names.end() ? nullptr : &items[static_cast<std::size_t>(at - names.begin())];
}

Result<JsonValue> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = kJsonDepthMax;
    boost::json::basic_parser<TreeHandler> parser(options);
    error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read == text.size() && parser.done()) return std::move(parser.handler().root);
    return Error{
        .fault = Fault::invalid, .code = "server.bad_json", .args = {std::to_string(read)}};
}

}  // namespace genbo
