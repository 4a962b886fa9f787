// SPDX-License-Identifier: Apache-2.0
#include "app/access_spool.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "audit/log_folder.h"
#include "base/base64.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "crypto/sealing_keys.h"

namespace genbo {

namespace {

constexpr std::string_view kSpoolFile = "access.spool";
constexpr std::string_view kTakenFile = "access.spool.taken";
constexpr std::string_view kDamagedFile = "access.spool.damaged";

SealingKeys spool_keys(const Master& master) { return {master.keyring(), "access.spool"}; }

AssociatedData spool_place() { return AssociatedData("access_spool"); }

std::string act_json(const AccessNote& act) {
    JsonWriter json;
    json.object([&] {
        json.field("at", to_micros(act.at));
        json.field("actor", act.actor);
        json.field("role", act.role);
        json.field("action", act.action);
        json.field("fields").array([&] {
            for (const auto& field : act.fields) json.value(field);
        });
        json.field("records").array([&] {
            for (const auto record : act.records) json.value(record.value());
        });
        json.field("nameless", act.nameless);
        json.field("marks", act.marks);
        json.field("words", act.words);
    });
    return std::move(json).str();
}

std::optional<AccessNote> act_from_json(std::string_view text) {
    boost::json::error_code failed;
    const auto value = boost::json::parse(boost::json::string_view{text}, failed);
    if (failed || !value.is_object()) return std::nullopt;
    try {
        const auto& object = value.as_object();
        const auto words = [&](const char* name) {
            return std::string{object.at(name).as_string()};
        };
        AccessNote act;
        act.at = instant_from_micros(object.at("at").as_int64());
        act.actor = words("actor");
        act.role = words("role");
        act.action = words("action");
        for (const auto& field : object.at("fields").as_array())
            act.fields.emplace_back(field.as_string());
        for (const auto& record : object.at("records").as_array())
            act.records.emplace_back(record.as_int64());
        act.nameless = object.at("nameless").as_int64();
        act.marks = object.at("marks").as_int64();
        act.words = words("words");
        return act;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::optional<AccessNote> opened_line(const SealingKeys& keys, std::string_view line) {
    const auto sealed = from_base64(line);
    if (!sealed.ok()) return std::nullopt;
    const auto text = keys.unseal(spool_place(), *sealed);
    if (!text.ok()) return std::nullopt;
    return act_from_json(as_text(*text));
}

// Opened and held against being taken away; -1: not to be had.  Several commands may hold it.
int open_spool(const std::filesystem::path& path) {
    while (true) {
        const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (handle < 0) return -1;
        struct stat opened{};
        struct stat named{};
        const bool held = ::flock(handle, LOCK_SH) == 0 && ::fstat(handle, &opened) == 0;
        if (held && ::stat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino)
            return handle;
        ::close(handle);
        // It was taken away between the two calls: the next one is a new file.
        if (!held) return -1;
    }
}

}  // namespace

AccessNote act_of_command(const Master& master, std::string_view action) {
    AccessNote act;
    act.at = master.clock().now();
    act.actor = "os:" + std::to_string(::getuid());
    act.role = "terminal";
    act.action = action;
    return act;
}

Result<> spool_access(const Master& master, const AccessNote& act) {
    const Error failed{Fault::unavailable, "app.cannot_write", {std::string{kSpoolFile}}};
    const auto sealed = spool_keys(master).seal(spool_place(), as_bytes(act_json(act)));
    const std::string line = to_base64(sealed) + "\n";
    const int handle = open_spool(master.directory() / kSpoolFile);
    if (handle < 0) return failed;
    bool fine = ::write(handle, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    fine = fine && ::fdatasync(handle) == 0;
    ::close(handle);
    if (!fine) return failed;
    return {};
}

Result<std::size_t> take_spooled(const Master& master, AccessLog& log) {
    const auto spool = master.directory() / kSpoolFile;
    const auto taken = master.directory() / kTakenFile;
    std::error_code error;
    // What a crash left behind comes first; its rows may then be there twice, never not at all.
    if (!std::filesystem::exists(taken, error)) {
        const int handle = ::open(spool.c_str(), O_RDONLY | O_CLOEXEC);
        if (handle < 0) return std::size_t{0};
        const bool alone = ::flock(handle, LOCK_EX) == 0;
        if (alone) std::filesystem::rename(spool, taken, error);
        ::close(handle);
        if (!alone || error) return Error{Fault::unavailable, "app.cannot_write", {"access.spool"}};
    }
    const std::string text = TRY(read_log_file(taken));
    const SealingKeys keys = spool_keys(master);
    std::size_t acts = 0;
    std::string damaged;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = std::string_view{text}.substr(at, end - at);
        at = end + 1;
        auto act = opened_line(keys, line);
        if (act) {
            TRY(log.note(*std::move(act)));
            ++acts;
        } else {
            damaged += std::string{line} + "\n";
        }
    }
    if (!damaged.empty()) {
        log_error("access.spool_damaged");
        TRY(write_log_file(master.directory() / kDamagedFile, damaged));
    }
    TRY(log.flush());
    std::filesystem::remove(taken, error);
    return acts;
}

}  // namespace genbo
