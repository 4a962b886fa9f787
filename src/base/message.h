// SPDX-License-Identifier: Apache-2.0
#pragma once

// The message catalogue: what a code (Error::code, Finding::code) says to a person, in Japanese and
// English.  Each room brings its own entries (a `*_messages.cc` with a kXxxMessages array); app/
// registers all of them once at start.  A test fails on a code in the sources that has no entry and
// on an entry that nothing uses.
//
// A text says what is wrong and, after a full stop, how to mend it.  Holes are "{0}", "{1}", filled
// from `args` in order.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

enum class Language { ja, en };

struct Message {
    std::string_view code;
    std::string_view ja;
    std::string_view en;
};

class MessageCatalogue {
public:
    // REQUIRES: no code twice; `messages` outlives the catalogue.
    void add(std::span<const Message> messages);

    // The text with its holes filled; a code without an entry stands for itself.
    std::string text(
        Language language, std::string_view code, const std::vector<std::string>& args) const;

    bool has(std::string_view code) const;

private:
    const Message* find(std::string_view code) const;

    std::vector<Message> messages_;  // Sorted by code.
};

}  // namespace genbo
