// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests, fuzzers and benchmarks of this room: files that go away again, and a whole table
// at once.

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "connect/table_reader.h"

namespace genbo {

class TestFile {
public:
    explicit TestFile(std::string_view content, std::string_view ending = ".csv") {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("genbo_connect_" + std::to_string(::getpid()) + "_" +
                 std::to_string(count.fetch_add(1)) + std::string{ending});
        std::ofstream{path_, std::ios::binary} << content;
    }
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;
    ~TestFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct TestRow {
    std::uint64_t number = 0;
    std::uint64_t line = 0;
    std::vector<std::string> cells;
    std::vector<std::string> extra_cells;
    std::string raw;
    Findings findings;

    friend bool operator==(const TestRow&, const TestRow&) = default;
};

struct TestTable {
    std::vector<std::string> header;
    std::vector<TestRow> rows;
    Findings findings;
    Error error;  // Its code is empty when all went well.

    friend bool operator==(const TestTable&, const TestTable&) = default;
};

inline TestTable read_test_table(
    const std::filesystem::path& path, const TableOptions& options = {}) {
    TestTable table;
    auto reader = open_table(path, options);
    if (!reader) {
        table.error = reader.error();
        return table;
    }
    table.header = (*reader)->header();
    TableRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more) table.error = more.error();
        if (!more || !*more) break;
        table.rows.push_back(
            {row.number,
             row.line,
             {row.cells.begin(), row.cells.end()},
             {row.extra_cells.begin(), row.extra_cells.end()},
             std::string{row.raw},
             row.findings});
    }
    table.findings = (*reader)->file_findings();
    return table;
}

}  // namespace genbo
