// SPDX-License-Identifier: Apache-2.0
#include "app/backup_places.h"

#include <cstdlib>

#include "adapter/http/curl_caller.h"
#include "adapter/place/s3_place.h"
#include "crypto/secret_file.h"

namespace genbo {

namespace {

std::string environment_word(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

// A line from the front, without what ends it.
std::string take_line(std::string_view& text) {
    const auto end = text.find('\n');
    std::string line{text.substr(0, end)};
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    return line;
}

Result<S3Keys> s3_keys(const std::filesystem::path& file) {
    S3Keys keys;
    if (file.empty()) {
        keys.id = environment_word("AWS_ACCESS_KEY_ID");
        keys.secret = environment_word("AWS_SECRET_ACCESS_KEY");
        keys.session = environment_word("AWS_SESSION_TOKEN");
    } else {
        const auto contents = TRY(read_secret_file(file));
        std::string_view text = contents;
        keys.id = take_line(text);
        keys.secret = take_line(text);
    }
    if (keys.id.empty() || keys.secret.empty()) return Error{Fault::invalid, "backup.no_keys"};
    return keys;
}

}  // namespace

Result<std::unique_ptr<BackupPlace>> open_backup_place(
    const std::string& address, const std::filesystem::path& keys_file,
    const std::filesystem::path& authorities, const Clock& clock, std::chrono::seconds patience) {
    if (address.find("://") != address.npos) {
        auto parsed = TRY(parse_s3_address(address));
        auto keys = TRY(s3_keys(keys_file));
        return std::unique_ptr<BackupPlace>(std::make_unique<S3Place>(
            std::move(parsed), std::move(keys),
            std::make_unique<CurlCaller>(CurlOptions{.authorities = authorities}), clock));
    }
    if (address.empty()) return Error{Fault::invalid, "backup.bad_address"};
    return std::unique_ptr<BackupPlace>(
        std::make_unique<FolderPlace>(std::filesystem::absolute(address), patience));
}

Result<std::unique_ptr<BackupPlace>> open_configured_place(
    const std::string& address, const std::filesystem::path& master, const BackupConfig& config,
    const Clock& clock) {
    const auto beside = [&](const std::string& file) {
        return file.empty() ? std::filesystem::path{} : master / file;
    };
    return open_backup_place(
        address, beside(config.s3_keys), beside(config.s3_authorities), clock,
        std::chrono::seconds{config.patience_seconds});
}

std::vector<PlaceLook> look_at_places(
    const std::filesystem::path& master, const BackupConfig& config, const Clock& clock) {
    std::vector<PlaceLook> looks;
    for (const auto& address : config.to) {
        PlaceLook look{address, {}};
        const auto place = open_configured_place(address, master, config, clock);
        if (!place.ok()) {
            look.error = place.error();
        } else if (const auto names = (*place)->list("none/"); !names.ok()) {
            look.error = names.error();
        }
        looks.push_back(std::move(look));
    }
    return looks;
}

}  // namespace genbo
