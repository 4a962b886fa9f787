// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an archive.  The first byte cuts it into chunks, the second chooses what is asked
// of it; the rest is the archive.  Oracle: what comes out does not depend on the chunks, a vector
// is never larger than the bytes that came, and what was read to its end is written the same again.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/archive.h"
#include "base/check.h"

namespace {

struct ArchiveFuzzPart {
    std::uint16_t number = 0;
    bool truth = false;
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint64_t> words;

    friend bool operator==(const ArchiveFuzzPart&, const ArchiveFuzzPart&) = default;
};

template <typename Archive, typename Part>
void archive_fuzz_transfer(Archive& archive, Part& part) {
    archive.value(part.number);
    archive.vector(part.bytes);
    archive.vector(part.words);
}

struct ArchiveFuzzReading {
    bool ok = false;
    std::vector<ArchiveFuzzPart> parts;

    friend bool operator==(const ArchiveFuzzReading&, const ArchiveFuzzReading&) = default;
};

ArchiveFuzzReading archive_fuzz_read(genbo::ByteView bytes, std::size_t chunk, std::size_t parts) {
    const auto all = bytes.size();
    genbo::ArchiveReader reader([&]() -> genbo::Result<genbo::Bytes> {
        const auto some = bytes.first(std::min(chunk, bytes.size()));
        bytes = bytes.subspan(some.size());
        return genbo::Bytes{some.begin(), some.end()};
    });
    ArchiveFuzzReading out;
    for (std::size_t i = 0; i < parts; ++i) {
        auto& part = out.parts.emplace_back();
        archive_fuzz_transfer(reader, part);
        genbo::check(part.bytes.size() + part.words.size() * sizeof(std::uint64_t) <= all);
    }
    out.ok = reader.finish().ok();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size < 2) return 0;
    const ByteView bytes{data + 2, size - 2};
    const std::size_t parts = data[1] % 5;
    const auto whole = archive_fuzz_read(bytes, bytes.size() + 1, parts);
    check(archive_fuzz_read(bytes, 1 + data[0] % 9, parts) == whole);
    if (!whole.ok) return 0;
    Bytes again;
    ArchiveWriter writer([&](ByteView some) -> Result<> {
        again.insert(again.end(), some.begin(), some.end());
        return {};
    });
    for (const auto& part : whole.parts) archive_fuzz_transfer(writer, part);
    check(writer.finish().ok() && std::ranges::equal(again, bytes));
    return 0;
}
