// SPDX-License-Identifier: Apache-2.0
#pragma once

// The decision tables as a page of documentation, in Markdown: what `genbo access table` prints and
// docs/access.md and docs/access.ja.md are.  A test holds the files against it.

#include <string>

#include "base/message.h"

namespace genbo {

std::string policy_document(Language language);

}  // namespace genbo
