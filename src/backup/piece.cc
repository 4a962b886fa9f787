// SPDX-License-Identifier: Apache-2.0
#include "backup/piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "audit/audit_tree.h"
#include "base/json_writer.h"

namespace genbo {

namespace {

constexpr std::string_view kManifestMagic = "genbo-backup 1 ";
constexpr std::string_view kManifestFile = "manifest";
constexpr std::string_view kSnapshotEnding = ".snapshot/";
constexpr std::string_view kLogEnding = ".log";
constexpr std::size_t kKeyringIdSize = 16;

// `digits` hexadecimal digits from the front, as we write them: a name has one spelling.
template <typename Number>
bool take_hex(std::string_view& text, std::size_t digits, Number& number) {
    if (text.size() < digits) return false;
    if (text.substr(0, digits).find_first_not_of("0123456789abcdef") != text.npos) return false;
    const auto* begin = text.data();
    const auto [end, error] = std::from_chars(begin, begin + digits, number, 16);
    if (error != std::errc{} || end != begin + digits) return false;
    text.remove_prefix(digits);
    return true;
}

bool take_text(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

AssociatedData place_of(const SnapshotName& snapshot, std::int64_t chunk) {
    AssociatedData place("backup.chunk");
    place.number(snapshot.line).number(static_cast<std::int64_t>(snapshot.commit)).number(chunk);
    return place;
}

AssociatedData place_of(const LogName& log) {
    AssociatedData place("backup.log");
    place.number(log.line)
        .number(static_cast<std::int64_t>(log.first))
        .number(static_cast<std::int64_t>(log.last));
    return place;
}

AssociatedData manifest_place(const SnapshotName& snapshot, std::string_view keyring) {
    AssociatedData place("backup.manifest");
    place.text(keyring).number(snapshot.line).number(static_cast<std::int64_t>(snapshot.commit));
    return place;
}

Error damaged(std::string name) {
    return {Fault::corrupt, "backup.piece_damaged", {std::move(name)}};
}

std::string manifest_json(const SnapshotManifest& manifest) {
    JsonWriter json;
    json.object([&] {
        json.field("at", to_micros(manifest.at));
        json.field("program", manifest.program);
        json.field("page_size", manifest.page_size);
        json.field("records", manifest.records);
        json.field("leaves", manifest.leaves);
        json.field("root", to_hex(manifest.root()));
        json.field("files").array([&] {
            for (const auto& file : manifest.files)
                json.object([&] {
                    json.field("name", file.name);
                    json.field("bytes", file.bytes);
                });
        });
        json.field("chunks").array([&] {
            for (const auto& chunk : manifest.chunks) json.value(to_hex(chunk));
        });
    });
    return std::move(json).str();
}

// A name that leads nowhere but below the folder it is put into.
bool is_plain_path(std::string_view name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == '/';
    };
    return !name.empty() && std::ranges::all_of(name, plain) && name.front() != '/' &&
           name.find("..") == name.npos;
}

// It has been authenticated: what is wrong with it now is our own mistake or another version's.
std::optional<SnapshotManifest> manifest_from(const boost::json::object& object) {
    SnapshotManifest manifest;
    manifest.at = instant_from_micros(object.at("at").to_number<std::int64_t>());
    manifest.program = std::string{object.at("program").as_string()};
    manifest.page_size = object.at("page_size").to_number<std::uint32_t>();
    manifest.records = object.at("records").to_number<std::int64_t>();
    manifest.leaves = object.at("leaves").to_number<std::int64_t>();
    std::size_t chunks = 0;
    for (const auto& value : object.at("files").as_array()) {
        const auto& file = value.as_object();
        manifest.files.push_back(
            {std::string{file.at("name").as_string()},
             file.at("bytes").to_number<std::uint64_t>()});
        if (!is_plain_path(manifest.files.back().name)) return {};
        chunks += chunks_of(manifest.files.back());
    }
    for (const auto& value : object.at("chunks").as_array()) {
        const auto& text = value.as_string();
        const auto bytes = from_hex(std::string_view{text.data(), text.size()});
        Hash hash{};
        if (!bytes.ok() || bytes->size() != hash.size()) return {};
        std::ranges::copy(*bytes, hash.begin());
        manifest.chunks.push_back(hash);
    }
    const auto& root = object.at("root").as_string();
    if (manifest.chunks.size() != chunks || manifest.files.empty()) return {};
    if (to_hex(manifest.root()) != std::string_view{root.data(), root.size()}) return {};
    return manifest;
}

}  // namespace

std::string line_name(std::uint32_t line) { return fmt::format("{:08x}", line); }

std::string snapshot_folder(const SnapshotName& snapshot) {
    return fmt::format("{:08x}/{:016x}.snapshot/", snapshot.line, snapshot.commit);
}

std::string chunk_name(const SnapshotName& snapshot, std::size_t chunk) {
    return fmt::format("{}{:06}", snapshot_folder(snapshot), chunk);
}

std::string manifest_name(const SnapshotName& snapshot) {
    return snapshot_folder(snapshot) + std::string{kManifestFile};
}

std::string log_name(const LogName& log) {
    return fmt::format("{:08x}/{:016x}-{:016x}.log", log.line, log.first, log.last);
}

std::optional<SnapshotName> snapshot_of(std::string_view name) {
    SnapshotName snapshot;
    const bool ours = take_hex(name, 8, snapshot.line) && take_text(name, "/") &&
                      take_hex(name, 16, snapshot.commit) && take_text(name, kSnapshotEnding);
    if (!ours) return {};
    return snapshot;
}

std::optional<SnapshotName> parse_manifest_name(std::string_view name) {
    const auto snapshot = snapshot_of(name);
    if (!snapshot || manifest_name(*snapshot) != name) return {};
    return snapshot;
}

std::optional<LogName> parse_log_name(std::string_view name) {
    LogName log;
    const bool ours = take_hex(name, 8, log.line) && take_text(name, "/") &&
                      take_hex(name, 16, log.first) && take_text(name, "-") &&
                      take_hex(name, 16, log.last) && name == kLogEnding;
    if (!ours || log.first > log.last) return {};
    return log;
}

std::size_t chunks_of(const SnapshotFile& file) {
    return static_cast<std::size_t>((file.bytes + kChunkBytes - 1) / kChunkBytes);
}

Hash SnapshotManifest::root() const {
    AuditTree tree;
    for (const auto& chunk : chunks) tree.append(leaf_hash(chunk));
    return tree.root();
}

std::uint64_t SnapshotManifest::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& file : files) sum += file.bytes;
    return sum;
}

Bytes PieceSealer::seal_chunk(const SnapshotName& snapshot, std::size_t chunk, ByteView plain) {
    return keys_.seal(place_of(snapshot, static_cast<std::int64_t>(chunk)), plain);
}

Result<Bytes> PieceSealer::open_chunk(
    const SnapshotName& snapshot, std::size_t chunk, ByteView sealed) {
    auto plain = keys_.unseal(place_of(snapshot, static_cast<std::int64_t>(chunk)), sealed);
    if (!plain.ok()) return damaged(chunk_name(snapshot, chunk));
    return plain;
}

Bytes PieceSealer::seal_log(const LogName& log, ByteView plain) {
    return keys_.seal(place_of(log), plain);
}

Result<Bytes> PieceSealer::open_log(const LogName& log, ByteView sealed) {
    auto plain = keys_.unseal(place_of(log), sealed);
    if (!plain.ok()) return damaged(log_name(log));
    return plain;
}

Bytes PieceSealer::seal_manifest(const SnapshotManifest& manifest) {
    const auto json = manifest_json(manifest);
    const auto place = manifest_place(manifest.name, keyring_id_);
    const auto box = keys_.seal(place, as_bytes(json));
    const std::string head = std::string{kManifestMagic} + keyring_id_ + "\n";
    Bytes out(head.begin(), head.end());
    out.insert(out.end(), box.begin(), box.end());
    return out;
}

Result<SnapshotManifest> PieceSealer::open_manifest(const SnapshotName& snapshot, ByteView sealed) {
    const auto bad = damaged(manifest_name(snapshot));
    constexpr auto kHead = kManifestMagic.size() + kKeyringIdSize + 1;
    if (sealed.size() < kHead || !as_text(sealed).starts_with(kManifestMagic)) return bad;
    const auto id = as_text(sealed).substr(kManifestMagic.size(), kKeyringIdSize);
    if (id != keyring_id_ && from_hex(id).ok())
        return Error{Fault::forbidden, "backup.other_keyring", {std::string{id}}};
    const auto place = manifest_place(snapshot, keyring_id_);
    const auto plain = keys_.unseal(place, sealed.subspan(kHead));
    if (!plain.ok()) return bad;
    boost::json::error_code failed;
    const auto text = as_text(*plain);
    const auto value =
        boost::json::parse(boost::json::string_view{text.data(), text.size()}, failed);
    if (failed || !value.is_object()) return bad;
    try {
        auto manifest = manifest_from(value.get_object());
        if (!manifest) return bad;
        manifest->name = snapshot;
        return *std::move(manifest);
    } catch (const std::exception&) {
        // Boost's word for a member that is missing or of another type.
        return bad;
    }
}

}  // namespace genbo
