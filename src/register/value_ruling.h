// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ruling (裁定) is what a person decided where the records of a customer contradict each other:
//
//   value   this record is right: its value is the customer's, before every rule
//   both    all of them are right (two telephones, the former name beside the present one)
//
// That one of the records is somebody else's is not a ruling but a split (verdict_desk.h).
//
// A ruling is kept with a record, so that a merge or a split takes it along: the record that is
// right, or the one that the golden record had taken.  It is about meanings (value_meaning.h), not
// about versions: importing the same again changes nothing, and as long as any record of the
// customer says the value that was chosen, it stands.  When nobody says it any more the rules
// decide again, for a golden value is always somebody's.  Which meanings were weighed is kept too,
// so that a new one makes the contradiction appear again (conflict.h).
//
// Rulings are taken back, never removed; an erasure of the record removes them with it.  Reason and
// marks are sealed, as a mortal paper "ruling/<record>".

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/golden_record.h"
#include "register/record_vault.h"
#include "register/value_meaning.h"

namespace genbo {

inline constexpr std::string_view kRulingPapers = "ruling";

enum class RulingKind { value, both };
std::string_view ruling_kind_name(RulingKind kind);
std::optional<RulingKind> ruling_kind_named(std::string_view name);

struct ValueRuling {
    RulingId id;
    RulingKind kind = RulingKind::value;
    Field field = Field::custom;  // First of its group.
    std::string custom_name = {};
    std::string chosen = {};                // Mark; empty of `both`.
    std::vector<std::string> weighed = {};  // Marks, ascending.
    std::string reason = {};
    StaffId actor = {};
    Instant at = {};
    Instant withdrawn = {};  // Epoch: it stands.
    StaffId withdrawn_by = {};

    friend bool operator==(const ValueRuling&, const ValueRuling&) = default;
};

// The newest that stands for the attribute; nullptr: none.
const ValueRuling* standing_ruling(
    std::span<const ValueRuling> rulings, const Field& first, std::string_view custom_name);

// All that are kept with the records, withdrawn ones too, oldest first.
Result<std::vector<ValueRuling>> rulings_on(
    StoreReader& store, const RecordVault& vault, std::span<const RecordId> records);

// Those of one record, in place of what was kept with it.
Result<> put_rulings(
    StoreWriter& store, const RecordVault& vault, RecordId record,
    std::span<const ValueRuling> rulings, Instant now);

std::string ruling_paper(RecordId record);

}  // namespace genbo
