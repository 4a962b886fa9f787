// SPDX-License-Identifier: Apache-2.0
#include "base/archive.h"

#include <utility>

namespace genbo {

void ArchiveWriter::send() {
    if (result_.ok()) result_ = sink_(buffer_);
    buffer_.clear();
}

void ArchiveWriter::raw(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    while (size > 0 && result_.ok()) {
        const auto some = std::min(size, kChunk - buffer_.size());
        buffer_.insert(buffer_.end(), bytes, bytes + some);
        bytes += some;
        size -= some;
        if (buffer_.size() == kChunk) send();
    }
}

Result<> ArchiveWriter::finish() {
    if (!buffer_.empty()) send();
    return result_;
}

bool ArchiveReader::raw(void* data, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(data);
    while (size > 0 && result_.ok()) {
        if (used_ == chunk_.size()) {
            auto next = source_();
            if (!next.ok()) {
                result_ = std::move(next).error();
                break;
            }
            chunk_ = *std::move(next);
            used_ = 0;
            if (chunk_.empty()) {
                result_ = Error{Fault::corrupt, "base.archive_short"};
                break;
            }
        }
        const auto some = std::min(size, chunk_.size() - used_);
        std::memcpy(out, chunk_.data() + used_, some);
        used_ += some;
        out += some;
        size -= some;
    }
    return result_.ok();
}

Result<> ArchiveReader::finish() {
    TRY(result_);
    if (used_ != chunk_.size() || !TRY(source_()).empty())
        return Error{Fault::corrupt, "base.archive_long"};
    return {};
}

}  // namespace genbo
