// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a file of the change log.  Oracle: reading ends, never passes the end of the file,
// and is the same after the writer has cut off what is torn; every record that is read opens.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "backup/spool.h"
#include "base/check.h"

namespace {

class SpoolFuzzFolder {
public:
    SpoolFuzzFolder()
        : path_(
              std::filesystem::temp_directory_path() /
              ("genbo_spool_fuzz_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~SpoolFuzzFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    SpoolFuzzFolder(const SpoolFuzzFolder&) = delete;
    SpoolFuzzFolder& operator=(const SpoolFuzzFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::vector<genbo::Bytes> spool_fuzz_read(const std::filesystem::path& folder) {
    using namespace genbo;
    std::vector<Bytes> records;
    for (const auto& file : spool_files(folder)) {
        SpoolReader reader{file};
        while (true) {
            auto record = reader.next();
            if (!record.ok() || !*record) break;
            check(reader.offset() <= file.bytes);
            check(CommitReader::open(**record).ok());
            records.push_back(**std::move(record));
        }
    }
    return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    static const SpoolFuzzFolder folder;
    const auto path = folder.path() / "1f0c2a9d-0000000000000001.log";
    std::ofstream{path, std::ios::binary | std::ios::trunc}.write(
        reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    const auto before = spool_fuzz_read(folder.path());
    {
        const auto writer = SpoolWriter::open(folder.path(), std::uint64_t{1} << 20);
        if (writer.ok() && !before.empty()) check(writer->last().has_value());
    }
    check(spool_fuzz_read(folder.path()) == before);
    return 0;
}
