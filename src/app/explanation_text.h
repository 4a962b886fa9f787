// SPDX-License-Identifier: Apache-2.0
#pragma once

// An explanation for people and for programs: as lines of text in Japanese or English, as JSON, and
// as a waterfall picture (SVG without scripts, fonts or links, so that it can be kept in a file).
// None of them holds a value of a record.

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/message.h"
#include "match/explain.h"

namespace genbo {

std::vector<std::string> explanation_lines(const Explanation& why, Language language);

// Fields of an object that is open.
void write_explanation(JsonWriter& json, const Explanation& why);

std::string explanation_svg(const Explanation& why, Language language);

}  // namespace genbo
