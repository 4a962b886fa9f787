// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which build of the program this is: for files that only the very same code may read.

#include <string>

namespace genbo {

// The linker's build id in hexadecimal (.note.gnu.build-id); where the program has none, its
// version and the time it was linked are unknown, and every process is a build of its own.
const std::string& build_id();

}  // namespace genbo
