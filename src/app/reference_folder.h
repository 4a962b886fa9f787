// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reference tables that the operator imported (`genbo ref import`), as files in the master's folder
// reference/: one per kind, with its version, licence, origin and a hash of its content.  Whoever
// opens the master lays them over the built-in tables (text/reference_tables.h).
//
// They hold nothing personal and are in the backup.  Each node of a shared master has its own copy
// of the folder, so it must be brought to all of them; a node whose tables are not those that the
// index was built with does not start writing.
//
//   reference/ken-all.ref     the file before it, ken-all.ref.old, is kept until the next import

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "text/reference_tables.h"

namespace genbo {

struct ReferenceFile {
    std::string name;         // "ken-all", "abr", "mj", "changes".
    std::string version;      // What the operator said, or the day of the import.
    std::string licence;      // What the publisher asks for, in one line.
    std::string origin;       // Names of the imported files.
    std::string sha256;       // Of the imported files, one after another.
    std::string imported_at;  // ISO 8601.
    std::size_t rows = 0;     // Rows of the tables, not of the file.
    ReferenceTables tables;
};

// Sorted by the moment of import.  Empty when there is no folder.  corrupt: app.reference_damaged.
Result<std::vector<ReferenceFile>> load_reference_files(const std::filesystem::path& master);

// Durable and in place of an older one of the same name when it returns.
Result<> save_reference_file(const std::filesystem::path& master, const ReferenceFile& file);

// One set of tables out of all files; of two that replace the same table the later one counts.
ReferenceTables joined_reference_tables(std::span<const ReferenceFile> files);

// Copies the folder, for a backup or out of one.
Result<> copy_reference_files(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace genbo
