// SPDX-License-Identifier: Apache-2.0
#pragma once

// Points a master's folder at another store: the key `database` of the section [store] in
// genbo.toml gets another value, and everything else in the file, comments too, stays as it was.
//
// The file is exchanged in one step; whoever opens the master finds the old one or the new one.
// The old one stays as genbo.toml.before-migrate.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

// The text with another database; empty: a file in the folder.  invalid: app.migrate_config, where
// the file is written in a way that we do not dare to change.
Result<std::string> config_with_database(std::string_view toml, const std::string& database);

// What config_with_database() says of the folder's file, without changing it.
Result<> can_switch_config(const std::filesystem::path& directory, const std::string& database);

Result<> switch_config(const std::filesystem::path& directory, const std::string& database);

}  // namespace genbo
