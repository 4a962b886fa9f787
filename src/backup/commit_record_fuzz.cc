// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a record of the change log and as a delta of a page, and any text as the name of a
// piece.  Records are tried as they come and with the sum that fits them, so that what stands
// behind the sum is reached too.  Oracle: a name has one spelling, a record is not longer than the
// bytes, and a page keeps its size.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "backup/commit_record.h"
#include "backup/page_delta.h"
#include "backup/piece.h"
#include "base/check.h"

namespace {

constexpr std::size_t kCommitFuzzPage = 512;

void commit_fuzz_read(genbo::ByteView bytes) {
    using namespace genbo;
    auto reader = CommitReader::open(bytes);
    if (!reader.ok()) return;
    check(reader->size() <= bytes.size() && CommitReader::length_of(bytes) == reader->size());
    for (int changes = 0; changes < 1000 && reader->next(); ++changes) {
        Bytes page(kCommitFuzzPage, 0xAB);
        static_cast<void>(reader->needs_before());
        static_cast<void>(reader->number());
        static_cast<void>(reader->apply(page));
    }
}

void commit_fuzz_names(std::string_view name) {
    using namespace genbo;
    if (const auto manifest = parse_manifest_name(name))
        check(manifest_name(*manifest) == name && snapshot_of(name) == manifest);
    if (const auto log = parse_log_name(name)) check(log_name(*log) == name);
    if (const auto snapshot = snapshot_of(name))
        check(name.size() > snapshot_folder(*snapshot).size() - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const ByteView bytes{data, size};
    static_cast<void>(CommitReader::length_of(bytes));
    commit_fuzz_read(bytes);
    Bytes page(kCommitFuzzPage, 0xAB);
    static_cast<void>(apply_page_delta(page, bytes));
    commit_fuzz_names(as_text(bytes));

    // The same body as a record of its own: the length and the sum put right.
    constexpr std::size_t kFrame = 12;
    Bytes record{'G', 'B', 'C', '1'};
    const std::uint64_t length = kFrame + size + sizeof(std::uint64_t);
    for (unsigned i = 0; i < 8; ++i) record.push_back(static_cast<std::uint8_t>(length >> 8 * i));
    record.insert(record.end(), bytes.begin(), bytes.end());
    const auto sum = page_sum(record);
    for (unsigned i = 0; i < 8; ++i) record.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
    commit_fuzz_read(record);

    // A change between two pages of the input comes out as it went in.
    if (size >= 2 && size < 2 * kCommitFuzzPage) {
        const auto before = bytes.first(size / 2);
        const auto after = bytes.subspan(size / 2, size / 2);
        Bytes changed{before.begin(), before.end()};
        check(apply_page_delta(changed, page_delta(before, after)).ok());
        check(std::ranges::equal(changed, after));
    }
    return 0;
}
