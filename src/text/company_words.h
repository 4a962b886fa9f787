// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of company names: facts of 会社法, 一般法人法 and the special laws, and of usage.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

enum class FormPlace : std::uint8_t { anywhere, back_only };

struct LegalForm {
    std::string_view spelling;  // After fold_width: ㈱ is "(株)".
    std::string_view canonical;
    FormPlace where = FormPlace::anywhere;
    bool latin = false;  // Must not touch another letter.
};

std::span<const LegalForm> legal_forms();

// 支社 営業所 工場 …: a place of the same legal person.
std::span<const std::string_view> site_endings();
// 札幌 関東 …: what stands before 支社 when it is written without a space.
std::span<const std::string_view> site_places();
// 商店 書店 …: end in 店 and are still names.
std::span<const std::string_view> shop_names();
std::span<const std::string_view> department_endings();
std::span<const std::string_view> title_words();
// 病院 大学 組合 …: only organisations are called so.
std::span<const std::string_view> organisation_endings();

// カ ユ ド …, as 全銀協 abbreviates the forms in account names.
std::span<const std::string_view> bank_forms();
// Readings of the forms as kana_key() writes them, longest first.
std::span<const std::string> kana_forms();

}  // namespace genbo
