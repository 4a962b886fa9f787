// SPDX-License-Identifier: Apache-2.0
#pragma once

// Tables that the operator imported, laid over the built-in ones.
//
// Towns are founded, wards redrawn and postal codes given out every month; a build cannot know.
// `genbo ref import` reads the official files (reference_import.h) into the texts below, keeps them
// in the master's folder, and whoever opens the master hands them over here, once, before any
// address or name is looked at: the tables are built on first use and stay as they are.
//
// Keys made by this room (Address::key(), fold_variants …) depend on these texts.
// text_tables_version() names them all; an index that was built under another version is to be
// built anew.
//
// Thread safety: set_reference_tables() before the first use of the room, from one thread.

#include <string>

namespace genbo {

struct ReferenceTables {
    // Formats are those of tables.h.  Empty: the built-in table stands.
    std::string municipalities;  // Replaces kMunicipalities.
    std::string postal_towns;    // Replaces kPostalTowns.
    std::string towns;           // Lines "code<TAB>town", added to the postal towns.
    std::string successors;      // Lines "code<TAB>25甲賀郡信楽町": old names, by prefecture.
    std::string variants_l1;     // Pairs added behind kVariantsL1.
    std::string variants_l2;     // Pairs added behind kVariantsL2.

    friend bool operator==(const ReferenceTables&, const ReferenceTables&) = default;
};

// False, and nothing is changed, when other tables have been used already: they stay for the life
// of the process.
[[nodiscard]] bool set_reference_tables(ReferenceTables tables);

const ReferenceTables& reference_tables();

// Sixteen hex digits over the built-in and the imported tables.
std::string text_tables_version();

}  // namespace genbo
