// SPDX-License-Identifier: Apache-2.0
#include "tidy/source_tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

namespace genbo::tidy {

namespace {

constexpr std::array<std::string_view, 7> kForeignFolders = {
    ".git", "build", "node_modules", "dist", "demo", "corpus", "screenshots"};

constexpr std::array<std::string_view, 16> kTextEndings = {
    ".h",    ".cc",   ".md", ".sh",   ".mjs", ".ts",   ".tsx",   ".css",
    ".html", ".json", ".js", ".toml", ".txt", ".yaml", ".cmake", ".sql"};

bool is_text_file(const std::filesystem::path& path) {
    const auto name = path.filename().string();
    if (name == "Makefile" || name == "run" || name.starts_with(".clang-")) return true;
    return std::ranges::find(kTextEndings, path.extension().string()) != kTextEndings.end();
}

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Cuts C++ into tokens.  Knows comments, literals with escapes, raw strings and digit separators;
// that is all a tidy rule needs.
class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {}

    std::vector<Token> run() {
        while (at_ < source_.size()) step();
        return std::move(tokens_);
    }

private:
    void step() {
        const char c = source_[at_];
        const auto rest = source_.substr(at_);
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            advance(1);
        } else if (rest.starts_with("//")) {
            take(TokenKind::comment, rest.find('\n'), 0, 0);
        } else if (rest.starts_with("/*")) {
            const auto end = rest.find("*/", 2);
            take(TokenKind::comment, end == rest.npos ? end : end + 2, 0, 0);
        } else if (rest.starts_with("R\"")) {
            take_raw_string(rest);
        } else if (c == '"' || c == '\'') {
            take(TokenKind::text, quoted_length(rest, c), 1, 1);
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            take_while(TokenKind::number, [](char d) { return is_word_char(d) || d == '\''; });
        } else if (is_word_char(c)) {
            take_while(TokenKind::word, is_word_char);
        } else {
            take(TokenKind::mark, rest.starts_with("::") ? 2 : 1, 0, 0);
        }
    }

    static std::size_t quoted_length(std::string_view rest, char quote) {
        for (std::size_t i = 1; i < rest.size(); ++i) {
            if (rest[i] == '\\')
                ++i;
            else if (rest[i] == quote || rest[i] == '\n')
                return i + 1;
        }
        return rest.size();
    }

    void take_raw_string(std::string_view rest) {
        const auto open = rest.find('(');
        if (open == rest.npos) return take(TokenKind::word, 1, 0, 0);
        const std::string close = ")" + std::string{rest.substr(2, open - 2)} + "\"";
        const auto end = rest.find(close, open);
        const auto length = end == rest.npos ? rest.size() : end + close.size();
        take(TokenKind::text, length, open + 1, close.size());
    }

    template <typename Predicate>
    void take_while(TokenKind kind, Predicate belongs) {
        std::size_t length = 1;
        while (at_ + length < source_.size() && belongs(source_[at_ + length])) ++length;
        take(kind, length, 0, 0);
    }

    // The token is what remains of the next `length` bytes without `head` and `tail`.
    void take(TokenKind kind, std::size_t length, std::size_t head, std::size_t tail) {
        length = std::min(length, source_.size() - at_);
        const auto inner = length >= head + tail ? length - head - tail : 0;
        tokens_.push_back({kind, source_.substr(at_ + head, inner), line_});
        advance(length);
    }

    void advance(std::size_t length) {
        const auto passed = source_.substr(at_, length);
        line_ += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
        at_ += length;
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::vector<Token> tokens_;
};

}  // namespace

SourceTree load_tree(const std::filesystem::path& root) {
    SourceTree tree;
    std::filesystem::recursive_directory_iterator entries{root};
    for (auto at = begin(entries); at != end(entries); ++at) {
        const auto name = at->path().filename().string();
        if (at->is_directory()) {
            if (std::ranges::find(kForeignFolders, name) != kForeignFolders.end())
                at.disable_recursion_pending();
            continue;
        }
        if (!at->is_regular_file() || !is_text_file(at->path())) continue;
        std::ifstream file(at->path(), std::ios::binary);
        tree.push_back(
            {std::filesystem::relative(at->path(), root).generic_string(),
             std::string{std::istreambuf_iterator<char>{file}, {}}});
    }
    std::ranges::sort(tree, {}, &SourceFile::path);
    return tree;
}

std::vector<Token> tokens_of(std::string_view source) { return Lexer{source}.run(); }

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_cpp(std::string_view path) { return path.ends_with(".h") || path.ends_with(".cc"); }

bool is_test(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return path.starts_with("tests/") || path.starts_with("bench/") ||
           name.find("_test") != name.npos || name.ends_with("_bench.cc") ||
           name.ends_with("_fuzz.cc") || name.starts_with("fake_");
}

std::string_view room_of(std::string_view path) {
    if (!path.starts_with("src/")) return {};
    path.remove_prefix(4);
    const std::size_t first = path.find('/');
    if (first == path.npos) return {};
    if (path.substr(0, first) != "adapter") return path.substr(0, first);
    const auto second = path.find('/', first + 1);
    return second == path.npos ? std::string_view{} : path.substr(0, second);
}

}  // namespace genbo::tidy
