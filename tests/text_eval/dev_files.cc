// SPDX-License-Identifier: Apache-2.0
#include "text_eval/dev_files.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace genbo {

DevRows dev_file_rows(const std::string& name, char separator) {
    const char* const set = std::getenv("GENBO_DEV_DATA");
    const std::filesystem::path folder =
        set != nullptr ? std::filesystem::path{set}
                       : std::filesystem::path{GENBO_SOURCE_DIR} / "../shared/data";
    const auto path = folder / "japanese" / name;
    DevRows rows;
    if (!std::filesystem::exists(path)) return rows;
    std::string command = name.ends_with(".xz")   ? "xz -dc"
                          : name.ends_with(".gz") ? "gzip -dc"
                                                  : "cat";
    command += " '" + path.string() + "'";
    if (name.find("cp932") != std::string::npos) command += " | iconv -f CP932 -t UTF-8";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    if (!pipe) return rows;
    std::string text;
    std::vector<char> buffer(1 << 16);
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
        text.append(buffer.data(), got);
    std::vector<std::string> row(1);
    for (const char c : text) {
        if (c == separator) {
            row.emplace_back();
        } else if (c == '\n') {
            rows.push_back(std::move(row));
            row.assign(1, {});
        } else if (c != '"' && c != '\r') {
            row.back() += c;
        }
    }
    return rows;
}

}  // namespace genbo
