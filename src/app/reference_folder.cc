// SPDX-License-Identifier: Apache-2.0
#include "app/reference_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReferenceMagic = "genbo-reference 1\n";

struct ReferenceSection {
    std::string_view name;
    std::string ReferenceTables::* text;
};
constexpr std::array<ReferenceSection, 6> kReferenceSections = {{
    {"municipalities", &ReferenceTables::municipalities},
    {"postal_towns", &ReferenceTables::postal_towns},
    {"towns", &ReferenceTables::towns},
    {"successors", &ReferenceTables::successors},
    {"variants_l1", &ReferenceTables::variants_l1},
    {"variants_l2", &ReferenceTables::variants_l2},
}};

fs::path reference_folder(const fs::path& master) { return master / "reference"; }

Error reference_damaged(const fs::path& path) {
    return {Fault::corrupt, "app.reference_damaged", {path.filename().string()}};
}

Error reference_not_written(const fs::path& path) {
    return {Fault::unavailable, "app.cannot_write", {path.filename().string()}};
}

std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return text;
}

// "name<TAB>value" lines, an empty line, then the sections: "name<TAB>bytes" and the bytes.
std::string reference_body(const ReferenceFile& file) {
    std::string out;
    const auto field = [&](std::string_view name, const std::string& value) {
        out += name;
        out += '\t' + one_line(value) + '\n';
    };
    field("name", file.name);
    field("version", file.version);
    field("licence", file.licence);
    field("origin", file.origin);
    field("sha256", file.sha256);
    field("imported_at", file.imported_at);
    field("rows", std::to_string(file.rows));
    out += '\n';
    for (const ReferenceSection& section : kReferenceSections) {
        const std::string& text = file.tables.*section.text;
        if (text.empty()) continue;
        out += section.name;
        out += '\t' + std::to_string(text.size()) + '\n' + text;
    }
    return out;
}

// The next "name<TAB>value" line; false when there is none.
bool take_reference_line(std::string_view& rest, std::string_view& name, std::string_view& value) {
    const std::size_t end = rest.find('\n');
    const std::size_t tab = rest.find('\t');
    if (end == std::string_view::npos || tab == std::string_view::npos || tab > end) return false;
    name = rest.substr(0, tab);
    value = rest.substr(tab + 1, end - tab - 1);
    rest.remove_prefix(end + 1);
    return true;
}

bool read_reference_number(std::string_view text, std::size_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

Result<ReferenceFile> parse_reference_file(const fs::path& path, std::string_view body) {
    ReferenceFile file;
    std::string_view name;
    std::string_view value;
    while (!body.starts_with('\n')) {
        if (!take_reference_line(body, name, value)) return reference_damaged(path);
        if (name == "name") file.name = value;
        if (name == "version") file.version = value;
        if (name == "licence") file.licence = value;
        if (name == "origin") file.origin = value;
        if (name == "sha256") file.sha256 = value;
        if (name == "imported_at") file.imported_at = value;
        if (name == "rows" && !read_reference_number(value, file.rows))
            return reference_damaged(path);
    }
    body.remove_prefix(1);
    while (!body.empty()) {
        std::size_t size = 0;
        if (!take_reference_line(body, name, value) || !read_reference_number(value, size) ||
            size > body.size())
            return reference_damaged(path);
        for (const ReferenceSection& section : kReferenceSections) {
            if (section.name == name) file.tables.*section.text = body.substr(0, size);
        }
        body.remove_prefix(size);
    }
    return file;
}

Result<ReferenceFile> load_reference_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return reference_damaged(path);
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    std::string_view rest = text;
    // The first line says what it is, the second is the hash of all that follows.
    constexpr std::size_t kHashLine = 65;
    if (!rest.starts_with(kReferenceMagic) || rest.size() < kReferenceMagic.size() + kHashLine)
        return reference_damaged(path);
    rest.remove_prefix(kReferenceMagic.size());
    const std::string_view hash = rest.substr(0, kHashLine - 1);
    rest.remove_prefix(kHashLine);
    if (to_hex(sha256(as_bytes(rest))) != hash) return reference_damaged(path);
    return parse_reference_file(path, rest);
}

Result<> sync_reference(const fs::path& path) {
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return reference_not_written(path);
    const int synced = ::fsync(handle);
    ::close(handle);
    if (synced != 0) return reference_not_written(path);
    return {};
}

}  // namespace

Result<std::vector<ReferenceFile>> load_reference_files(const fs::path& master) {
    std::vector<ReferenceFile> files;
    std::error_code error;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(reference_folder(master), error)) {
        if (entry.path().extension() == ".ref") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    for (const fs::path& path : paths) files.push_back(TRY(load_reference_file(path)));
    std::ranges::stable_sort(files, {}, &ReferenceFile::imported_at);
    return files;
}

Result<> save_reference_file(const fs::path& master, const ReferenceFile& file) {
    const fs::path folder = reference_folder(master);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    const fs::path path = folder / (file.name + ".ref");
    const fs::path fresh = folder / (file.name + ".ref.new");
    const std::string body = reference_body(file);
    std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
    stream << kReferenceMagic << to_hex(sha256(as_bytes(body))) << '\n' << body;
    stream.close();
    if (!stream) return reference_not_written(fresh);
    TRY(sync_reference(fresh));
    if (fs::exists(path, error)) fs::rename(path, folder / (file.name + ".ref.old"), error);
    fs::rename(fresh, path, error);
    if (error) return reference_not_written(path);
    return sync_reference(folder);
}

ReferenceTables joined_reference_tables(std::span<const ReferenceFile> files) {
    ReferenceTables all;
    for (const ReferenceFile& file : files) {
        for (const ReferenceSection& section : kReferenceSections) {
            const std::string& text = file.tables.*section.text;
            if (!text.empty()) all.*section.text = text;
        }
    }
    return all;
}

Result<> copy_reference_files(const fs::path& from, const fs::path& to) {
    std::error_code error;
    if (!fs::exists(reference_folder(from), error)) return {};
    fs::create_directories(reference_folder(to), error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    for (const auto& entry : fs::directory_iterator(reference_folder(from), error)) {
        if (entry.path().extension() != ".ref") continue;
        const fs::path copy = reference_folder(to) / entry.path().filename();
        fs::copy_file(entry.path(), copy, error);
        if (error) return reference_not_written(copy);
        TRY(sync_reference(copy));
    }
    return sync_reference(reference_folder(to));
}

}  // namespace genbo
