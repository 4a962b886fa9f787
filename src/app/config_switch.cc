// SPDX-License-Identifier: Apache-2.0
#include "app/config_switch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "app/config.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string_view without_spaces(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    return text;
}

// "database = …"
bool sets_database(std::string_view line) {
    line = without_spaces(line);
    constexpr std::string_view name = "database";
    return line.starts_with(name) && without_spaces(line.substr(name.size())).starts_with('=');
}

struct StorePlaces {
    std::optional<std::size_t> section;
    std::optional<std::size_t> set;
    std::optional<std::size_t> commented;
};

StorePlaces places_in(const std::vector<std::string>& lines) {
    StorePlaces places;
    bool inside = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto line = without_spaces(lines[i]);
        if (line.starts_with('[')) inside = line.starts_with("[store]");
        if (!inside) continue;
        if (!places.section) places.section = i;
        if (sets_database(line)) places.set = i;
        if (line.starts_with('#') && sets_database(line.substr(1))) places.commented = i;
    }
    return places;
}

std::string database_line(const std::string& database) {
    if (database.empty()) return "#database = \"\"";
    std::string quoted;
    for (const char c : database) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return "database = \"" + quoted + "\"";
}

Result<std::string> read_config(const fs::path& directory) {
    std::ifstream file(directory / "genbo.toml", std::ios::binary);
    if (!file) return Error{Fault::not_found, "store.no_master"};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

bool write_all(int handle, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(handle, text.data(), text.size());
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(handle) == 0;
}

bool sync_folder(const fs::path& directory) {
    const int handle = ::open(directory.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return false;
    const bool synced = ::fsync(handle) == 0;
    ::close(handle);
    return synced;
}

// The whole text under that name, on the disk, or what was there before.
Result<> replace_file(const fs::path& path, std::string_view text) {
    const Error failed{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    const auto fresh = path.string() + ".new";
    const int handle = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (handle < 0) return failed;
    const bool written = write_all(handle, text);
    ::close(handle);
    if (!written || std::rename(fresh.c_str(), path.c_str()) != 0) return failed;
    return sync_folder(path.parent_path()) ? Result<>{} : failed;
}

}  // namespace

Result<std::string> config_with_database(std::string_view toml, const std::string& database) {
    auto lines = lines_of(toml);
    const auto places = places_in(lines);
    if (places.set) {
        lines[*places.set] = database_line(database);
    } else if (places.commented) {
        lines[*places.commented] = database_line(database);
    } else if (places.section) {
        const auto after = static_cast<std::ptrdiff_t>(*places.section) + 1;
        lines.insert(lines.begin() + after, database_line(database));
    } else {
        lines.insert(lines.end(), {"", "[store]", database_line(database)});
    }
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    // Whatever the file looked like: what counts is what it says now.
    const auto config = parse_config(text);
    if (!config.ok() || config->database != database)
        return Error{Fault::invalid, "app.migrate_config"};
    return text;
}

Result<> can_switch_config(const fs::path& directory, const std::string& database) {
    const auto text = TRY(read_config(directory));
    TRY(config_with_database(text, database));
    return {};
}

Result<> switch_config(const fs::path& directory, const std::string& database) {
    const auto before = TRY(read_config(directory));
    const auto after = TRY(config_with_database(before, database));
    TRY(replace_file(directory / "genbo.toml.before-migrate", before));
    return replace_file(directory / "genbo.toml", after);
}

}  // namespace genbo
