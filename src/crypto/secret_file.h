// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small files that only their owner may read: the keyring.
//
// Reading refuses symbolic links, files of others, and files that the group or the world may touch.
// Writing is all or nothing: a temporary file beside it is written and synced, then takes the name
// in one step, and the folder is synced, so that a power cut leaves the old file or the new one.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

inline constexpr std::size_t kSecretFileBytesMax = 64 * 1024;

// not_found: crypto.file_missing.  forbidden: crypto.file_is_link, crypto.file_owner,
// crypto.file_mode.  corrupt: crypto.file_too_large.  unavailable: crypto.file_io.
Result<std::string> read_secret_file(const std::filesystem::path& path);

// conflict: crypto.file_exists.
Result<> create_secret_file(const std::filesystem::path& path, std::string_view contents);

Result<> replace_secret_file(const std::filesystem::path& path, std::string_view contents);

}  // namespace genbo
