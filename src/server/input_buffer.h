// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a connection has received and nobody has read yet.  Requests of a pipeline are taken from
// its front without moving bytes; they move only when there is more to receive.
//
//   auto room = buffer.room(4096);  buffer.add(read(room));
//   buffer.drop(parse(buffer.pending()));

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace genbo {

class InputBuffer {
public:
    std::string_view pending() const { return {bytes_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    void drop(std::size_t count) { begin_ += count; }

    std::span<char> room(std::size_t wanted) {
        if (begin_ > 0) {
            std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (bytes_.size() < end_ + wanted) bytes_.resize(end_ + wanted);
        return {bytes_.data() + end_, bytes_.size() - end_};
    }
    void add(std::size_t count) { end_ += count; }

    // Between requests nothing of an upload's buffer is held on to.
    void shrink_to(std::size_t size) {
        if (!empty() || bytes_.size() <= size) return;
        bytes_ = {};
        begin_ = end_ = 0;
    }

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace genbo
