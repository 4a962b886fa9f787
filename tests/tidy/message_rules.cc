// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "tidy/rules.h"

namespace genbo::tidy {

namespace {

struct Entry {
    std::string path;
    std::size_t line = 0;
    std::string ja;
    std::string en;
};

using Entries = std::map<std::string, std::vector<Entry>, std::less<>>;

bool is_catalogue(std::string_view path) {
    return path.starts_with("src/") && path.ends_with("_messages.cc");
}

// "import.unknown_source": two or more lower-case words with dots between.
bool is_code(std::string_view text) {
    if (text.find('.') == text.npos || text.starts_with('.') || text.ends_with('.')) return false;
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

// Tokens without comments, and with neighbouring string literals joined as the compiler joins them.
struct Piece {
    TokenKind kind = TokenKind::mark;
    std::string text;
    std::size_t line = 0;
};

std::vector<Piece> pieces_of(const SourceFile& file) {
    std::vector<Piece> pieces;
    for (const auto& token : tokens_of(file.text)) {
        if (token.kind == TokenKind::comment) continue;
        const bool joins = token.kind == TokenKind::text && !pieces.empty() &&
                           pieces.back().kind == TokenKind::text;
        if (joins)
            pieces.back().text += token.text;
        else
            pieces.push_back({token.kind, std::string{token.text}, token.line});
    }
    return pieces;
}

bool is_mark(const std::vector<Piece>& pieces, std::size_t i, std::string_view text) {
    return i < pieces.size() && pieces[i].kind != TokenKind::text && pieces[i].text == text;
}

bool is_text(const std::vector<Piece>& pieces, std::size_t i) {
    return i < pieces.size() && pieces[i].kind == TokenKind::text;
}

// {"code", "Japanese", "English"}, with or without designators.
void read_catalogue(const SourceFile& file, Entries& entries) {
    auto pieces = pieces_of(file);
    std::erase_if(pieces, [](const Piece& piece) {
        return piece.text == "code" || piece.text == "ja" || piece.text == "en" ||
               (piece.kind == TokenKind::mark && (piece.text == "." || piece.text == "="));
    });
    for (std::size_t i = 0; i + 5 < pieces.size(); ++i) {
        if (!is_mark(pieces, i, "{") || !is_text(pieces, i + 1) || !is_text(pieces, i + 3))
            continue;
        if (!is_text(pieces, i + 5)) continue;
        entries[pieces[i + 1].text].push_back(
            {file.path, pieces[i + 1].line, pieces[i + 3].text, pieces[i + 5].text});
    }
}

// After "Fault::conflict," or "Severity::reject,": the codes of the next argument, of which there
// may be two around a question mark.  And after ".code =".
void read_codes(
    const SourceFile& file, std::map<std::string, Violation, std::less<>>& used,
    std::set<std::string, std::less<>>& mentioned) {
    const auto pieces = pieces_of(file);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (is_text(pieces, i)) mentioned.insert(pieces[i].text);
        const bool named = is_mark(pieces, i, "Fault") || is_mark(pieces, i, "Severity");
        std::size_t at = pieces.size();
        if (named && is_mark(pieces, i + 1, "::") && is_mark(pieces, i + 3, ","))
            at = i + 4;
        else if (is_mark(pieces, i, "code") && is_mark(pieces, i + 1, "="))
            at = i + 2;
        int depth = 0;
        for (; at < pieces.size() && depth >= 0; ++at) {
            if (is_mark(pieces, at, "(") || is_mark(pieces, at, "{")) ++depth;
            if (is_mark(pieces, at, ")") || is_mark(pieces, at, "}")) --depth;
            if (depth == 0 && (is_mark(pieces, at, ",") || is_mark(pieces, at, ";"))) break;
            if (depth == 0 && is_text(pieces, at) && is_code(pieces[at].text))
                used.try_emplace(
                    pieces[at].text, Violation{file.path, pieces[at].line, pieces[at].text});
        }
    }
}

std::set<char> holes_of(std::string_view text) {
    std::set<char> holes;
    for (std::size_t i = 0; i + 2 < text.size(); ++i)
        if (text[i] == '{' && text[i + 2] == '}') holes.insert(text[i + 1]);
    return holes;
}

bool has_japanese(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

std::string entry_problem(const Entry& entry) {
    if (!has_japanese(entry.ja)) return "has no Japanese text";
    if (entry.en.empty() || has_japanese(entry.en.substr(0, 1))) return "has no English text";
    if (!entry.ja.ends_with("。")) return "its Japanese does not end with 。";
    if (!entry.en.ends_with('.')) return "its English does not end with a full stop";
    if (holes_of(entry.ja) != holes_of(entry.en))
        return "its holes {0} {1} differ between the languages";
    return {};
}

void check_entries(
    const Entries& entries, const std::set<std::string, std::less<>>& mentioned, Violations& out) {
    for (const auto& [code, list] : entries) {
        const Entry& entry = list.front();
        const std::string quoted = "\"" + code + "\" ";
        const auto say = [&](const std::string& what) {
            out.push_back({entry.path, entry.line, quoted + what});
        };
        if (!is_code(code)) say("is no code: room.what, in small letters");
        if (list.size() > 1) say("has " + std::to_string(list.size()) + " entries");
        if (!mentioned.contains(code)) say("is used by nothing");
        if (const auto problem = entry_problem(entry); !problem.empty()) say(problem);
    }
}

// Each room's array must be added to the catalogue where the program is put together.
void check_registration(const SourceTree& tree, Violations& out) {
    std::set<std::string, std::less<>> registered;
    bool has_app = false;
    for (const auto& file : tree) {
        if (!file.path.starts_with("src/app/") || is_test(file.path) || !is_cpp(file.path))
            continue;
        has_app = true;
        for (const auto& token : tokens_of(file.text)) registered.insert(std::string{token.text});
    }
    if (!has_app) return;
    for (const auto& file : tree) {
        if (!is_catalogue(file.path)) continue;
        // const std::span<const Message> kTextMessages…
        const auto pieces = pieces_of(file);
        for (std::size_t i = 0; i + 5 < pieces.size(); ++i) {
            const bool span = is_mark(pieces, i, "span") && is_mark(pieces, i + 4, ">");
            if (span && !registered.contains(pieces[i + 5].text))
                out.push_back(
                    {file.path, pieces[i + 5].line,
                     pieces[i + 5].text + " is not added in src/app"});
        }
    }
}

}  // namespace

Violations message_violations(const SourceTree& tree) {
    Entries entries;
    std::map<std::string, Violation, std::less<>> used;
    std::set<std::string, std::less<>> mentioned;
    for (const auto& file : tree) {
        if (!file.path.starts_with("src/") || !is_cpp(file.path) || is_test(file.path)) continue;
        if (is_catalogue(file.path))
            read_catalogue(file, entries);
        else
            read_codes(file, used, mentioned);
    }

    Violations out;
    for (const auto& [code, place] : used)
        if (!entries.contains(code))
            out.push_back({place.path, place.line, "\"" + code + "\" is in no message catalogue"});
    check_entries(entries, mentioned, out);
    check_registration(tree, out);
    return out;
}

}  // namespace genbo::tidy
