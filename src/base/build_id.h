// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which build of the program this is: for files that only the very same code may read.

#include <string>

namespace genbo {

// The linker's build id in hexadecimal (.note.gnu.build-id).  A program that was linked without one
// cannot be told from another, so that each of its processes counts as a build of its own.
const std::string& build_id();

}  // namespace genbo
