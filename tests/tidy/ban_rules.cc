// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <span>

#include "base/utf8.h"
#include "tidy/rules.h"

namespace genbo::tidy {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::string_view kLicence = "// SPDX-License-Identifier: Apache-2.0";

struct Ban {
    std::string_view word;
    std::string_view instead;
};

constexpr std::array<Ban, 5> kBannedHeaders = {{
    {"regex", "it costs seconds to compile and backtracks; write the few lines by hand"},
    {"format", "our second compiler has none; use fmt or std::to_chars"},
    {"expected", "use Result (base/result.h)"},
    {"iostream", "use the log (base/log.h), or JsonWriter; std::cout belongs to cli and app"},
    {"execution", "threads are started where they are joined, not by the library"},
}};

// As calls: the word, then an opening parenthesis.
constexpr std::array<Ban, 10> kBannedCalls = {{
    {"sprintf", "use std::to_chars or fmt"},
    {"strcpy", "use std::string"},
    {"strcat", "use std::string"},
    {"strtok", "use std::string_view"},
    {"atoi", "use std::from_chars"},
    {"atof", "use std::from_chars"},
    {"rand", "chance is a port (port/) or a seed given by the caller"},
    {"setenv", "configuration is read once, in app/"},
    {"system", "Genbo starts no shell"},
    {"popen", "Genbo starts no shell"},
}};

bool may_speak(std::string_view path) {
    return is_test(path) || path.starts_with("src/cli/") || path.starts_with("src/app/") ||
           path.find("/main/") != path.npos;
}

bool may_ask_the_clock(std::string_view path) {
    const auto room = room_of(path);
    return path == "src/port/clock.h" || is_test(path) || room == "base" || room == "server" ||
           room == "cli" || room == "app" || room.starts_with("adapter/");
}

const Ban* find_ban(std::span<const Ban> bans, std::string_view word) {
    const auto at = std::ranges::find(bans, word, &Ban::word);
    return at == bans.end() ? nullptr : &*at;
}

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    return line;
}

// "TODO(#12)" is fine, a bare one is forgotten tomorrow.
bool has_bare_todo(std::string_view comment) {
    for (const std::string_view word : {"TODO", "FIXME", "XXX"}) {
        const auto at = comment.find(word);
        if (at != comment.npos && !comment.substr(at + word.size()).starts_with("(#")) return true;
    }
    return false;
}

void check_opening(const SourceFile& file, Violations& out) {
    const auto lines = lines_of(file.text);
    if (lines.empty() || lines[0] != kLicence)
        out.push_back({file.path, 1, "line 1 must be: " + std::string{kLicence}});
    if (!file.path.ends_with(".h")) return;
    if (lines.size() < 2 || lines[1] != "#pragma once") {
        out.push_back({file.path, 2, "line 2 must be: #pragma once"});
        return;
    }
    const auto speaks = std::ranges::find_if(
        lines.begin() + 2, lines.end(), [](auto line) { return !trimmed(line).empty(); });
    if (speaks == lines.end() || !speaks->starts_with("//"))
        out.push_back({file.path, 3, "a header begins with a word to the reader: what, and why"});
}

void check_lines(const SourceFile& file, Violations& out) {
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto line = lines[i];
        if (line.find('\t') != line.npos) out.push_back({file.path, i + 1, "a tab"});
        if (line.ends_with(' ')) out.push_back({file.path, i + 1, "space at the end"});
        if (line.ends_with('\r')) out.push_back({file.path, i + 1, "a carriage return"});
        if (line.size() > kColumns && to_utf32(line).size() > kColumns)
            out.push_back({file.path, i + 1, "longer than 100 columns"});
        if (line.starts_with("using namespace"))
            out.push_back({file.path, i + 1, "'using namespace' outside a function"});
        if (line.starts_with("#include <") && !may_speak(file.path)) {
            const auto header = line.substr(10, line.find('>') - 10);
            if (const auto* ban = find_ban(kBannedHeaders, header))
                out.push_back(
                    {file.path, i + 1,
                     "<" + std::string{header} + "> is banned: " + std::string{ban->instead}});
        }
    }
    if (!file.text.empty() && !file.text.ends_with('\n'))
        out.push_back({file.path, lines.size(), "no newline at the end of the file"});
}

class TokenCheck {
public:
    TokenCheck(const SourceFile& file, Violations& out)
        : file_(file), tokens_(tokens_of(file.text)), out_(out) {}

    void run() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const auto& token = tokens_[i];
            if (token.kind == TokenKind::comment && has_bare_todo(token.text))
                report(token, "TODO without an issue number: TODO(#12), or better, do it");
            if (token.kind == TokenKind::word) check_word(i);
        }
    }

private:
    void check_word(std::size_t i) {
        const auto& token = tokens_[i];
        const bool called = is(i + 1, "(") && !is(i - 1, ".") && !is(i - 1, ">");
        const auto* ban = find_ban(kBannedCalls, token.text);
        if (called && ban != nullptr && !declares(i) && !is_test(file_.path))
            report(token, std::string{token.text} + "() is banned: " + std::string{ban->instead});
        if (called && token.text == "printf" && !may_speak(file_.path))
            report(token, "only cli and app write to the terminal");
        const bool stream = token.text == "cout" || token.text == "cerr" || token.text == "clog";
        if (stream && is(i - 1, "::") && !may_speak(file_.path))
            report(token, "std::" + std::string{token.text} + " belongs to cli and app");
        if (token.text == "throw" && !is_test(file_.path))
            report(token, "no exceptions of our own: return an Error");
        if (token.text == "system_clock" && is(i + 1, "::") && is(i + 2, "now") &&
            !may_ask_the_clock(file_.path))
            report(token, "the clock is a port (port/clock.h): take an Instant");
        if (token.text == "random_device" && !is_test(file_.path))
            report(token, "chance comes from crypto/random or from a seed the caller gives");
    }

    // `int system(…)` declares; `return system(…)` calls.
    bool declares(std::size_t i) const {
        if (i == 0 || tokens_[i - 1].kind != TokenKind::word) return false;
        return tokens_[i - 1].text != "return";
    }

    bool is(std::size_t i, std::string_view text) const {
        return i < tokens_.size() && tokens_[i].kind != TokenKind::text && tokens_[i].text == text;
    }

    void report(const Token& token, std::string what) {
        out_.push_back({file_.path, token.line, std::move(what)});
    }

    const SourceFile& file_;
    std::vector<Token> tokens_;
    Violations& out_;
};

std::string_view stem_of(std::string_view name) { return name.substr(0, name.rfind('.')); }

// The name of what a test, bench or fuzzer is about; empty when `path` is none of them.
std::string_view subject_of(std::string_view path) {
    const auto stem = stem_of(path.substr(path.rfind('/') + 1));
    for (const std::string_view ending : {"_test", "_bench", "_fuzz"})
        if (path.ends_with(".cc") && stem.ends_with(ending))
            return stem.substr(0, stem.size() - ending.size());
    return {};
}

// "customer_number_limits" is about customer_number.h, "xlsx" about xlsx_reader.h; whole words
// only.
bool is_about(std::string_view subject, std::string_view source) {
    const auto begins = [](std::string_view text, std::string_view with) {
        return text.starts_with(with) && (text.size() == with.size() || text[with.size()] == '_');
    };
    return begins(subject, source) || begins(source, subject);
}

// Whether an absolute path begins with `trace` in the line: "features/ho" "me/" is none.
bool begins_in(std::string_view line, std::string_view trace) {
    for (auto at = line.find(trace); at != line.npos; at = line.find(trace, at + 1)) {
        const char before = at == 0 ? ' ' : line[at - 1];
        if (std::isalnum(static_cast<unsigned char>(before)) == 0 && before != '.' &&
            before != '_' && before != '}' && before != '@' && before != '-')
            return true;
    }
    return false;
}

struct TypeName {
    std::string_view name;
    std::size_t line = 0;
};

// The types that a header defines directly in namespace genbo.
std::vector<TypeName> defined_types(std::string_view text) {
    auto tokens = tokens_of(text);
    std::erase_if(tokens, [](const Token& token) { return token.kind == TokenKind::comment; });
    const auto is = [&](std::size_t i, std::string_view word) {
        return i < tokens.size() && tokens[i].kind != TokenKind::text && tokens[i].text == word;
    };
    std::vector<TypeName> types;
    bool in_genbo = false;
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (depth == 0 && is(i, "namespace")) in_genbo = is(i + 1, "genbo") && is(i + 2, "{");
        if (is(i, "{")) ++depth;
        if (is(i, "}")) --depth;
        if (depth != 1 || !in_genbo || (!is(i, "struct") && !is(i, "class"))) continue;
        std::size_t name = i + 1;
        while (is(name, "[") || is(name, "]") || is(name, "nodiscard")) ++name;
        // `template <class T>`, `struct Tag, int>` and declarations end otherwise.
        const bool defines = is(name + 1, "{") || is(name + 1, ":") || is(name + 1, "final");
        if (defines) types.push_back({tokens[name].text, tokens[name].line});
    }
    return types;
}

}  // namespace

Violations ban_violations(const SourceTree& tree) {
    Violations out;
    for (const auto& file : tree) {
        const bool ours = file.path.starts_with("src/") || file.path.starts_with("tests/") ||
                          file.path.starts_with("bench/");
        if (!ours || !is_cpp(file.path)) continue;
        check_opening(file, out);
        check_lines(file, out);
        TokenCheck{file, out}.run();
    }
    return out;
}

Violations type_name_violations(const SourceTree& tree) {
    Violations out;
    std::map<std::string, std::string, std::less<>> homes;
    for (const auto& file : tree) {
        if (!file.path.starts_with("src/") || !file.path.ends_with(".h")) continue;
        for (const auto& type : defined_types(file.text)) {
            const auto [home, is_new] = homes.try_emplace(std::string{type.name}, file.path);
            if (!is_new)
                out.push_back(
                    {file.path, type.line,
                     "type " + home->first + " is also defined in " + home->second});
        }
    }
    return out;
}

Violations naming_violations(const SourceTree& tree) {
    std::set<std::string, std::less<>> sources;  // "src/base/time"
    for (const auto& file : tree)
        if (is_cpp(file.path) && subject_of(file.path).empty())
            sources.insert(std::string{stem_of(file.path)});

    Violations out;
    for (const auto& file : tree) {
        const auto subject = subject_of(file.path);
        if (subject.empty() || !file.path.starts_with("src/")) continue;
        const auto folder = file.path.substr(0, file.path.rfind('/'));
        const auto room = folder.substr(folder.rfind('/') + 1);
        // A contract suite stands with the adapters that keep it and is named after the port.
        const bool contract = subject.ends_with("_contract") && folder.starts_with("src/adapter");
        const bool found = contract || is_about(subject, room) ||
                           std::ranges::any_of(sources, [&](const std::string& source) {
                               return source.starts_with(folder + "/") &&
                                      is_about(subject, source.substr(folder.size() + 1));
                           });
        if (!found) out.push_back({file.path, 0, "named after no source beside it"});
    }
    return out;
}

Violations machine_violations(const SourceTree& tree) {
    // Written in two halves, so that this file does not accuse itself.
    const std::array<std::string, 5> traces = {
        std::string{"/ho"} + "me/", std::string{"/Us"} + "ers/", std::string{"/ro"} + "ot/",
        std::string{"/wo"} + "rk/", std::string{"C:\\Us"} + "ers"};
    Violations out;
    for (const auto& file : tree) {
        const auto lines = lines_of(file.text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (std::ranges::any_of(
                    traces, [&](auto& trace) { return begins_in(lines[i], trace); }))
                out.push_back({file.path, i + 1, "a path of somebody's own machine"});
        }
    }
    return out;
}

}  // namespace genbo::tidy
