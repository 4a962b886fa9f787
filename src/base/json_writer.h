// SPDX-License-Identifier: Apache-2.0
#pragma once

// Appends JSON (RFC 8259) to a string, in the order it is told, with no tree in between.  For
// responses, `--json` output, exports and stored documents; parsing is Boost.JSON's work.
//
//   JsonWriter json;
//   json.object([&] {
//       json.field("new", counts.added);
//       json.field("rows").array([&] { for (auto row : rows) json.value(row); });
//   });
//   return std::move(json).str();
//
// Text must be UTF-8; a byte that is not becomes U+FFFD, so the output is always valid JSON.
// There are deliberately no infinities or NaN: they are written as null.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace genbo {

class JsonWriter {
public:
    template <typename Fill>
    void object(Fill fill) {
        open('{');
        fill();
        close('}');
    }
    template <typename Fill>
    void array(Fill fill) {
        open('[');
        fill();
        close(']');
    }

    // Names the next value: json.field("rows").array(…).
    JsonWriter& field(std::string_view name);

    template <typename T>
    void field(std::string_view name, const T& thing) {
        field(name).value(thing);
    }

    void value(std::string_view text);
    void value(const std::string& text) { value(std::string_view{text}); }
    void value(const char* text) { value(std::string_view{text}); }
    void value(bool truth);
    void value(double number);
    void value(std::integral auto number) requires(!std::same_as<decltype(number), bool>) {
        if constexpr (std::signed_integral<decltype(number)>)
            integer(static_cast<std::int64_t>(number));
        else
            natural(static_cast<std::uint64_t>(number));
    }
    template <typename T>
    void value(const std::optional<T>& maybe) {
        if (maybe)
            value(*maybe);
        else
            null();
    }
    void null();

    // A piece that already is JSON.  REQUIRES: `json` is one valid JSON value.
    void raw(std::string_view json);

    const std::string& str() const& { return out_; }
    std::string str() && { return std::move(out_); }

private:
    void open(char bracket);
    void close(char bracket);
    void separate();
    void integer(std::int64_t number);
    void natural(std::uint64_t number);

    std::string out_;
    bool needs_comma_ = false;
};

}  // namespace genbo
