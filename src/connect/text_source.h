// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file as a sliding window of UTF-8: bytes are read and decoded in pieces, what has been used is
// dropped.  The readers of text formats stand on it.
//
// Invariant: window() is the text from `start` on, and begins at offset text_offset() of all the
// text of the file.  Views into the window live until the next more().

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connect/file_bytes.h"
#include "text/encoding.h"

namespace genbo {

class TextSource {
public:
    static Result<TextSource> open(
        const std::filesystem::path& path, Encoding encoding, std::size_t chunk_bytes);

    std::string_view window() const { return std::string_view{decoded_.text}.substr(start_); }

    // All the text of the file is in the window.
    bool at_end() const { return at_end_; }

    // Reads on, at least as much again as the window holds, so that a long row costs no more than
    // a constant times its length.
    Result<> more();

    void skip(std::size_t length);

    // Whether something odd was decoded in the first `length` bytes of the window.
    bool has_issues(std::size_t length) const;

    const FileBytes& file() const { return file_; }

private:
    TextSource(FileBytes file, Encoding encoding, std::size_t chunk_bytes);

    FileBytes file_;
    Decoder decoder_;
    std::size_t chunk_bytes_;
    std::string bytes_;
    Decoded decoded_;
    std::size_t start_ = 0;       // Of the window in decoded_.text.
    std::uint64_t dropped_ = 0;   // Bytes of text before decoded_.text.
    std::size_t next_issue_ = 0;  // The first in decoded_.issues at or behind the window's start.
    bool at_end_ = false;
};

}  // namespace genbo
