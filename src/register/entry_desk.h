// SPDX-License-Identifier: Apache-2.0
#pragma once

// The entry desk takes one record that somebody typed, by the same path as a row of a file: an
// import of one row, with its checks, its matching, its audit leaf, and its undo.
//
// The record's key in its source is given by the caller, and the same key again is the same record:
// a form that is sent twice registers one person.

#include <string>

#include "register/import_desk.h"
#include "register/writer.h"

namespace genbo {

struct EnteredRecord {
    RecordId record;
    NumberId customer;
    ImportId import;
    bool joined = false;  // The customer had other records.
};

class EntryDesk {
public:
    EntryDesk(Writer& writer, RecordVault vault) : writer_(writer), vault_(std::move(vault)) {}

    // invalid: register.card_number, register.my_number, register.empty_row.
    // conflict: register.suppressed.
    Result<EnteredRecord> enter(
        const std::string& source, const std::string& key, SourceValues values, const Actor& actor);

private:
    Writer& writer_;
    const RecordVault vault_;
};

}  // namespace genbo
