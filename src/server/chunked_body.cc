// SPDX-License-Identifier: Apache-2.0
#include "server/chunked_body.h"

#include <algorithm>

namespace genbo {

namespace {

int chunk_hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

bool ChunkedBody::step_size(char c) {
    constexpr std::size_t kDigitsMax = 15;  // 60 bits: no sum overflows.
    const int digit = chunk_hex_digit(c);
    if (digit >= 0) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        state_ = State::size;
        return ++digits_ <= kDigitsMax;
    }
    if (state_ == State::size_first) return false;
    state_ = c == ';' ? State::extension : State::size_end;
    return c == ';' || c == '\r';
}

bool ChunkedBody::step(char c) {
    if (++head_bytes_ > kChunkHeadBytesMax) return false;
    switch (state_) {
        case State::size_first:
        case State::size: return step_size(c);
        case State::extension:
            if (c == '\r') state_ = State::size_end;
            return c == '\r' || !is_control(c);
        case State::size_end:
            state_ = after_size_line();
            head_bytes_ = 0;
            return c == '\n';
        case State::data_return: state_ = State::data_end; return c == '\r';
        case State::data_end:
            state_ = State::size_first;
            digits_ = head_bytes_ = 0;
            return c == '\n';
        case State::trailer_first:
            state_ = c == '\r' ? State::last_end : State::trailer;
            return c == '\r' || (!is_control(c) && c != ' ' && c != '\t' && c != ':');
        case State::trailer:
            if (c == '\r') state_ = State::trailer_end;
            return c == '\r' || !is_control(c);
        case State::trailer_end: state_ = State::trailer_first; return c == '\n';
        case State::last_end: state_ = State::done; return c == '\n';
        case State::data:
        case State::done: return false;
    }
    return false;
}

std::optional<std::size_t> ChunkedBody::take(
    std::string_view bytes, std::uint64_t room, std::string& body) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::done) {
        if (state_ != State::data) {
            if (!step(bytes[at])) return std::nullopt;
            ++at;
            // A size is known before its data: refuse at once what will not fit.
            if (state_ == State::data && left_ > room) {
                over_limit_ = true;
                return at;
            }
            continue;
        }
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
        body.append(bytes.substr(at, count));
        at += count;
        left_ -= count;
        room -= count;
        if (left_ == 0) state_ = State::data_return;
    }
    return at;
}

}  // namespace genbo
