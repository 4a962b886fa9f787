// SPDX-License-Identifier: Apache-2.0
#pragma once

// The features of a person's name: surname and given name, each as written, by reading and in
// Latin letters.  Part of produce.h, in a file of its own because names come in so many forms:
// "佐藤 花子", "佐藤花子様" with "サトウ ハナコ", "SATO Hanako".

#include <span>
#include <string>
#include <string_view>

#include "match/produce.h"

namespace genbo {

// A name as written, a reading, and Latin letters, each as one feature.
std::string produce_name(std::string_view text);
std::string produce_kana(std::string_view text);
std::string produce_romaji(std::string_view text);

// Cells: full, surname, given, kana full, surname kana, given kana, romaji.
// Features: surname, its kana, its romaji, given, its kana, its romaji.
void produce_person(
    std::span<const std::string_view> cells, ProduceCache* cache, FeatureList& features);

}  // namespace genbo
