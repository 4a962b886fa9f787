// SPDX-License-Identifier: Apache-2.0
#include "connect/text_source.h"

#include <algorithm>
#include <utility>

namespace genbo {

TextSource::TextSource(FileBytes file, Encoding encoding, std::size_t chunk_bytes)
    : file_(std::move(file)),
      decoder_(encoding),
      chunk_bytes_(std::max<std::size_t>(chunk_bytes, 1)) {}

Result<TextSource> TextSource::open(
    const std::filesystem::path& path, Encoding encoding, std::size_t chunk_bytes) {
    auto file = TRY(FileBytes::open(path));
    return TextSource{std::move(file), encoding, chunk_bytes};
}

Result<> TextSource::more() {
    decoded_.text.erase(0, start_);
    dropped_ += start_;
    start_ = 0;
    const auto used = decoded_.issues.begin() + static_cast<std::ptrdiff_t>(next_issue_);
    decoded_.issues.erase(decoded_.issues.begin(), used);
    next_issue_ = 0;

    const std::size_t had = decoded_.text.size();
    while (!at_end_ && decoded_.text.size() == had) {
        bytes_.clear();
        if (TRY(file_.read(bytes_, std::max(chunk_bytes_, had))) == 0) {
            decoder_.finish(decoded_);
            at_end_ = true;
        } else {
            decoder_.feed(bytes_, decoded_);
        }
    }
    return {};
}

void TextSource::skip(std::size_t length) {
    start_ += length;
    const std::uint64_t at = dropped_ + start_;
    while (next_issue_ < decoded_.issues.size() && decoded_.issues[next_issue_].text_offset < at)
        ++next_issue_;
}

bool TextSource::has_issues(std::size_t length) const {
    return next_issue_ < decoded_.issues.size() &&
           decoded_.issues[next_issue_].text_offset < dropped_ + start_ + length;
}

}  // namespace genbo
