// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files as the six systems export them.  A row comes as UTF-8 cells; the writer knows separators,
// quotation, line ends, encoding and file name.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sample/encode.h"
#include "sample/sample.h"
#include "sample/source_profile.h"

namespace genbo::sample {

// Bytes to a file, a mebibyte at a time.  An error is kept and comes out of close().
class OutFile {
public:
    OutFile(const std::filesystem::path& folder, std::string name);
    OutFile(const OutFile&) = delete;
    OutFile& operator=(const OutFile&) = delete;
    ~OutFile();

    std::string& buffer() { return buffer_; }
    // Call after every row.
    void row_done();
    // Writes out what is left.  sample.cannot_write.
    Result<SampleFile> close();

private:
    void flush();

    std::string name_;
    std::string buffer_;
    std::FILE* file_ = nullptr;
    bool failed_ = false;
    std::uint64_t rows_ = 0;
    std::uint64_t bytes_ = 0;
};

enum class RowFault : std::uint8_t { none, cell_missing, cell_extra };

class RowWriter {
public:
    virtual ~RowWriter() = default;

    // `cells` are the columns after the key.
    virtual void write(
        std::string_view key, std::span<const std::string_view> cells, RowFault fault) = 0;
    virtual Result<std::vector<SampleFile>> close() = 0;

    std::uint64_t gaiji() const { return gaiji_; }

protected:
    std::uint64_t gaiji_ = 0;
};

// The writer of pos.csv, ec.csv, …; partner-2.xlsx and so on when one workbook is full.
std::unique_ptr<RowWriter> source_writer(Source source, const std::filesystem::path& folder);

// record_id, source, and the columns of one_file_columns(); `key` is the record_id and the first
// cell the source.
std::unique_ptr<RowWriter> one_file_writer(const std::filesystem::path& folder);

// Rows of one workbook.
inline constexpr std::uint64_t kWorkbookRows = 100'000;

std::unique_ptr<RowWriter> workbook_writer(
    const std::filesystem::path& folder, std::string stem, const SourceProfile& profile);

}  // namespace genbo::sample
