// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes the chunked framing (RFC 9112 §7.1) off a body, byte by byte, so that it never needs more
// than what it is given and cannot depend on how the network split it.
//
//   5;ext=1 CR LF hello CR LF 0 CR LF Trailer: dropped CR LF CR LF        ->  "hello"
//
// Strict where readers have disagreed: lines end in CR LF and nothing else, the size is 1 to 15 hex
// digits followed at once by the line's end or ";", extensions and trailers hold no controls and
// are bounded together with it by kChunkHeadBytesMax.  Both are dropped unread.
//
// Own code and not Beast's, whose chunk parser asserts on a last chunk that arrives in small pieces
// and looks for the end of a line again from the start of each piece.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace genbo {

// A chunk's size line with its extensions, or all trailers.  Nobody honest sends long ones.
inline constexpr std::size_t kChunkHeadBytesMax = std::size_t{4} << 10;

class ChunkedBody {
public:
    // Appends content to `body` and returns how many bytes were used: all of them, unless the body
    // ended before.  nullopt: this is not chunked framing.  Content that would make `room` negative
    // sets over_limit() and uses nothing of it.
    std::optional<std::size_t> take(std::string_view bytes, std::uint64_t room, std::string& body);

    bool is_done() const { return state_ == State::done; }
    bool over_limit() const { return over_limit_; }

private:
    enum class State : std::uint8_t {
        size_first,
        size,
        extension,
        size_end,
        data,
        data_return,
        data_end,
        trailer_first,
        trailer,
        trailer_end,
        last_end,
        done,
    };

    // One byte outside of data; false when it cannot stand here.
    bool step(char c);
    bool step_size(char c);
    State after_size_line() const { return left_ == 0 ? State::trailer_first : State::data; }

    State state_ = State::size_first;
    std::uint64_t left_ = 0;  // Of the chunk.
    std::size_t digits_ = 0;
    std::size_t head_bytes_ = 0;  // Of the size line or the trailers.
    bool over_limit_ = false;
};

}  // namespace genbo
