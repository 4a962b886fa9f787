// SPDX-License-Identifier: Apache-2.0
#pragma once

// Suppression keeps somebody who was erased from coming back by himself, with the next file of a
// source that still has him, or with a backup from before.
//
// What is kept of him for that are hashes under a key of the keyring, of
//
//   source and key                     the same row of the same source
//   mail address or phone number,      the same person in another source.  Never alone: families
//     each with the name               share a telephone
//   birth date, postal code and name
//
// What cannot be anybody's is left out: a mail address at .invalid, a number like 000-0000-0000. An
// address that only looks like a filler (aaa@…) may be his.
//
// names in kanji (variant forms folded) and in kana, from every version of every record that was
// erased.  Whoever changes name, mail and phone at once is not recognised: this is a net against
// machines that send again, not a watch over people.  A keyed hash of a phone number is
// pseudonymous, not anonymous: whoever has the keyring can try all numbers.
//
// A row that is held back is told as a rejected row without its cells (register.suppressed):
// counted with its import, shown with its row number, never stored.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "record/source_record.h"
#include "register/record_vault.h"

namespace genbo {

// Papers are "suppress/<32 hexadecimal digits>".
inline constexpr std::string_view kSuppressionPapers = "suppress";

// The first is of source and key, when there is a key.
std::vector<std::string> suppression_names(
    const RecordVault& vault, std::string_view source_name, const SourceValues& values);

// Mail addresses and phone numbers in their normal forms: what a text is searched for.
std::set<std::string> strong_values(const SourceValues& values);

// Which of the payloads (encode_values) of one source are held back.
Result<std::vector<bool>> suppressed_rows(
    StoreReader& store, const RecordVault& vault, SourceId source,
    const std::vector<ByteView>& payloads);

Result<> put_suppressions(
    StoreWriter& store, const RecordVault& vault, const std::vector<std::string>& names,
    std::int64_t erasure, Instant now);
// Those of this erasure alone: another one may have the same.
Result<> lift_suppressions(
    StoreWriter& store, const RecordVault& vault, const std::vector<std::string>& names,
    std::int64_t erasure);

}  // namespace genbo
