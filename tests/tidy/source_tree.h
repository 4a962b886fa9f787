// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sources as the tidy rules see them: text files with their path, and for C++ a view in tokens,
// so that a rule about code is not deceived by a comment or by the inside of a string.
//
// Rules are pure functions from a tree to violations.  tidy_test.cc runs them twice: on small trees
// with a planted violation each, to see that they bark, and on the real tree, to see it silent.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace genbo::tidy {

struct SourceFile {
    std::string path;  // From the root of the repository: "src/base/time.h".
    std::string text;
};

using SourceTree = std::vector<SourceFile>;

struct Violation {
    std::string path;
    std::size_t line = 0;  // 1-based; 0 = the whole file.
    std::string what;

    friend bool operator==(const Violation&, const Violation&) = default;
};

using Violations = std::vector<Violation>;

// All text files of the repository that belong to us: not what was built, fetched or generated.
SourceTree load_tree(const std::filesystem::path& root);

enum class TokenKind { word, number, text, comment, mark };

struct Token {
    TokenKind kind = TokenKind::mark;
    // Of a text: what stands between the quotation marks, escapes as written.
    std::string_view text;
    std::size_t line = 0;
};

// C++ in tokens; `source` outlives them.  Preprocessor lines are tokens like the rest.
std::vector<Token> tokens_of(std::string_view source);

std::vector<std::string_view> lines_of(std::string_view text);

bool is_cpp(std::string_view path);

// x_test.cc, x_bench.cc, x_fuzz.cc, helpers of tests ("_test" in the name, or "fake_" before it),
// and all of tests/ and bench/.
bool is_test(std::string_view path);

// "src/adapter/sqlite/database.cc" -> "adapter/sqlite"; "src/base/time.h" -> "base"; "" outside
// src/ and for files directly in src/ or src/adapter/.
std::string_view room_of(std::string_view path);

}  // namespace genbo::tidy
