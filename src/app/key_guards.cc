// SPDX-License-Identifier: Apache-2.0
#include "app/key_guards.h"

#include <cstdlib>

#include "adapter/http/curl_caller.h"
#include "adapter/keys/pkcs11_guard.h"
#include "adapter/keys/transit_guard.h"
#include "crypto/secret_file.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

Error setting_missing(std::string_view name) {
    return {Fault::invalid, "app.guard_setting", {std::string(name)}};
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string(value);
}

// Of the environment, or the first line of a file that only its owner may read.
Result<std::string> secret_of(
    const char* name, const std::string& file, const fs::path& directory,
    std::string_view setting) {
    if (auto value = variable(name); !value.empty()) return value;
    if (file.empty()) return setting_missing(setting);
    auto text = TRY(read_secret_file(directory / file));
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.empty()) return setting_missing(setting);
    return text;
}

Result<KeyGuardPtr> hardware_guard(const fs::path& directory, const KeySettings& keys) {
    if (keys.pkcs11_module.empty()) return setting_missing("pkcs11_module");
    if (keys.pkcs11_token.empty()) return setting_missing("pkcs11_token");
    return pkcs11_guard(
        {.module = keys.pkcs11_module,
         .token = keys.pkcs11_token,
         .pin =
             TRY(secret_of("GENBO_PKCS11_PIN", keys.pkcs11_pin_file, directory, "pkcs11_pin_file")),
         .prefix = keys.pkcs11_prefix});
}

Result<KeyGuardPtr> service_guard(const fs::path& directory, const KeySettings& keys) {
    if (keys.transit_address.empty()) return setting_missing("transit_address");
    CurlOptions trust;
    if (!keys.transit_authorities.empty()) trust.authorities = directory / keys.transit_authorities;
    return transit_guard(
        {.address = keys.transit_address,
         .mount = keys.transit_mount,
         .key = keys.transit_key,
         .token = TRY(secret_of(
             "GENBO_TRANSIT_TOKEN", keys.transit_token_file, directory, "transit_token_file")),
         .tenant = keys.transit_namespace},
        std::make_shared<CurlCaller>(trust));
}

}  // namespace

Result<KeyGuardPtr> key_guard_of(
    std::string_view kind, const fs::path& directory, const Config& config,
    const char* passphrase) {
    const auto& keys = config.keys;
    if (kind == kNoGuard) return KeyGuardPtr{};
    if (kind == "argon2id") {
        const auto words = variable(passphrase);
        // The keyring itself says that it is missing.
        if (words.empty()) return KeyGuardPtr{};
        return passphrase_guard(words);
    }
    if (kind == "keyfile") {
        if (keys.key_file.empty()) return setting_missing("key_file");
        return key_file_guard(directory / keys.key_file);
    }
    if (kind == "pkcs11") return hardware_guard(directory, keys);
    if (kind == "transit") return service_guard(directory, keys);
    return Error{Fault::invalid, "app.unknown_guard", {std::string(kind)}};
}

Result<Keyring> open_keyring(
    const fs::path& path, const fs::path& directory, const Config& config) {
    auto kind = TRY(Keyring::guard_kind_of(path));
    // Who sets a passphrase believes that the file is sealed by it.
    if (kind == kNoGuard && passphrase_from_environment()) kind = "argon2id";
    return Keyring::open(path, TRY(key_guard_of(kind, directory, config)));
}

Result<Keyring> open_keyring_by_itself(const fs::path& path) {
    const auto folder = path.parent_path();
    Config config;
    if (fs::exists(folder / "genbo.toml")) config = TRY(load_config(folder));
    return open_keyring(path, folder, config);
}

}  // namespace genbo
